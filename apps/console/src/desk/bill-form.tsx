import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Refused } from '@canbao/api-client';
import type { BillFaultCode } from '@canbao/rules';
import { itemNames, type Item, type Scheme } from '@canbao/vocabulary';
import { useMutation } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useRef, useState } from 'react';
import { api, newKey } from '../api/api';
import { Refusal } from '../parts/refusal';
import { monthTyped } from '../parts/dates';
import { Typed } from '../parts/typed';
import {
  billOf,
  emptyMonth,
  faultsOf,
  fieldsOf,
  itemsOf,
  plain,
  type Draft,
  type LineFault,
  type MonthDraft,
} from './bill';
import { BillPreview } from './bill-preview';
import { faultWords, schemeNames } from './bill-words';

/** The months of a bill and its amounts; first a preview, then it is pushed, or sent anew as `billId`. */
export const BillForm = ({
  personId,
  scheme = 'pooled',
  billId,
  start = { billNo: '', payableUntil: '', lateFeeTo: '', months: [emptyMonth(scheme)] },
  onPushed,
}: {
  readonly personId: string;
  readonly scheme?: Scheme;
  readonly billId?: string;
  readonly start?: Draft;
  readonly onPushed: (billId: string) => void;
}) => {
  const [draft, setDraft] = useState(start);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [isPreview, setPreview] = useState(false);
  const key = useRef(newKey());
  const push = useMutation({
    mutationFn: async (): Promise<string> => {
      const { billNo, ...terms } = billOf(draft);
      const body = { personId, ...terms };
      if (billId !== undefined)
        return (await api.put('/back-pay-bills/{id}', { path: { id: billId }, body })).body.billId;
      const numbered = billNo === undefined ? body : { ...body, billNo };
      return (await api.post('/back-pay-bills', { key: key.current, body: numbered })).body.billId;
    },
    onSuccess: onPushed,
    onError: (error) => {
      if (!(error instanceof Refused)) return;
      key.current = newKey();
      const refused = fieldsOf(draft, linesIn(error), (code) => faultWords[code as BillFaultCode]);
      setFaults(refused);
      if (Object.keys(refused).length > 0) setPreview(false);
    },
  });

  const change = (next: Partial<Draft>): void => {
    setDraft({ ...draft, ...next });
    setFaults({});
    setPreview(false);
    push.reset();
    key.current = newKey();
  };
  const changeMonth = (index: number, next: Partial<MonthDraft>): void =>
    change({ months: draft.months.map((month, at) => (at === index ? { ...month, ...next } : month)) });
  const preview = (): void => {
    const wrong = faultsOf(draft);
    setFaults(wrong);
    setPreview(Object.keys(wrong).length === 0);
    const [first] = Object.keys(wrong);
    if (first !== undefined) document.getElementById(first)?.focus();
  };
  const field = (id: string, label: string, value: string, onChange: (value: string) => void) => (
    <Typed key={id} id={id} label={label} value={value} fault={faults[id]} onChange={onChange} />
  );
  return (
    <section className="card" aria-label={billId === undefined ? '推送补缴单' : '更正补缴单'}>
      <h2>{billId === undefined ? '推送补缴单' : '更正补缴单'}</h2>
      <div className="fields">
        {billId === undefined &&
          field('billNo', '本单位单号（可不填）', draft.billNo, (billNo) =>
            change({ billNo: plain(billNo) }),
          )}
        {field('payableUntil', '缴费期限（可不填）', draft.payableUntil, (payableUntil) =>
          change({ payableUntil }),
        )}
        {field('lateFeeTo', '滞纳金算至（可不填）', draft.lateFeeTo, (lateFeeTo) => change({ lateFeeTo }))}
      </div>
      {draft.months.map((month, index) => (
        // Months have no name of their own before they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={index} className="bill-month">
          <legend>第 {index + 1} 个月</legend>
          <div className="fields">
            {field(`month-${index}`, '欠费月份', month.month, (value) =>
              changeMonth(index, { month: value }),
            )}
            <div className="field">
              <label htmlFor={`scheme-${index}`}>缴费方式</label>
              <Select
                id={`scheme-${index}`}
                value={month.scheme}
                onChange={(next: Scheme) => changeMonth(index, { scheme: next })}
                options={(['pooled', 'with-account'] as const).map((one) => ({
                  value: one,
                  label: schemeNames[one],
                }))}
              />
            </div>
            {itemsOf(month.scheme).map((item) =>
              field(`${item}-${index}`, shortName(item), month.amounts[item] ?? '', (value) =>
                changeMonth(index, { amounts: { ...month.amounts, [item]: value } }),
              ),
            )}
            {field(`late-fee-${index}`, '滞纳金', month.lateFee, (lateFee) =>
              changeMonth(index, { lateFee }),
            )}
          </div>
          <div className="buttons">
            <UseStandard
              month={monthTyped(month.month)}
              scheme={month.scheme}
              onNoMonth={() => setFaults({ ...faults, [`month-${index}`]: '先填欠费月份，再填金额。' })}
              onStandard={(amounts) => changeMonth(index, { amounts: { ...month.amounts, ...amounts } })}
            />
            {draft.months.length > 1 && (
              <Button
                icon={<DeleteOutlined />}
                onClick={() => change({ months: draft.months.filter((_, at) => at !== index) })}
              >
                删除该月
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <div className="buttons">
        <Button
          icon={<PlusOutlined />}
          onClick={() =>
            change({ months: [...draft.months, emptyMonth(draft.months.at(-1)?.scheme ?? scheme)] })
          }
        >
          再加一个月
        </Button>
        <Button type="primary" onClick={preview}>
          预览
        </Button>
      </div>
      {!isPreview && push.error !== null && (
        <div className="gap">
          <Refusal error={push.error} />
        </div>
      )}
      {isPreview && (
        <BillPreview
          before={billId === undefined ? undefined : start}
          draft={draft}
          error={push.error}
          isBusy={push.isPending}
          onConfirm={() => push.mutate()}
          onBack={() => setPreview(false)}
        />
      )}
    </section>
  );
};

/** Fills in what the month costs by the rules that hold for it; it is asked for when somebody wants it. */
const UseStandard = ({
  month,
  scheme,
  onNoMonth,
  onStandard,
}: {
  readonly month: string | undefined;
  readonly scheme: Scheme;
  readonly onNoMonth: () => void;
  readonly onStandard: (amounts: Readonly<Partial<Record<Item, string>>>) => void;
}) => {
  const standard = useMutation({
    mutationFn: async (of: string) =>
      (await api.get('/back-pay-standards/{month}', { path: { month: of }, query: { scheme } })).body.items,
    onSuccess: (items) => onStandard(Object.fromEntries(items.map(({ item, amount }) => [item, amount]))),
  });
  return (
    <>
      <Button
        loading={standard.isPending}
        onClick={() => (month === undefined ? onNoMonth() : standard.mutate(month))}
      >
        按当月标准填金额
      </Button>
      <Refusal error={standard.error} />
    </>
  );
};

/** The lines that the platform has found wrong; those of a month without its number are about the month. */
const linesIn = ({ problem }: Refused): readonly LineFault[] => {
  const { faults = [] } = (problem.details ?? {}) as { faults?: readonly LineFault[] };
  return faults;
};

/** The item without the words that all of them share. */
const shortName = (item: Item): string =>
  ({
    'pooled-unit': '单位部分',
    'pooled-personal': '个人部分',
    'mutual-aid': '大额医疗互助',
    'with-account': '统账结合',
  })[item as string] ?? itemNames[item];
