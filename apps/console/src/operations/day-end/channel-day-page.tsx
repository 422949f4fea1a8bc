import { Link, useParams } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { Card, Facts, Head, Status, Yuan } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded, useBody } from '../parts/loaded';
import { shownYuan } from '../parts/money';
import { causeName, channelName, shownTime } from '../parts/words';
import '../operations.css';

type Day = Shown<'/reconciliations/{channel}/{day}'>;
type Channel = Day['channel'];
const states: Readonly<Record<string, string>> = { carried: '结转次日', open: '未解释', explained: '已解释' };

/** A business day of one channel, item by item. */
const ChannelDayPage = () => {
  const { channel = '', day = '' } = useParams();
  const query = useBody(
    ['channel-day', channel, day],
    () => api.get('/reconciliations/{channel}/{day}', { path: { channel: channel as Channel, day } }),
    10_000,
  );
  return (
    <div className="page">
      <Head title={`日终：${channelName(channel)}`}>
        {day} · <Link to={`/operations/day-end/${day}`}>回到当日全部渠道</Link>
      </Head>
      <Loaded query={query}>{(body) => <Whole of={body} />}</Loaded>
    </div>
  );
};
export default ChannelDayPage;

const told = ({ count, amount }: Day['ours']): string => `${shownYuan(amount)} 元，${count} 笔`;

const Whole = ({ of }: { readonly of: Day }) => (
  <>
    <Card>
      <Facts
        of={[
          ['状态', <Status key="status" of={of.status} />],
          ['渠道账单', told(of.theirs)],
          ['我方账', told(of.ours)],
          ['已勾对', told(of.matched)],
          ['勾对时间', of.matchedAt === undefined ? undefined : shownTime(of.matchedAt)],
          ['关账时间', of.closedAt === undefined ? undefined : shownTime(of.closedAt)],
        ]}
      />
    </Card>
    <Card title="差异">
      <Listing
        label="差异"
        rows={of.items}
        keyOf={({ class: kind, reference }) => `${kind} ${reference}`}
        nothing="没有差异。"
        columns={[
          { title: '差异', of: (item) => causeName(item.class) },
          { title: '处置', of: ({ state }) => states[state] ?? '其他' },
          { title: '号码', of: ({ reference }) => reference },
          { title: '渠道（元）', right: true, of: ({ theirs }) => <Yuan of={theirs ?? '—'} /> },
          { title: '我方（元）', right: true, of: ({ ours }) => <Yuan of={ours ?? '—'} /> },
          {
            title: '办理',
            of: ({ caseId, orderId }) => (
              <>
                {caseId !== undefined && <Link to={`/operations/cases/${caseId}`}>案件</Link>}{' '}
                {orderId !== undefined && <Link to={`/operations/orders/${orderId}`}>全程</Link>}
              </>
            ),
          },
        ]}
      />
      {of.itemsLeftOut > 0 && <p className="soft">另有 {of.itemsLeftOut} 条未列出。</p>}
    </Card>
  </>
);
