import { Input, Table } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { plusDays } from '../parts/days';
import { Card, Head, Status, Yuan } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { shownYuan } from '../parts/money';
import { channelName, districtName, insuranceName } from '../parts/words';
import '../operations.css';

type Report = Shown<'/reports/days/{day}'>;

/** A business day over all channels: what is ours, theirs, the treasury's and the bureaus', and what differs. */
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
      <Table
        rowKey="channel"
        size="middle"
        pagination={false}
        scroll={{ x: 900 }}
        dataSource={[...of.channels]}
        locale={{ emptyText: '这一天没有收支' }}
        columns={[
          {
            title: '渠道',
            dataIndex: 'channel',
            fixed: 'left',
            render: (channel: string) => (
              <Link to={`/operations/day-end/${channel}/${of.day}`}>{channelName(channel)}</Link>
            ),
          },
          { title: '状态', dataIndex: 'status', render: (status: string) => <Status of={status} /> },
          tallied('渠道账单', 'theirs'),
          tallied('我方账', 'ours'),
          tallied('已勾对', 'matched'),
          yuan('待查', 'inSuspense'),
          yuan('已入库', 'inTreasury'),
          yuan('已记账', 'bookedByBureaus'),
          yuan('未解释', 'unexplained'),
        ]}
      />
    </Card>
    <Card title="各区县、险种">
      <Table
        rowKey={({ district, insurance }) => `${district} ${insurance}`}
        size="middle"
        pagination={false}
        scroll={{ x: 420 }}
        dataSource={[...of.districts]}
        locale={{ emptyText: '这一天没有收支' }}
        columns={[
          { title: '区县', dataIndex: 'district', render: districtName },
          { title: '险种', dataIndex: 'insurance', render: insuranceName },
          { title: '笔数', dataIndex: 'count', align: 'right' },
          yuan('金额（元）', 'amount'),
        ]}
      />
    </Card>
  </>
);

const yuan = (title: string, dataIndex: string) =>
  ({
    title,
    dataIndex,
    align: 'right',
    render: (amount: string) => <Yuan of={amount} />,
  }) as const;

const tallied = (title: string, dataIndex: string) =>
  ({
    title,
    dataIndex,
    align: 'right',
    render: ({ count, amount }: { count: number; amount: string }) => (
      <>
        <Yuan of={amount} /> <small className="soft">{count} 笔</small>
      </>
    ),
  }) as const;
