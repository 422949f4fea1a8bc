import { useMutation } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { api, codeOf, newKey, sentenceOf } from '../api/api';
import { dayTyped } from '../parts/dates';
import { Refusal } from '../parts/refusal';
import { Typed } from '../parts/typed';
import type { Period, Subject } from './enrolment';
import { faultOfDay } from './person-faults';
import { useTold } from './told';

const endings = [
  { value: 'to-employer', label: '转单位参保' },
  { value: 'stopped', label: '停缴' },
  { value: 'retired', label: '退休' },
  { value: 'transferred-out', label: '转出' },
  { value: 'left-country', label: '出国' },
  { value: 'death', label: '死亡' },
] as const;
type Ending = (typeof endings)[number]['value'];

/** That an enrolment ends, and why; or that its end was told wrongly. */
export const EndForm = ({
  subject: { personId, insurance, version },
  last,
}: {
  readonly subject: Subject;
  readonly last: Period;
}) => {
  const [on, setOn] = useState('');
  const [reason, setReason] = useState<Ending>('to-employer');
  const [fault, setFault] = useState<string>();
  const told = useTold(personId);
  const isEnded = last.endedOn !== undefined;
  const end = useMutation({
    mutationFn: (): Promise<unknown> => {
      const given = {
        path: { id: personId },
        ...(version === undefined ? {} : { version }),
        body: { on: dayTyped(on) ?? '', reason },
      };
      if (insurance === 'pension')
        return isEnded
          ? api.put('/persons/{id}/enrolments/pension/end', given)
          : api.post('/persons/{id}/enrolments/pension/end', { ...given, key: newKey() });
      return isEnded
        ? api.put('/persons/{id}/enrolments/medical/end', given)
        : api.post('/persons/{id}/enrolments/medical/end', { ...given, key: newKey() });
    },
    onSuccess: () => {
      told.saved(isEnded ? '停保已更正。' : '停保已保存。');
      setOn('');
    },
    onError: told.refused,
  });
  const isOfDay = ['ends-before-start', 'death-in-future'].includes(codeOf(end.error) ?? '');
  const submit = (): void => {
    const wrong = faultOfDay(on);
    setFault(wrong);
    if (wrong === undefined) end.mutate();
  };
  return (
    <fieldset className="bill-month">
      <legend>{isEnded ? '更正停保' : '停保'}</legend>
      <div className="fields">
        <Typed
          id="on"
          label="最后一天"
          placeholder="例如 2026-06-30"
          value={on}
          fault={fault ?? (isOfDay ? sentenceOf(end.error) : undefined)}
          onChange={(value) => {
            setOn(value);
            setFault(undefined);
            end.reset();
          }}
        />
        <div className="field">
          <label htmlFor="ending">原因</label>
          <Select<Ending> id="ending" value={reason} onChange={setReason} options={[...endings]} />
        </div>
      </div>
      {!isOfDay && <Refusal error={end.error} />}
      <div className="buttons">
        <Button danger loading={end.isPending} onClick={submit}>
          {isEnded ? '保存更正的停保' : '保存停保'}
        </Button>
      </div>
    </fieldset>
  );
};
