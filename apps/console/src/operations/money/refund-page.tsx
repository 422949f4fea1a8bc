import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api, newKey } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Act, Fault, useAct } from '../parts/act';
import { Card, Facts, Head, Status, Yuan } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { causeName, channelName, insuranceName, shownTime } from '../parts/words';
import { factOf } from '../orders/life-words';
import '../operations.css';

type Refund = Shown<'/refunds/{id}'>;

/** A refund: where it stands, what comes next, and the review that is due. */
const RefundPage = () => {
  const { id = '' } = useParams();
  const query = useBody(['refund', id], () => api.get('/refunds/{id}', { path: { id } }), 10_000);
  return (
    <div className="page">
      <Loaded query={query}>{(refund) => <Whole of={refund} />}</Loaded>
    </div>
  );
};
export default RefundPage;

const bureaus: Readonly<Record<Refund['months'][number]['bureau'], string>> = {
  open: '经办机构待销账',
  reversed: '经办机构已销账',
  absent: '经办机构未记账',
  corrected: '经办机构已更正',
};

const Whole = ({ of }: { readonly of: Refund }) => {
  const { role } = usePerson();
  return (
    <>
      <Head title={`退费：${causeName(of.because)}`}>{of.statusText}</Head>
      <Card>
        <Facts
          of={[
            ['状态', <Status key="status" of={of.status} />],
            ['金额（元）', <Yuan key="amount" of={of.amount} />],
            ['险种', of.insurance === undefined ? undefined : insuranceName(of.insurance)],
            ['下一步', of.next],
            ['驳回原因', of.rejectedBecause],
            ['退费单号', of.refundId],
          ]}
        />
      </Card>
      {of.status === 'applied' && role === 'operator' && <Review id={of.refundId} />}
      <Card title="退哪些月份">
        <ul className="rows">
          {of.months.map(({ month, amount, bureau }) => (
            <li key={month} className="row-top">
              <strong>{month}</strong> <Yuan of={amount} /> 元<span className="soft">{bureaus[bureau]}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="怎么退">
        <ul className="rows">
          {of.ways.map(({ orderId, channel, amount, status, refundNo, because, askedAgainAt }) => (
            <li key={orderId} className="row-card">
              <div className="row-top">
                <strong>{channelName(channel)}</strong>
                <Status of={status} />
                <Yuan of={amount} />
                <Link className="row-end" to={`/operations/orders/${orderId}`}>
                  查看全程
                </Link>
              </div>
              <Facts
                of={[
                  ['退款单号', refundNo],
                  ['异常原因', because],
                  ['下次查询', askedAgainAt === undefined ? undefined : shownTime(askedAgainAt)],
                ]}
              />
            </li>
          ))}
        </ul>
      </Card>
      <Card title="经过">
        <ol className="life" aria-label="经过">
          {of.steps.map(({ step, at }) => (
            <li key={`${step} ${at}`} className={`life-${factOf(eventOf(step)).tone}`}>
              <strong>{factOf(eventOf(step)).said}</strong>
              <div className="life-meta num">{shownTime(at)}</div>
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
};

/** The event behind a step: `month-unposted` is told by `RefundMonthUnposted`. */
const eventOf = (step: string): string =>
  `Refund${step.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;

const Review = ({ id }: { readonly id: string }) => {
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const { isBusy, fault, act } = useAct();
  return (
    <Card title="初审（税务）">
      <div className="form">
        <div className="ops-actions">
          <Act
            primary
            said="初审已通过，等待经办机构复审"
            work={() => api.post('/refunds/{id}/approval', { path: { id }, body: {}, key: `${key}-yes` })}
          >
            初审通过
          </Act>
        </div>
        <label>
          驳回原因（缴费人会看到）
          <Input value={reason} maxLength={200} onChange={({ target }) => setReason(target.value)} />
        </label>
        <Fault of={fault} />
        <Button
          danger
          disabled={reason.trim() === ''}
          loading={isBusy}
          onClick={() =>
            void act(
              () => api.post('/refunds/{id}/rejection', { path: { id }, body: { reason }, key: `${key}-no` }),
              '已驳回',
            )
          }
        >
          驳回
        </Button>
      </div>
    </Card>
  );
};
