import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../api/api';
import { Chip } from '../parts/chip';
import { FindPerson, type Found } from '../parts/find-person';
import { PersonCard } from '../parts/person-card';
import { Refusal } from '../parts/refusal';
import { BillCard } from './bill-card';
import { BillForm } from './bill-form';
import { stateNames } from './bill-words';

/** Bills of back-payment: pushed with a preview, looked at, corrected, withdrawn. */
const BillsPage = () => {
  const [params, setParams] = useSearchParams();
  const id = params.get('id') ?? '';
  const [found, setFound] = useState<Found>();
  return (
    <div className="page">
      <header className="head">
        <h1>补缴单</h1>
        <p>查找参保人，填写欠费月份和金额，预览后推送。推送后缴费人即可在各渠道补缴。</p>
      </header>
      <FindPerson
        onFound={(next) => {
          setFound(next);
          if (next !== undefined) setParams({});
        }}
      />
      {found !== undefined && (
        <>
          <PersonCard key={found.personId} found={found} />
          <BillsOf
            personId={found.personId}
            chosen={id}
            onChosen={(billId) => setParams(billId === '' ? {} : { id: billId })}
          />
        </>
      )}
      {id !== '' && <BillCard key={id} billId={id} />}
      {found !== undefined && id === '' && (
        <BillForm
          key={found.personId}
          personId={found.personId}
          scheme={found.medical?.scheme ?? 'pooled'}
          onPushed={(billId) => setParams({ id: billId })}
        />
      )}
    </div>
  );
};
export default BillsPage;

/** What has been pushed for this person, to be opened; without one chosen, a new bill is written. */
const BillsOf = ({
  personId,
  chosen,
  onChosen,
}: {
  readonly personId: string;
  readonly chosen: string;
  readonly onChosen: (billId: string) => void;
}) => {
  const { data, error } = useQuery({
    queryKey: ['bills', personId, chosen],
    queryFn: async () =>
      (await api.get('/persons/{id}/back-pay-bills', { path: { id: personId } })).body.items,
    staleTime: 0,
  });
  return (
    <section className="card" aria-label="已推送的补缴单">
      <h2>已推送的补缴单</h2>
      <Refusal error={error} />
      {data?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有推送过补缴单" />}
      <ul className="choices">
        {data?.map(({ billId, billNo, status, total, months }) => (
          <li key={billId}>
            <span>
              <Chip tone={status === 'open' ? 'info' : 'plain'}>{stateNames[status]}</Chip>{' '}
              {billNo !== undefined && <span className="num">{billNo}　</span>}
              {months.map(({ month }) => month).join('、')}
            </span>
            <span className="num">¥{total}</span>
            <Button
              disabled={billId === chosen}
              aria-label={`查看补缴单 ${billNo ?? billId}`}
              onClick={() => onChosen(billId)}
            >
              查看
            </Button>
          </li>
        ))}
      </ul>
      {chosen !== '' && (
        <div className="buttons">
          <Button type="primary" onClick={() => onChosen('')}>
            再推送一张
          </Button>
        </div>
      )}
    </section>
  );
};
