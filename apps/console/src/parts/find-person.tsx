import { SearchOutlined } from '@ant-design/icons';
import type { Body } from '@canbao/api-client';
import { Button, Form, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api, codeOf } from '../api/api';
import { faultOfNumber, plainNumber } from '../counter/number';
import { Refusal } from './refusal';
import { useShortcut } from './shortcut';

/** Who was found. */
export type Found = Body<'post', '/persons/search'>;

/**
 * The field for a card's number: it has the focus, Enter goes, and what is wrong is told beside it. Where
 * nobody has the number, `onMissing` is given it.
 */
export const FindPerson = ({
  onFound,
  onMissing,
  isFound = false,
}: {
  readonly onFound: (found: Found | undefined) => void;
  readonly onMissing?: (idNumber: string) => void;
  /** Whoever was missing has been found another way. */
  readonly isFound?: boolean;
}) => {
  const [typed, setTyped] = useState('');
  const [told, setFault] = useState<string>();
  const fault = isFound ? undefined : told;
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const field = useRef<InputRef>(null);
  const begin = (): void => field.current?.focus({ cursor: 'all' });
  useEffect(begin, []);
  useShortcut('F2', begin);

  const find = async (): Promise<void> => {
    if (isBusy) return;
    const wrong = faultOfNumber(typed);
    setFault(wrong);
    setError(undefined);
    onFound(undefined);
    if (wrong !== undefined) return begin();
    setBusy(true);
    try {
      const { body } = await api.post('/persons/search', { body: { idNumber: plainNumber(typed) } });
      onFound(body);
    } catch (refusal) {
      const code = codeOf(refusal);
      if (code === 'identity-number-invalid') setFault('证件号码有误，请重新扫描或核对。');
      else if (code === 'person-not-found' && onMissing !== undefined) {
        setFault('未找到该号码的登记。请核对号码；确是新参保人的，在下面登记。');
        onMissing(plainNumber(typed));
      } else if (code === 'person-not-found')
        setFault('未找到该号码的参保登记。请核对号码；未参保的，请先到人社、医保部门办理参保登记。');
      else setError(refusal);
      begin();
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="card">
      <Form layout="vertical" onFinish={() => void find()}>
        <Form.Item
          label={
            <span>
              证件号码<kbd>F2</kbd>
            </span>
          }
          htmlFor="id-number"
          validateStatus={fault === undefined ? '' : 'error'}
          help={fault === undefined ? undefined : <span role="alert">{fault}</span>}
          style={{ marginBottom: 0 }}
        >
          <div className="find">
            <Input
              id="id-number"
              ref={field}
              size="large"
              value={typed}
              placeholder="扫描或输入身份证号码，回车查找"
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              aria-invalid={fault !== undefined}
              onChange={({ target }) => {
                setTyped(target.value);
                setFault(undefined);
              }}
            />
            <Button type="primary" size="large" htmlType="submit" icon={<SearchOutlined />} loading={isBusy}>
              查找<kbd>Enter</kbd>
            </Button>
          </div>
        </Form.Item>
      </Form>
      {error !== undefined && (
        <div className="gap">
          <Refusal error={error} />
        </div>
      )}
    </section>
  );
};
