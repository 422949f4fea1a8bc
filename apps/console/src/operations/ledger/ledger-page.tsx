import { DownloadOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { Fault, useAct } from '../parts/act';
import { Card, Code, Head, Mark, Yuan } from '../parts/head';
import { Listing } from '../parts/listing';
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
              {total === '0.00' ? <Mark tone="good">平衡</Mark> : <Mark tone="bad">不平衡 {total}</Mark>}{' '}
              <span className="soft">截至位置 {position}</span>
            </p>
            <Listing
              label="试算平衡表"
              rows={accounts}
              keyOf={({ code }) => code}
              nothing="还没有分录。"
              columns={[
                {
                  title: '科目',
                  of: ({ code }) => (
                    <>
                      <Link to={`/operations/ledger/${code}`}>{accountName(code)}</Link>
                      <br />
                      <small className="soft">
                        <Code>{code}</Code>
                      </small>
                    </>
                  ),
                },
                { title: '借方（元）', right: true, of: ({ debit }) => <Yuan of={debit} /> },
                { title: '贷方（元）', right: true, of: ({ credit }) => <Yuan of={credit} /> },
                { title: '余额（元）', right: true, of: ({ balance }) => <Yuan of={balance} /> },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </div>
  );
};
export default LedgerPage;

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
