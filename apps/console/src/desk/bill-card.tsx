import type { Body } from '@canbao/api-client';
import { itemNames, type Item } from '@canbao/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../api/api';
import { Chip } from '../parts/chip';
import { Refusal, wordsFor, type Unmet } from '../parts/refusal';
import type { Draft } from './bill';
import { BillForm } from './bill-form';
import { stateNames, stepNames } from './bill-words';

type Bill = Body<'get', '/back-pay-bills/{id}'>;

/** A bill as it stands, with the platform's own arithmetic beside it, and its history. */
export const BillCard = ({ billId }: { readonly billId: string }) => {
  const [isChanging, setChanging] = useState(false);
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const again = (): void => void queries.invalidateQueries({ queryKey: ['bill', billId] });
  const { data, error, isPending } = useQuery({
    queryKey: ['bill', billId],
    queryFn: async () => (await api.get('/back-pay-bills/{id}', { path: { id: billId } })).body,
    staleTime: 0,
    retry: false,
  });
  const withdrawal = useMutation({
    mutationFn: () => api.delete('/back-pay-bills/{id}', { path: { id: billId } }),
    onSettled: again,
  });
  if (isPending) return <Skeleton active />;
  if (data === undefined) return <Refusal error={error} />;
  const ask = (): void => {
    modal.confirm({
      title: '撤回这张补缴单？',
      content: '撤回后这些月份不能再补缴。已收到款的月份不受影响。',
      okText: '撤回',
      okButtonProps: { danger: true },
      cancelText: '返回',
      onOk: () => withdrawal.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <section className="card" aria-label="补缴单内容">
      <div className="list-head">
        <h2>
          补缴单 {data.billNo ?? ''}{' '}
          <Chip tone={data.status === 'open' ? 'info' : 'plain'}>{stateNames[data.status]}</Chip>
        </h2>
        <strong className="num">¥{data.total}</strong>
      </div>
      <p className="soft breaks">系统编号 {data.billId}</p>
      {(data.payableUntil !== undefined || data.lateFeeTo !== undefined) && (
        <p className="soft">
          {data.payableUntil !== undefined && <span>缴费期限 {data.payableUntil}　</span>}
          {data.lateFeeTo !== undefined && <span>滞纳金算至 {data.lateFeeTo}</span>}
        </p>
      )}
      <table className="lines stacks">
        <thead>
          <tr>
            <th>所属期</th>
            <th className="name">品目</th>
            <th>状态</th>
            <th className="num">推送金额</th>
            <th className="num">系统计算</th>
          </tr>
        </thead>
        <tbody>
          {data.months.flatMap(({ month, lines, status, conditions }) =>
            lines.map(({ item, amount, own, difference, paid }) => (
              <tr key={`${month} ${item}`}>
                <td className="num">{month}</td>
                <td className="name">{itemNames[item as Item]}</td>
                <td>
                  {stateNames[status]}
                  {conditions === undefined
                    ? ''
                    : `：${(conditions as readonly Unmet[]).map(wordsFor).join('；')}`}
                </td>
                <td className="num">
                  {amount}
                  {paid !== undefined && (
                    <>
                      {' '}
                      <Chip tone="warn">实缴 {paid}</Chip>
                    </>
                  )}
                </td>
                <td className="num">
                  {own ?? '—'}
                  {difference !== undefined && difference !== '0.00' && (
                    <>
                      {' '}
                      <Chip tone="warn">差 {difference}</Chip>
                    </>
                  )}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      <p className="soft">金额有差的，以推送的为准；请核对是否填错。</p>
      <ul className="plain">
        {data.history.map(({ what, at, eventId, total }) => (
          <li key={eventId}>
            <span className="num">{at.slice(0, 16).replace('T', ' ')}</span> {stepNames[what]}
            {total === undefined ? '' : `，合计 ¥${total}`}
          </li>
        ))}
      </ul>
      <Refusal error={withdrawal.error} />
      {(data.status === 'open' || data.status === 'expired') && !isChanging && (
        <div className="buttons">
          <Button type="primary" onClick={() => setChanging(true)}>
            更正
          </Button>
          <Button danger loading={withdrawal.isPending} onClick={ask}>
            撤回
          </Button>
        </div>
      )}
      {isChanging && data.months.some(({ status }) => status === 'paid') && (
        <p>已缴的月份不能更正，保持原样。</p>
      )}
      {isChanging && (
        <BillForm
          personId={data.personId}
          billId={billId}
          start={draftOf(data)}
          onPushed={() => {
            setChanging(false);
            again();
          }}
        />
      )}
    </section>
  );
};

/** What can still be corrected: months that are paid stay as they are, and need not be sent. */
const draftOf = ({ payableUntil = '', lateFeeTo = '', months }: Bill): Draft => ({
  billNo: '',
  payableUntil,
  lateFeeTo,
  months: months
    .filter(({ status }) => status !== 'paid')
    .map(({ month, lines }) => ({
      month,
      scheme: lines.some(({ item }) => item === 'with-account') ? 'with-account' : 'pooled',
      amounts: Object.fromEntries(lines.map(({ item, amount }) => [item, amount])),
      lateFee: lines.find(({ item }) => item === 'late-fee')?.amount ?? '0.00',
    })),
});
