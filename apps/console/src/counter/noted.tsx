import { insuranceNames } from '@canbao/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { Refusal } from '../parts/refusal';
import { endNote, type Noted } from './collecting';

/**
 * A collection whose end was not seen: its tab was closed, its machine failed, or no answer came. `onAsk`
 * books it, or learns how it was booked; a teller who has taken no money says so.
 */
export const NotedCollection = ({
  noted,
  said,
  isBusy,
  onAsk,
}: {
  readonly noted: Noted;
  /** Why there is no answer, where it is known. */
  readonly said: string | undefined;
  readonly isBusy: boolean;
  readonly onAsk: () => void;
}) => {
  const { insurance, months, amount, method, paidAt, receiptNo } = noted;
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const taken = `${method === 'cash' ? '现金' : '刷卡'} ¥${amount}`;
  const what = `${insuranceNames[insurance]} ${months.join('、')}，${taken}`;
  const drop = async (): Promise<void> => {
    setError(undefined);
    await endNote(noted).catch(setError);
    await queries.invalidateQueries({ queryKey: ['noted-collections'] });
  };
  const askToDrop = (): void => {
    modal.confirm({
      title: `确认没有收 ¥${amount} 这笔款？`,
      content: '确认后这笔收款不再提示，也不会记账。收了款的，请返回后点“已收妥，记账”。',
      okText: '没有收款',
      cancelText: '返回',
      onOk: drop,
    });
  };
  return (
    <>
      <Alert
        role="alert"
        type="warning"
        showIcon
        title={`${what}：${receiptNo === undefined ? '还没有结果' : '已经记账，结果尚未看到'}`}
        description={`${paidAt.slice(0, 16).replace('T', ' ')} 开始收款。${said ?? ''}${
          receiptNo === undefined
            ? '已经收妥的，不要再次收款，点“已收妥，记账”：无论点几次，只记一次账。'
            : `凭证号 ${receiptNo}，不要再次收款。`
        }`}
        action={
          <div className="buttons">
            <Button type="primary" loading={isBusy} onClick={onAsk}>
              {receiptNo === undefined ? '已收妥，记账' : '查看结果'}
            </Button>
            {receiptNo === undefined && said === undefined && <Button onClick={askToDrop}>没有收款</Button>}
          </div>
        }
      />
      <Refusal error={error} />
    </>
  );
};
