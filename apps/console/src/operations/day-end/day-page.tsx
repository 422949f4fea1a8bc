import { Input } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { plusDays } from '../parts/days';
import { Card, Head, Status, Yuan } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded, useBody } from '../parts/loaded';
import { shownYuan } from '../parts/money';
import { channelName, districtName, insuranceName } from '../parts/words';
import '../operations.css';

type Report = Shown<'/reports/days/{day}'>;

/** A business day over all channels: ours, theirs, the treasury's and the bureaus', and what differs. */
const DayPage = () => {
  const { day } = useParams();
  const today = useBody(['today'], () => api.get('/rules', {}), 60_000);
  return (
    <div className="page">
      <Loaded query={today}>{({ on }) => <OfDay day={day ?? plusDays(on, -1)} last={on} />}</Loaded>
    </div>
  );
};
export default DayPage;

const OfDay = ({ day, last }: { readonly day: string; readonly last: string }) => {
  const navigate = useNavigate();
  const query = useBody(['day', day], () => api.get('/reports/days/{day}', { path: { day } }), 15_000);
  return (
    <>
      <Head
        title="日终"
        actions={
          <Input
            type="date"
            aria-label="业务日"
            className="short"
            max={last}
            value={day}
            onChange={({ target }) => {
              if (target.value !== '') void navigate(`/operations/day-end/${target.value}`);
            }}
          />
        }
      >
        {day} 各渠道对账单、我方账、国库入库与经办机构记账逐笔勾对。
      </Head>
      <Loaded query={query}>{(report) => <Whole of={report} />}</Loaded>
    </>
  );
};

const Whole = ({ of }: { readonly of: Report }) => (
  <>
    <div className="tiles">
      <section className="tile">
        <h2>渠道收支</h2>
        <p className="tile-figure">{shownYuan(of.moved)}</p>
        <p className="tile-more">元</p>
      </section>
      <section className={`tile tile-${of.unexplained === '0.00' ? 'good' : 'bad'}`}>
        <h2>未能解释</h2>
        <p className="tile-figure">{shownYuan(of.unexplained)}</p>
        <p className="tile-more">{of.unexplained === '0.00' ? '每一分钱都有去处' : '须查明'}</p>
      </section>
      <section className={`tile tile-${of.openCases.count === 0 ? 'good' : 'wait'}`}>
        <h2>未结案件</h2>
        <p className="tile-figure">{of.openCases.count}</p>
        <p className="tile-more">
          <Link to="/operations/cases">{shownYuan(of.openCases.amount)} 元</Link>
        </p>
      </section>
      <section className="tile">
        <h2>国库入库</h2>
        <p className="tile-figure">{shownYuan(of.treasury.receipts.amount)}</p>
        <p className="tile-more">{of.treasury.receipts.count} 笔</p>
      </section>
    </div>
    <Card title="各渠道">
      <Listing
        label="各渠道"
        rows={of.channels}
        keyOf={({ channel }) => channel}
        nothing="这一天没有收支。"
        columns={[
          {
            title: '渠道',
            of: ({ channel }) => (
              <Link to={`/operations/day-end/${channel}/${of.day}`}>{channelName(channel)}</Link>
            ),
          },
          { title: '状态', of: ({ status }) => <Status of={status} /> },
          { title: '渠道账单', right: true, of: ({ theirs }) => <Tally of={theirs} /> },
          { title: '我方账', right: true, of: ({ ours }) => <Tally of={ours} /> },
          { title: '已勾对', right: true, of: ({ matched }) => <Tally of={matched} /> },
          { title: '待查', right: true, of: ({ inSuspense }) => <Yuan of={inSuspense} /> },
          { title: '已入库', right: true, of: ({ inTreasury }) => <Yuan of={inTreasury} /> },
          { title: '已记账', right: true, of: ({ bookedByBureaus }) => <Yuan of={bookedByBureaus} /> },
          { title: '未解释', right: true, of: ({ unexplained }) => <Yuan of={unexplained} /> },
        ]}
      />
    </Card>
    <Card title="各区县、险种">
      <Listing
        label="各区县、险种"
        rows={of.districts}
        keyOf={({ district, insurance }) => `${district} ${insurance}`}
        nothing="这一天没有收支。"
        columns={[
          { title: '区县', of: ({ district }) => districtName(district) },
          { title: '险种', of: ({ insurance }) => insuranceName(insurance) },
          { title: '笔数', right: true, of: ({ count }) => count },
          { title: '金额（元）', right: true, of: ({ amount }) => <Yuan of={amount} /> },
        ]}
      />
    </Card>
  </>
);

const Tally = ({ of: { count, amount } }: { readonly of: Report['channels'][number]['ours'] }) => (
  <>
    <Yuan of={amount} /> <small className="soft">{count} 笔</small>
  </>
);
