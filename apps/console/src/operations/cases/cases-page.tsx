import { Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { Facts, Head, Status, Yuan } from '../parts/head';
import { Loaded } from '../parts/loaded';
import { causeName, channelName, ownerName, shownTime } from '../parts/words';
import { More, usePages } from '../parts/more';
import { Deadline } from './deadline';
import '../operations.css';

/** Breaks, refunds and contradictions that somebody has to clear, the oldest first. */
const CasesPage = () => {
  const [status, setStatus] = useState<'open' | 'closed'>('open');
  const { query, place } = usePages(
    ['cases', status],
    (page) => api.get('/cases', { query: { status, ...page } }),
    15_000,
  );
  return (
    <div className="page">
      <Head
        title="案件"
        actions={
          <Segmented<'open' | 'closed'>
            value={status}
            onChange={setStatus}
            options={[
              { value: 'open', label: '未结' },
              { value: 'closed', label: '已结' },
            ]}
          />
        }
      >
        每件都有原因、责任方、下次自动查询和期限；结案须有凭据，由另一人复核。
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && (
              <p className="card soft">没有{status === 'open' ? '未结' : '已结'}案件。</p>
            )}
            <ul className="rows" aria-label="案件">
              {items.map((item) => (
                <li key={item.caseId} className="row-card">
                  <div className="row-top">
                    <strong>{causeName(item.kind)}</strong>
                    <Status of={item.status} />
                    <Yuan of={item.amount} />
                    <Link className="row-end" to={`/operations/cases/${item.caseId}`}>
                      查看案件
                    </Link>
                  </div>
                  <Facts
                    of={[
                      ['渠道', item.channel === undefined ? undefined : channelName(item.channel)],
                      ['业务日', item.day],
                      ['号码', item.reference],
                      ['责任方', ownerName(item.owner)],
                      ['已查询', `${item.probes} 次`],
                      ['下次查询', item.nextProbeAt === undefined ? undefined : shownTime(item.nextProbeAt)],
                      ['期限', <Deadline key="deadline" of={item} />],
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
export default CasesPage;
