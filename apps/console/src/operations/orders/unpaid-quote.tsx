import { Alert, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { Facts, Mark, Yuan } from '../parts/head';
import { insuranceName, shownTime } from '../parts/words';

/** Said where a number leads nowhere. */
export const Nothing = () => (
  <Alert
    type="info"
    showIcon
    title="没有这个号码"
    description="请核对号码。刚刚缴的费用，几秒后才能按渠道流水号找到。"
  />
);

/** The quote of this id that nobody has paid, if there is one. */
export const UnpaidQuote = ({ id }: { readonly id: string }) => {
  const { data, isPending } = useQuery({
    queryKey: ['quote', id],
    queryFn: async () => (await api.get('/quotes/{id}', { path: { id } })).body,
    retry: false,
  });
  if (isPending) return <Skeleton active />;
  if (data === undefined) return <Nothing />;
  const [line] = data.lines;
  return (
    <article className="row-card">
      <div className="row-top">
        <strong>核定单号</strong>
        <Mark tone="wait">没有付款</Mark>
        <Yuan of={data.total} />
        <Link className="row-end" to={`/operations/find?number=${data.personId}`}>
          此人的订单
        </Link>
      </div>
      <Facts
        of={[
          ['险种', insuranceName(line?.item === 'pension' ? 'pension' : 'medical')],
          ['所属期', [...new Set(data.lines.map(({ month }) => month))].join('、')],
          ['有效至', shownTime(data.expiresAt)],
        ]}
      />
    </article>
  );
};
