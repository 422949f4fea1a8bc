import { Link, useParams } from 'react-router';
import { api } from '../../api/api';
import { Card, Code, Head, Yuan } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { shownTime } from '../parts/words';
import { factOf } from '../orders/life-words';
import { accountName } from './words';
import '../operations.css';

interface Entry {
  readonly position: string;
  readonly amount: string;
  readonly at: string;
  readonly stream: string;
  readonly because: string;
}

/** The entries of an account, the oldest first; each leads to the order that it belongs to. */
const EntriesPage = () => {
  const { code = '' } = useParams();
  const { query, place } = usePages(['entries', code], (page) =>
    api.get('/ledger/accounts/{code}/entries', {
      path: { code },
      query: page,
    }),
  );
  return (
    <div className="page">
      <Head title={accountName(code)}>
        <Code>{code}</Code> · <Link to="/operations/ledger">回到总账</Link>
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <Card>
            <Listing
              label="分录"
              rows={items as unknown as readonly Entry[]}
              keyOf={({ position, amount }) => `${position} ${amount}`}
              nothing="没有分录。"
              columns={[
                { title: '时间', of: ({ at }) => shownTime(at) },
                { title: '事由', of: ({ because }) => factOf(because).said },
                { title: '金额（元）', right: true, of: ({ amount }) => <Yuan of={amount} /> },
                {
                  title: '订单',
                  of: ({ stream }) =>
                    stream.startsWith('order-') ? (
                      <Link to={`/operations/orders/${stream.slice('order-'.length)}`}>查看全程</Link>
                    ) : (
                      <small className="soft">
                        <Code>{stream}</Code>
                      </small>
                    ),
                },
              ]}
            />
            <More place={place} next={nextCursor} />
          </Card>
        )}
      </Loaded>
    </div>
  );
};
export default EntriesPage;
