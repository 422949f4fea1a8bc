import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { Actor, Card, Code, Facts, Head, Status, Yuan } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { shownYuan } from '../parts/money';
import { causeName, channelName, insuranceName, serviceName, shownTime } from '../parts/words';
import { factOf } from './life-words';
import '../operations.css';

type Life = Shown<'/orders/{id}/life'>;

/** An order's life, from its quote to the bureau's answer and the treasury. */
const OrderPage = () => {
  const { id = '' } = useParams();
  const life = useBody(['life', id], () => api.get('/orders/{id}/life', { path: { id } }));
  return (
    <div className="page">
      <Head
        title="订单全程"
        actions={
          <Button onClick={() => void life.refetch()} loading={life.isFetching}>
            刷新
          </Button>
        }
      >
        从核定到经办机构答复和国库入库，按时间顺序，每一步都有凭据。
      </Head>
      <Loaded query={life}>{(body) => <Whole life={body} />}</Loaded>
    </div>
  );
};
export default OrderPage;

const Whole = ({ life }: { readonly life: Life }) => (
  <>
    <Card>
      <Facts
        of={[
          ['状态', <Status key="status" of={life.status} />],
          ['金额（元）', <Yuan key="total" of={life.total} />],
          ['待查（元）', life.inSuspense === undefined ? undefined : shownYuan(life.inSuspense)],
          ['险种', life.insurance === undefined ? undefined : insuranceName(life.insurance)],
          ['所属期', life.months.join('、')],
          ['渠道', channelName(life.channel)],
          ['渠道流水号', life.channelTransactionNo],
          ['收据号', life.receiptNo],
          ['订单号', life.orderId],
          [
            '参保人编号',
            life.personId === undefined ? undefined : (
              <Link key="person" to={`/operations/find?number=${life.personId}`}>
                {life.personId}
              </Link>
            ),
          ],
          [
            '个人信息',
            life.personId === undefined ? undefined : (
              <Link key="readings" to={`/operations/readings?person=${life.personId}`}>
                谁看过
              </Link>
            ),
          ],
          ['退费', links(life.refunds, (id) => [`/operations/refunds/${id}`, '查看退费'])],
          [
            '案件',
            links(
              life.cases.map(({ caseId }) => caseId),
              (caseId) => [
                `/operations/cases/${caseId}`,
                causeName(life.cases.find((each) => each.caseId === caseId)?.kind ?? ''),
              ],
            ),
          ],
        ]}
      />
    </Card>
    <Card title="全程">
      <ol className="life" aria-label="订单全程">
        {life.items.map((item) => (
          <Fact key={item.eventId} item={item} />
        ))}
      </ol>
    </Card>
  </>
);

const links = (ids: readonly string[], linkOf: (id: string) => readonly [string, string]) =>
  ids.length === 0
    ? undefined
    : ids.map((id) => {
        const [to, said] = linkOf(id);
        return (
          <Link key={id} to={to}>
            {said}{' '}
          </Link>
        );
      });

const Fact = ({ item }: { readonly item: Life['items'][number] }) => {
  const { said, tone } = factOf(item.type);
  const { amount, total } = item.data as { readonly amount?: unknown; readonly total?: unknown };
  const money = [amount, total].find((text) => typeof text === 'string') as string | undefined;
  return (
    <li className={`life-${tone}`}>
      <strong>{said}</strong>
      {money !== undefined && (
        <>
          {' '}
          <Yuan of={money} /> 元
        </>
      )}
      <div className="life-meta">
        <span className="num">{shownTime(item.at)}</span>
        <span>{serviceName(item.service)}</span>
        <span>
          办理：
          <Actor of={item.actor} />
        </span>
      </div>
      <details>
        <summary>凭据</summary>
        <p className="soft">
          <Code>
            {item.type} · {item.stream}
          </Code>{' '}
          第 {item.version} 条 · 位置 {item.position}
        </p>
        <pre>{JSON.stringify(item.data, undefined, 2)}</pre>
      </details>
    </li>
  );
};
