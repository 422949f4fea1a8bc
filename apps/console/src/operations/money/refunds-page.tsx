import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { Facts, Head, Status, Yuan } from '../parts/head';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { causeName, insuranceName, statusName } from '../parts/words';
import '../operations.css';

type Refund = Shown<'/refunds'>['items'][number];
const statuses = [
  'applied',
  'reviewed',
  'unposting',
  'to-send',
  'sending',
  'under-way',
  'to-pay-out',
  'abnormal',
  'refunded',
  'rejected',
  'closed',
] as const satisfies readonly Refund['status'][];

/** Refunds, the latest first. */
const RefundsPage = () => {
  const [status, setStatus] = useState<Refund['status']>();
  const { query, place } = usePages(
    ['refunds', status],
    (page) =>
      api.get('/refunds', {
        query: { ...(status === undefined ? {} : { status }), ...page },
      }),
    15_000,
  );
  return (
    <div className="page">
      <Head
        title="退费"
        actions={
          <Select
            aria-label="状态"
            allowClear
            placeholder="全部状态"
            className="short"
            value={status ?? null}
            onChange={(chosen: Refund['status'] | null | undefined) => setStatus(chosen ?? undefined)}
            options={statuses.map((value) => ({ value, label: statusName(value) }))}
          />
        }
      >
        初审由税务办理，复审由经办机构办理；申请人和两级审核人必须是三个人。
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="card soft">没有退费。</p>}
            <ul className="rows" aria-label="退费">
              {items.map((refund) => (
                <li key={refund.refundId} className="row-card">
                  <div className="row-top">
                    <strong>{causeName(refund.because)}</strong>
                    <Status of={refund.status} />
                    <Yuan of={refund.amount} />
                    <Link className="row-end" to={`/operations/refunds/${refund.refundId}`}>
                      查看退费
                    </Link>
                  </div>
                  <p>{refund.statusText}</p>
                  <Facts
                    of={[
                      ['险种', refund.insurance === undefined ? undefined : insuranceName(refund.insurance)],
                      ['所属期', refund.months.map(({ month }) => month).join('、')],
                      ['下一步', refund.next],
                    ]}
                  />
                </li>
              ))}
            </ul>
            <More place={place} next={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
};
export default RefundsPage;
