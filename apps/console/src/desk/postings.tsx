import { itemNames, type Item } from '@canbao/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { Empty, Skeleton } from 'antd';
import { api } from '../api/api';
import { Chip } from '../parts/chip';
import { Refusal, wordsFor, type Unmet } from '../parts/refusal';

const states = {
  waiting: ['等待报送', 'info'],
  requested: ['已报送', 'info'],
  posted: ['已记账', 'good'],
  refused: ['未予记账', 'bad'],
  unknown: ['正在查询', 'warn'],
  reversed: ['已冲销', 'plain'],
} as const;

/** What the bureau's ledger has of a person, and what to do about what it has refused. */
export const Postings = ({ personId }: { readonly personId: string }) => {
  const { data, error, isPending } = useQuery({
    queryKey: ['postings', personId],
    queryFn: async () => (await api.get('/persons/{id}/postings', { path: { id: personId } })).body.items,
    staleTime: 0,
  });
  return (
    <section className="card" aria-label="记账">
      <h2>记账情况</h2>
      {isPending && <Skeleton active />}
      <Refusal error={error} />
      {data?.length === 0 && <Empty description="还没有缴费" />}
      <ul className="postings">
        {data?.map(({ postingId, month, status, total, items, reason, bureauReceiptNo, conditions }) => {
          const [words, tone] = states[status];
          return (
            <li key={postingId}>
              <div className="list-head">
                <span>
                  <strong className="num">{month}</strong> <Chip tone={tone}>{words}</Chip>
                </span>
                <span className="num">¥{total}</span>
              </div>
              <span className="soft">{items.map(({ item }) => itemNames[item as Item]).join('、')}</span>
              {bureauReceiptNo !== undefined && <span className="soft num">回执 {bureauReceiptNo}</span>}
              {reason !== undefined && <span>本部门答复：{reason}</span>}
              {(conditions as readonly Unmet[]).map((unmet) => (
                <span key={unmet.code}>{wordsFor(unmet)}</span>
              ))}
              {status === 'refused' && (
                <span className="soft">
                  怎么办：在本部门更正登记后，请税务部门重新报送；确实不能记账的，请税务部门办理退费。
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
};
