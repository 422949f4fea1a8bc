import type { Body } from '@canbao/api-client';
import { insuranceNames, itemNames, type Insurance, type Item } from '@canbao/vocabulary';
import { Button, Checkbox, Input, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/api';
import { Refusal, wordsFor, type Unmet } from '../parts/refusal';
import { useShortcut } from '../parts/shortcut';
import { yuanTyped } from '../parts/yuan';
import type { Quoted } from './collecting';

type Payable = Body<'get', '/persons/{id}/payables'>['items'][number];

/** What may be paid for an insurance and why not, month by month; the choice becomes a quote. */
export const Payables = ({
  personId,
  insurance,
  onQuoted,
}: {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly onQuoted: (quoted: Quoted | undefined) => void;
}) => {
  const { data, error, isPending } = useQuery({
    queryKey: ['payables', personId, insurance],
    queryFn: async () =>
      (await api.get('/persons/{id}/payables', { path: { id: personId }, query: { insurance } })).body.items,
    staleTime: 0,
  });
  const base = useQuery({
    queryKey: ['pension-base', personId],
    enabled: insurance === 'pension',
    queryFn: async () => (await api.get('/persons/{id}/pension-base', { path: { id: personId } })).body.base,
    retry: false,
  });
  if (isPending) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (data === undefined) return <Refusal error={error} />;
  return (
    <Choice
      key={`${personId} ${insurance} ${base.data ?? ''}`}
      {...{ personId, insurance, onQuoted }}
      months={data}
      registeredBase={base.data}
    />
  );
};

const Choice = ({
  personId,
  insurance,
  months,
  registeredBase,
  onQuoted,
}: {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly months: readonly Payable[];
  readonly registeredBase: string | undefined;
  readonly onQuoted: (quoted: Quoted | undefined) => void;
}) => {
  const payable = months.filter(({ status }) => status === 'payable');
  const current = payable.filter(({ bill }) => bill === undefined).at(-1);
  const [chosen, setChosen] = useState<readonly string[]>(current === undefined ? [] : [current.month]);
  const limits = payable.at(-1)?.limits;
  const [base, setBase] = useState(registeredBase ?? '');
  const [fault, setFault] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  const change = (next: readonly string[]): void => {
    setChosen([...next].sort());
    onQuoted(undefined);
    setError(undefined);
  };
  const quote = async (): Promise<void> => {
    if (isBusy || chosen.length === 0) return;
    const amount = yuanTyped(base) ?? base.trim();
    const wrong = insurance === 'pension' ? faultOfBase(amount, limits) : undefined;
    setFault(wrong);
    setError(undefined);
    if (wrong !== undefined) return document.getElementById('base')?.focus();
    setBusy(true);
    try {
      const { body } = await api.post('/quotes', {
        key: crypto.randomUUID(),
        body: {
          personId,
          insurance,
          months: [...chosen],
          ...(insurance === 'pension' ? { base: amount } : {}),
        },
      });
      onQuoted({ quote: body, receivedAt: Date.now() });
    } catch (refusal) {
      onQuoted(undefined);
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  useShortcut('F8', payable.length === 0 ? undefined : () => void quote());

  return (
    <>
      <div className="list-head">
        <h2>可缴月份</h2>
        {payable.length > 1 && (
          <Checkbox
            checked={chosen.length === payable.length}
            indeterminate={chosen.length > 0 && chosen.length < payable.length}
            onChange={({ target }) => change(target.checked ? payable.map(({ month }) => month) : [])}
          >
            全部可缴月份（{payable.length} 个月）
          </Checkbox>
        )}
      </div>
      <ul className="months" aria-label={`${insuranceNames[insurance]}各月`}>
        {months.map((month) => (
          <Month
            key={month.month}
            month={month}
            isChosen={chosen.includes(month.month)}
            onChange={(isChosen) =>
              change(isChosen ? [...chosen, month.month] : chosen.filter((one) => one !== month.month))
            }
          />
        ))}
      </ul>
      {insurance === 'pension' && payable.length > 0 && (
        <div className="field">
          <label htmlFor="base">
            月缴费基数（元）
            {limits !== undefined && (
              <span className="soft num">
                {' '}
                下限 {limits.lower}，上限 {limits.upper}
              </span>
            )}
          </label>
          <Input
            id="base"
            inputMode="decimal"
            value={base}
            maxLength={16}
            style={{ maxWidth: 320 }}
            status={fault === undefined ? '' : 'error'}
            aria-invalid={fault !== undefined}
            aria-describedby="base-fault"
            placeholder={limits === undefined ? '' : `例如 ${limits.lower}`}
            onChange={({ target }) => {
              setBase(target.value);
              setFault(undefined);
              onQuoted(undefined);
            }}
            onPressEnter={() => void quote()}
          />
          <span id="base-fault" className={fault === undefined ? 'soft' : 'bad'} role={fault && 'alert'}>
            {fault ??
              (registeredBase === undefined
                ? '柜面缴费不改变系统中登记的缴费基数。'
                : `登记的缴费基数为 ${registeredBase} 元；柜面缴费不会改变它。`)}
          </span>
        </div>
      )}
      {insurance === 'medical' && payable.some(({ items = [] }) => items.length > 1) && (
        <p className="soft">
          单建统筹的三项须一并缴纳：{bundleOf(payable)}。漏缴任何一项，医保部门无法记账。
        </p>
      )}
      <Refusal error={error} />
      <div className="buttons">
        <Button
          type="primary"
          size="large"
          ghost
          disabled={chosen.length === 0}
          loading={isBusy}
          onClick={() => void quote()}
        >
          计算应缴金额<kbd>F8</kbd>
        </Button>
      </div>
    </>
  );
};

const bundleOf = (payable: readonly Payable[]): string =>
  (payable.find(({ items = [] }) => items.length > 1)?.items ?? [])
    .filter((item) => item !== 'late-fee')
    .map((item) => itemNames[item as Item])
    .join('、');

/** A base that the platform would refuse, told before it is asked. Money is compared by its figures. */
const faultOfBase = (
  amount: string,
  limits: { readonly lower: string; readonly upper: string } | undefined,
): string | undefined => {
  if (!/^\d{1,12}\.\d{2}$/.test(amount)) return '请填写缴费基数，以元为单位，例如 5000。';
  if (limits === undefined) return undefined;
  if (fen(amount) < fen(limits.lower)) return `缴费基数不能低于 ${limits.lower} 元，请改填。`;
  return fen(amount) > fen(limits.upper) ? `缴费基数不能高于 ${limits.upper} 元，请改填。` : undefined;
};
const fen = (amount: string): bigint => BigInt(amount.replace('.', ''));

const Month = ({
  month: { month, status, total, bill, conditions, route },
  isChosen,
  onChange,
}: {
  readonly month: Payable;
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
}) => (
  <li>
    <Checkbox
      checked={isChosen}
      disabled={status !== 'payable'}
      onChange={({ target }) => onChange(target.checked)}
    >
      <span className="num">{month}</span>
    </Checkbox>
    <span className={status === 'paid' ? 'paid' : status === 'closed' ? 'soft' : ''}>
      {{ payable: '可缴', paid: '已缴', closed: '不可缴' }[status]}
    </span>
    <span className="why">
      {status === 'payable' && total !== undefined && <span className="num">{total} 元 </span>}
      {bill !== undefined && `补缴单${bill.payableUntil === undefined ? '' : `，缴至 ${bill.payableUntil}`} `}
      {route === 'deferral' && '缓缴补缴 '}
      {(conditions as readonly Unmet[]).map(wordsFor).join('；')}
    </span>
  </li>
);
