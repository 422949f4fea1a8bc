import { Button, Input, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api, newKey } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Fault, useAct } from '../parts/act';
import { Facts, Head, Yuan } from '../parts/head';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { causeName, channelName, insuranceName, shownTime } from '../parts/words';
import '../operations.css';

type Line = Shown<'/suspense'>['items'][number];
const ways: Readonly<Record<string, string>> = {
  back: '原路退回',
  'owed-or-back': '仍欠则抵缴，否则原路退回',
  gone: '渠道已冲正，销账',
  obligation: '抵缴',
  reversed: '已冲正',
};

/** Money in suspense, the oldest first, and its way out. */
const SuspensePage = () => {
  const [status, setStatus] = useState<'open' | 'left'>('open');
  const { role } = usePerson();
  const { query, place } = usePages(
    ['suspense', status],
    (page) => api.get('/suspense', { query: { status, ...page } }),
    15_000,
  );
  return (
    <div className="page">
      <Head
        title="待查款"
        actions={
          <Segmented<'open' | 'left'>
            value={status}
            onChange={setStatus}
            options={[
              { value: 'open', label: '待处理' },
              { value: 'left', label: '已处理' },
            ]}
          />
        }
      >
        已收但不能入账的钱，每笔一个原因，只离开一次：抵缴或退回。
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="card soft">没有待查款。</p>}
            <ul className="rows" aria-label="待查款">
              {items.map((line) => (
                <li key={line.lineId} className="row-card">
                  <div className="row-top">
                    <strong>{causeName(line.because)}</strong>
                    <Yuan of={line.amount} />
                    <Link className="row-end" to={`/operations/orders/${line.orderId}`}>
                      查看全程
                    </Link>
                  </div>
                  <Facts
                    of={[
                      ['渠道', line.channel === undefined ? undefined : channelName(line.channel)],
                      ['渠道流水号', line.channelTransactionNo],
                      ['险种', line.insurance === undefined ? undefined : insuranceName(line.insurance)],
                      ['所属期', line.months.join('、')],
                      ['自', shownTime(line.since)],
                      ['规则建议', ways[line.proposal.way]],
                      [
                        '自动处理',
                        line.proposal.leavesFrom === undefined
                          ? '需人工'
                          : shownTime(line.proposal.leavesFrom),
                      ],
                      ['去向', line.way === undefined ? undefined : ways[line.way]],
                    ]}
                  />
                  {status === 'open' && role === 'operator' && <Resolve line={line} />}
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
export default SuspensePage;

const Resolve = ({ line: { lineId } }: { readonly line: Line }) => {
  const [way, setWay] = useState<'back' | 'obligation'>('back');
  const [purpose, setPurpose] = useState('');
  const [key] = useState(newKey);
  const { isBusy, fault, act } = useAct();
  const propose = () =>
    act(
      () =>
        api.post('/suspense/{id}/resolution', {
          path: { id: lineId },
          body: { way, purpose: purpose.trim() },
          key: `${key}-${way}-${purpose.trim()}`,
        }),
      '已提请，等待另一名操作员复核',
    );
  return (
    <div className="ops-actions">
      <Radio.Group
        value={way}
        onChange={({ target }) => setWay(target.value as 'back' | 'obligation')}
        options={[
          { value: 'back', label: '退回' },
          { value: 'obligation', label: '抵缴' },
        ]}
      />
      <Input
        aria-label="工单号"
        className="short"
        placeholder="工单号（英文、数字）"
        value={purpose}
        maxLength={80}
        onChange={({ target }) => setPurpose(target.value)}
      />
      <Button disabled={purpose.trim() === ''} loading={isBusy} onClick={() => void propose()}>
        提请处理
      </Button>
      <Fault of={fault} />
    </div>
  );
};
