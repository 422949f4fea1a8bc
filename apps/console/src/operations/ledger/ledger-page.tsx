import { DownloadOutlined } from '@ant-design/icons';
import { Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { Fault, useAct } from '../parts/act';
import { Card, Head, Yuan } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { download } from './download';
import { accountName } from './words';
import '../operations.css';

/** The trial balance, and the way to entries and their export. */
const LedgerPage = () => {
  const query = useBody(['trial-balance'], () => api.get('/ledger/trial-balance', {}), 30_000);
  const today = useBody(['today'], () => api.get('/rules', {}), 60_000);
  return (
    <div className="page">
      <Head title="总账">试算平衡：借贷合计永远为零。科目可逐笔查看，可按日期导出。</Head>
      <Loaded query={today}>{({ on }) => <Export last={on} />}</Loaded>
      <Loaded query={query}>
        {({ accounts, position, total }) => (
          <Card title="试算平衡表">
            <p>
              {total === '0.00' ? <Tag color="success">平衡</Tag> : <Tag color="error">不平衡 {total}</Tag>}
              <span className="soft">截至位置 {position}</span>
            </p>
            <Table
              rowKey="code"
              size="middle"
              pagination={false}
              scroll={{ x: 620 }}
              dataSource={[...accounts]}
              columns={[
                {
                  title: '科目',
                  dataIndex: 'code',
                  render: (code: string) => (
                    <>
                      <Link to={`/operations/ledger/${code}`}>{accountName(code)}</Link>
                      <br />
                      <small className="soft">{code}</small>
                    </>
                  ),
                },
                yuan('借方（元）', 'debit'),
                yuan('贷方（元）', 'credit'),
                yuan('余额（元）', 'balance'),
              ]}
            />
          </Card>
        )}
      </Loaded>
    </div>
  );
};
export default LedgerPage;

const yuan = (title: string, dataIndex: string) =>
  ({ title, dataIndex, align: 'right', render: (of: string) => <Yuan of={of} /> }) as const;

const Export = ({ last }: { readonly last: string }) => {
  const [from, setFrom] = useState(last);
  const [until, setUntil] = useState(last);
  const { isBusy, fault, act } = useAct();
  return (
    <Card title="导出分录">
      <div className="ops-actions">
        <Input
          type="date"
          aria-label="自"
          className="short"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Input
          type="date"
          aria-label="至"
          className="short"
          value={until}
          onChange={({ target }) => setUntil(target.value)}
        />
        <Button
          icon={<DownloadOutlined />}
          loading={isBusy}
          disabled={from === '' || until === '' || from > until}
          onClick={() => void act(() => download({ from, until }), '已导出')}
        >
          导出 CSV
        </Button>
        <Fault of={fault} />
      </div>
    </Card>
  );
};
