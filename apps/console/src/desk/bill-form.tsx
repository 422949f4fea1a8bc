import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { itemNames, type Item, type Scheme } from '@canbao/vocabulary';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { api, newKey } from '../api/api';
import { Refusal } from '../parts/refusal';
import { billOf, faultsOf, itemsOf, type Draft, type MonthDraft } from './bill';

const empty: MonthDraft = { month: '', amounts: {}, lateFee: '0.00' };

/** The months of a bill and its amounts; first a preview, then it is pushed, or sent anew as `billId`. */
export const BillForm = ({
  personId,
  scheme,
  billId,
  start = { billNo: '', payableUntil: '', months: [empty] },
  onPushed,
}: {
  readonly personId: string;
  readonly scheme: Scheme;
  readonly billId?: string;
  readonly start?: Draft;
  readonly onPushed: (billId: string) => void;
}) => {
  const items = itemsOf(scheme);
  const [draft, setDraft] = useState(start);
  const [isTried, setTried] = useState(false);
  const [isPreview, setPreview] = useState(false);
  const key = useRef(newKey());
  const faults = isTried ? faultsOf(draft, items) : {};
  const standard = useQuery({
    queryKey: ['medical-standard', scheme],
    queryFn: async () => {
      const month = (await api.get('/rules')).body.on.slice(0, 7);
      const { body } = await api.post('/estimates', {
        body: { insurance: 'medical', months: [month], scheme },
      });
      return body.lines;
    },
  });
  const bill = billOf(draft, items);
  const push = useMutation({
    mutationFn: async (): Promise<string> => {
      const { billNo, ...terms } = bill;
      if (billId === undefined)
        return (await api.post('/back-pay-bills', { key: key.current, body: { personId, ...bill } })).body
          .billId;
      return (await api.put('/back-pay-bills/{id}', { path: { id: billId }, body: { personId, ...terms } }))
        .body.billId;
    },
    onSuccess: onPushed,
    onError: () => (key.current = newKey()),
  });

  const change = (next: Partial<Draft>): void => {
    setDraft({ ...draft, ...next });
    setPreview(false);
  };
  const changeMonth = (index: number, next: Partial<MonthDraft>): void =>
    change({ months: draft.months.map((month, at) => (at === index ? { ...month, ...next } : month)) });
  const useStandard = (index: number): void =>
    changeMonth(index, {
      amounts: Object.fromEntries((standard.data ?? []).map(({ item, amount }) => [item, amount])),
    });
  const preview = (): void => {
    setTried(true);
    if (Object.keys(faultsOf(draft, items)).length === 0) setPreview(true);
  };
  const field = (name: string, label: string, value: string, onChange: (value: string) => void) => (
    <div className="field" key={name}>
      <label htmlFor={name}>{label}</label>
      <Input
        id={name}
        value={value}
        maxLength={40}
        status={faults[name] === undefined ? '' : 'error'}
        aria-invalid={faults[name] !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      {faults[name] !== undefined && (
        <span className="bad" role="alert">
          {faults[name]}
        </span>
      )}
    </div>
  );
  return (
    <section className="card" aria-label="补缴单">
      <h2>{billId === undefined ? '推送补缴单' : '更正补缴单'}</h2>
      <div className="fields">
        {billId === undefined &&
          field('billNo', '本单位单号（可不填）', draft.billNo, (billNo) =>
            change({ billNo: billNo.trim() }),
          )}
        {field('payableUntil', '缴费期限（可不填）', draft.payableUntil, (payableUntil) =>
          change({ payableUntil: payableUntil.trim() }),
        )}
      </div>
      {draft.months.map((month, index) => (
        // Months have no name of their own before they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={index} className="bill-month">
          <legend>第 {index + 1} 个月</legend>
          <div className="fields">
            {field(`month-${index}`, '欠费月份', month.month, (value) =>
              changeMonth(index, { month: value.trim() }),
            )}
            {items.map((item) =>
              field(`${item}-${index}`, shortName(item), month.amounts[item] ?? '', (value) =>
                changeMonth(index, { amounts: { ...month.amounts, [item]: value } }),
              ),
            )}
            {field(`lateFee-${index}`, '滞纳金', month.lateFee, (lateFee) => changeMonth(index, { lateFee }))}
          </div>
          <div className="buttons">
            {standard.data !== undefined && (
              <Button onClick={() => useStandard(index)}>按现行标准填金额</Button>
            )}
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
        <Button icon={<PlusOutlined />} onClick={() => change({ months: [...draft.months, empty] })}>
          再加一个月
        </Button>
        <Button type="primary" onClick={preview}>
          预览
        </Button>
      </div>
      {isPreview && (
        <div className="gap" aria-label="预览">
          <table className="lines">
            <thead>
              <tr>
                <th>所属期</th>
                <th>品目</th>
                <th className="num">金额（元）</th>
              </tr>
            </thead>
            <tbody>
              {bill.months.flatMap(({ month, items: lines, lateFee }) =>
                [...lines, { item: 'late-fee' as Item, amount: lateFee }].map(({ item, amount }) => (
                  <tr key={`${month} ${item}`}>
                    <td className="num">{month}</td>
                    <td>{itemNames[item]}</td>
                    <td className="num">{amount}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
          <p className="total">
            <span>合计{bill.payableUntil === undefined ? '' : `，缴至 ${bill.payableUntil}`}</span>
            <strong>¥{bill.total}</strong>
          </p>
          <Refusal error={push.error} />
          <div className="buttons">
            <Button type="primary" size="large" loading={push.isPending} onClick={() => push.mutate()}>
              {billId === undefined ? '确认推送' : '确认更正'}
            </Button>
            <Button size="large" onClick={() => setPreview(false)}>
              返回修改
            </Button>
          </div>
        </div>
      )}
    </section>
  );
};

/** The item without the words that all of them share. */
const shortName = (item: Item): string =>
  ({
    'pooled-unit': '单位部分',
    'pooled-personal': '个人部分',
    'mutual-aid': '大额医疗互助',
    'with-account': '统账结合',
  })[item as string] ?? itemNames[item];
