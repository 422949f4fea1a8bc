import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Body } from '@canbao/api-client';
import { districtNames } from '@canbao/vocabulary';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { faultOfNumber, plainNumber } from '../../counter/number';
import { usePerson } from '../../sign-in/session';
import { Fault, useAct } from '../parts/act';
import { Facts } from '../parts/head';

type Found = Body<'post', '/persons/search'>;

/** Whether somebody typed the number of an identity card, with or without blanks. */
export const isIdentityNumber = (typed: string): boolean => /^\d{17}[\dX]$/.test(plainNumber(typed));

/** Finds a person by the number of their card, for a reason that is kept; shows who it is, masked. */
export const ByIdentity = ({
  number,
  onPerson,
}: {
  readonly number: string;
  readonly onPerson: (personId: string) => void;
}) => {
  const [reason, setReason] = useState('');
  const [found, setFound] = useState<Found>();
  const { isBusy, fault, act } = useAct();
  const { role } = usePerson();
  const wrong = role === 'operator' ? faultOfNumber(number) : '只有操作员可以按身份证号码查找。';
  const find = (): Promise<boolean> =>
    act(async () => {
      const body = { idNumber: plainNumber(number), reason: reason.trim() };
      const { body: person } = await api.post('/persons/search', { body });
      setFound(person);
      onPerson(person.personId);
    }, '已查找，并已记录理由');
  if (found !== undefined) return <Person of={found} />;
  return (
    <section className="card">
      <div className="form">
        <label>
          按身份证号码查找的理由（至少 4 个字，会被记录，参保人可以查到谁查过）
          <Input
            autoFocus
            value={reason}
            maxLength={200}
            placeholder="例如：工单 2026-118，核对到账"
            onChange={({ target }) => setReason(target.value)}
          />
        </label>
        <Fault of={wrong ?? fault} />
        <Button
          type="primary"
          loading={isBusy}
          disabled={wrong !== undefined || reason.trim().length < 4}
          onClick={() => void find()}
        >
          查找此人
        </Button>
      </div>
    </section>
  );
};

const Person = ({ of: { personId, maskedName, pension, medical } }: { readonly of: Found }) => (
  <article className="row-card">
    <div className="row-top">
      <strong>{maskedName}</strong>
      <Link className="row-end" to={`/operations/readings?person=${personId}`}>
        谁看过
      </Link>
    </div>
    <Facts
      of={[
        ['参保人编号', personId],
        ['养老保险', pension && districtNames[pension.district].zh],
        ['医疗保险', medical && districtNames[medical.district].zh],
      ]}
    />
  </article>
);
