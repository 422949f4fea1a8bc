import type { Body } from '@canbao/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { api, newKey } from '../api/api';
import { Refusal } from '../parts/refusal';
import { useNoted } from './collecting';
import { yuanTyped } from '../parts/yuan';

type Shift = Body<'get', '/shifts/{id}'>;

/** Today in Asia/Shanghai as the platform's clock has it: an order of the day tells nothing else. */
const clockDay = async (): Promise<string> => {
  const { body } = await api.get('/rules');
  return body.on;
};

/** The shift of an officer: the drawer taken over, and counted at the end. */
const ShiftPage = () => {
  const { data, error, isPending } = useQuery({
    queryKey: ['shifts'],
    queryFn: async () => {
      const day = await clockDay();
      return { day, ...(await api.get('/shifts', { query: { day } })).body };
    },
    staleTime: 0,
  });
  const open = data?.items.find(({ status }) => status === 'open');
  return (
    <div className="page">
      <header className="head">
        <h1>班次</h1>
        <p>开班时清点备用金，交班时清点现金。系统给出应有金额，差额如实登记。</p>
      </header>
      {isPending && <Skeleton active />}
      <Refusal error={error} />
      {data !== undefined &&
        (open === undefined ? <Opening /> : <Closing key={open.shiftId} shift={open} today={data.day} />)}
      {data?.items
        .filter(({ status }) => status === 'closed')
        .map((shift) => (
          <section key={shift.shiftId} className="card of-the-day" aria-label="已交班">
            <h2>
              已交班{' '}
              <span className="num soft">
                {timeOf(shift.openedAt)} – {timeOf(shift.closedAt ?? '')}
              </span>
            </h2>
            <Totals shift={shift} />
            <Difference shift={shift} />
          </section>
        ))}
      {data !== undefined && data.outsideShifts.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`今天有 ${data.outsideShifts.length} 笔款项不在任何班次内`}
          description="款项已照常记账。请先开班再收费。"
        />
      )}
    </div>
  );
};
export default ShiftPage;

const shownAt = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

const timeOf = (instant: string): string => instant.slice(11, 16);

/** Cash that somebody has counted, and what to do with it. */
const Cash = ({
  id,
  label,
  action,
  error,
  isBusy,
  onGiven,
}: {
  readonly id: string;
  readonly label: string;
  readonly action: string;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onGiven: (amount: string) => void;
}) => {
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const give = (): void => {
    const amount = yuanTyped(typed);
    setWrong(amount === undefined);
    if (amount !== undefined) onGiven(amount);
  };
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <Input
          id={id}
          size="large"
          autoFocus
          inputMode="decimal"
          style={{ maxWidth: 320 }}
          value={typed}
          maxLength={16}
          status={isWrong ? 'error' : ''}
          aria-invalid={isWrong}
          onChange={({ target }) => {
            setTyped(target.value);
            setWrong(false);
          }}
          onPressEnter={give}
        />
        {isWrong && (
          <span className="bad" role="alert">
            请填写金额，例如 500 或 500.50；没有现金填 0。
          </span>
        )}
      </div>
      <Refusal error={error} />
      <div className="buttons">
        <Button type="primary" size="large" loading={isBusy} onClick={give}>
          {action}
          <kbd>Enter</kbd>
        </Button>
      </div>
    </>
  );
};

const useChange = () => {
  const queries = useQueryClient();
  const key = useRef(newKey());
  const changed = (): void => {
    key.current = newKey();
    void queries.invalidateQueries({ queryKey: ['shifts'] });
  };
  return { key, changed };
};

const Opening = () => {
  const { key, changed } = useChange();
  const opening = useMutation({
    mutationFn: (openingCash: string) => api.post('/shifts', { key: key.current, body: { openingCash } }),
    onSettled: changed,
  });
  return (
    <section className="card" aria-label="开班">
      <h2>开班</h2>
      <Cash
        id="opening-cash"
        label="备用金（元）"
        action="开班"
        error={opening.error}
        isBusy={opening.isPending}
        onGiven={opening.mutate}
      />
    </section>
  );
};

const Closing = ({ shift, today }: { readonly shift: Shift; readonly today: string }) => {
  const noted = useNoted();
  const isOld = shift.openedAt.slice(0, 10) < today;
  const { key, changed } = useChange();
  const closing = useMutation({
    mutationFn: (countedCash: string) =>
      api.post('/shifts/{id}/closing', {
        path: { id: shift.shiftId },
        key: key.current,
        body: { countedCash },
      }),
    onSettled: changed,
  });
  return (
    <section className="card" aria-label="当班">
      <h2>
        当班 <span className="soft">自 {isOld ? shownAt(shift.openedAt) : timeOf(shift.openedAt)}</span>
      </h2>
      {isOld && (
        <Alert
          role="alert"
          type="warning"
          showIcon
          title="这个班次不是今天开的"
          description="请先清点现金交班，再开今天的班。"
        />
      )}
      {noted.data !== undefined && noted.data.length > 0 && (
        <Alert
          role="alert"
          type="warning"
          showIcon
          title={`有 ${noted.data.length} 笔收款还没有结果`}
          description="没有记账的款项不在应有现金内。请先确认这些收款，再清点现金交班。"
          action={<Link to="/counter">去确认</Link>}
        />
      )}
      <Totals shift={shift} />
      <Cash
        id="counted-cash"
        label="清点现金（元，含备用金）"
        action="交班"
        error={closing.error}
        isBusy={closing.isPending}
        onGiven={closing.mutate}
      />
    </section>
  );
};

const Totals = ({ shift: { totals, openingCash, expectedCash } }: { readonly shift: Shift }) => (
  <div className="scroll">
    <table className="lines">
      <thead>
        <tr>
          <th>方式</th>
          <th className="num">收款笔数</th>
          <th className="num">收款</th>
          <th className="num">冲正</th>
          <th className="num">退费</th>
        </tr>
      </thead>
      <tbody>
        {(['cash', 'card'] as const).map((method) => (
          <tr key={method}>
            <td>{method === 'cash' ? '现金' : '刷卡'}</td>
            <td className="num">{totals[method].collections}</td>
            <td className="num">{totals[method].collected}</td>
            <td className="num">{totals[method].reversed}</td>
            <td className="num">{totals[method].refunded}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p className="total">
      <span>
        应有现金 <span className="soft num">（含备用金 {openingCash}）</span>
      </span>
      <strong>¥{expectedCash}</strong>
    </p>
  </div>
);

const Difference = ({ shift: { countedCash, difference = '0.00' } }: { readonly shift: Shift }) => (
  <Alert
    type={difference === '0.00' ? 'success' : 'warning'}
    showIcon
    title={
      difference === '0.00'
        ? `清点 ¥${countedCash ?? ''}，与应有现金相符。`
        : `清点 ¥${countedCash ?? ''}，差额 ¥${difference}，已登记，请向主管说明。`
    }
  />
);
