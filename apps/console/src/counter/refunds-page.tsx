import type { Body } from '@canbao/api-client';
import { channelName, insuranceNames } from '@canbao/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Input, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { api, newKey } from '../api/api';
import { causeName, statusName } from '../operations/parts/words';
import { Chip } from '../parts/chip';
import { Refusal } from '../parts/refusal';
import { usePerson } from '../sign-in/session';

type Refund = Body<'get', '/refunds/{id}'>;
type Way = Refund['ways'][number];

/** The platform's own number of a payout to be made: the same however often it is confirmed. */
const payoutOf = ({ refundNo = '', amount }: Way) => ({ payoutNo: refundNo, amount });

/** The refunds of this counter or bureau: where each stands, and what is to be done here. */
const RefundsPage = () => {
  const { data, error, isPending } = useQuery({
    queryKey: ['refunds'],
    queryFn: async () => (await api.get('/refunds')).body.items,
    staleTime: 0,
  });
  return (
    <div className="page">
      <header className="head">
        <h1>退费</h1>
        <p>先由税务审核，再由人社或医保部门审核并冲账，款项按原渠道退回。</p>
      </header>
      {isPending && <Skeleton active />}
      <Refusal error={error} />
      {data?.length === 0 && <Empty description="还没有退费申请" />}
      {data?.map((refund) => (
        <One key={refund.refundId} refund={refund} />
      ))}
    </div>
  );
};
export default RefundsPage;

const One = ({ refund }: { readonly refund: Refund }) => {
  const { role, bank } = usePerson();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const key = useRef(newKey());
  const [words, setWords] = useState('');
  const [isWordless, setWordless] = useState(false);
  const { refundId, waitsFor, amount } = refund;
  const path = { id: refundId };
  const change = useMutation({
    mutationFn: (what: 'approve' | 'reject' | 'withdraw' | Way): Promise<unknown> => {
      const own = { path, key: key.current };
      if (what === 'approve') return api.post('/refunds/{id}/approval', own);
      if (what === 'withdraw') return api.post('/refunds/{id}/withdrawal', own);
      if (what === 'reject')
        return api.post('/refunds/{id}/rejection', { ...own, body: { reason: words.trim() } });
      return api.post('/refunds/{id}/payout', { ...own, body: payoutOf(what) });
    },
    onSettled: () => {
      key.current = newKey();
      void queries.invalidateQueries({ queryKey: ['refunds'] });
    },
  });
  const mayReview = (waitsFor === 'tax' && role === 'tax-desk') || waitsFor === role;
  const isCounter = role === 'bank' || role === 'tax-desk';
  // Each order that brought some of the money is paid out by itself, by the counter that took it.
  const dueHere = refund.ways.filter(
    ({ status, channel }) => status === 'to-pay-out' && channel === (role === 'bank' ? bank : role),
  );
  const payOut = (way: Way): void => {
    modal.confirm({
      title: `确认已把 ¥${way.amount} 退给缴费人？`,
      content: '请先核对缴费人的证件和凭证，再付款。',
      okText: '已付款',
      cancelText: '返回',
      onOk: () => change.mutate(way),
    });
  };
  return (
    <section
      className="card of-the-day"
      aria-label={`退费 ${refund.months.map(({ month }) => month).join('、')}`}
    >
      <div className="list-head">
        <h2>
          {refund.insurance === undefined ? '待处理款项' : insuranceNames[refund.insurance]}{' '}
          <span className="num soft">{refund.months.map(({ month }) => month).join('、')}</span>
        </h2>
        <strong className="num">¥{amount}</strong>
      </div>
      <p>
        <Chip tone={waitsFor === undefined ? 'plain' : 'info'}>{refund.statusText}</Chip>{' '}
        <span className="soft">{causeName(refund.because)}</span>
      </p>
      {refund.next !== undefined && <p className="soft">{refund.next}</p>}
      {refund.ways.length > 1 && (
        <ul className="plain" aria-label="退回途径">
          {refund.ways.map((way) => (
            <li key={way.orderId}>
              {channelName(way.channel)} <span className="num">¥{way.amount}</span>{' '}
              <span className="soft">{statusName(way.status)}</span>
            </li>
          ))}
        </ul>
      )}
      {refund.rejectedBecause !== undefined && <p>未通过原因：{refund.rejectedBecause}</p>}
      {mayReview && (
        <div className="field">
          <label htmlFor={`words-${refundId}`}>不通过时，请写明原因（缴费人会看到）</label>
          <Input
            id={`words-${refundId}`}
            value={words}
            maxLength={200}
            status={isWordless ? 'error' : ''}
            onChange={({ target }) => {
              setWords(target.value);
              setWordless(false);
            }}
          />
          {isWordless && (
            <span className="bad" role="alert">
              请先写明不通过的原因。
            </span>
          )}
        </div>
      )}
      <Refusal error={change.error} />
      <div className="buttons">
        {mayReview && (
          <>
            <Button type="primary" loading={change.isPending} onClick={() => change.mutate('approve')}>
              审核通过
            </Button>
            <Button
              danger
              onClick={() => (words.trim() === '' ? setWordless(true) : change.mutate('reject'))}
            >
              不通过
            </Button>
          </>
        )}
        {dueHere.map((way) => (
          <Button
            key={way.orderId}
            type="primary"
            loading={change.isPending}
            disabled={change.isPending}
            onClick={() => payOut(way)}
          >
            已当面退款{refund.ways.length > 1 && <span className="num"> ¥{way.amount}</span>}
          </Button>
        ))}
        {isCounter && refund.status === 'applied' && (
          <Button onClick={() => change.mutate('withdraw')}>撤回申请</Button>
        )}
      </div>
    </section>
  );
};
