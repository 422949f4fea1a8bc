import { useDidShow } from '@tarojs/taro';
import { useState } from 'react';
import { ask, askOnce, type Reply } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { shownYuan } from '../../logic/fen';
import { shownMonths } from '../../logic/months';
import { stageOf, type Stage } from '../../logic/polling';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { signIn } from '../../state/sign-in';
import { Box, Span, Tap } from '../../ui/elements';
import { Card, Shell } from '../../ui/shell';
import { Trouble, Waiting } from '../../ui/trouble';
import { hereNow, open } from '../../ui/ways';
import { refundName } from '../order/refunds';
import { stageName } from './stage-name';

/** 缴费记录 and 退费: one's own orders and refunds, the latest first. */
const Records = () => {
  preferences.use();
  const known = session.use();
  const [shows, setShows] = useState<'orders' | 'refunds'>('orders');
  const orders = useAsked(() => (known === undefined ? undefined : ask('orders')), [known?.token]);
  const refunds = useAsked(() => (known === undefined ? undefined : ask('refunds')), [known?.token]);
  const [more, setMore] = useState<readonly Reply<'order'>[]>([]);
  const [cursor, setCursor] = useState<string>();
  useDidShow(() => {
    setMore([]);
    setCursor(undefined);
    orders.again();
    refunds.again();
  });
  const next = cursor ?? orders.value?.nextCursor;
  const older = async (): Promise<void> => {
    const page = await ask('orders', { query: { cursor: next } });
    setMore((seen) => [...seen, ...page.items]);
    setCursor(page.nextCursor ?? '');
  };
  const asked = shows === 'orders' ? orders : refunds;
  return (
    <Shell title={t('缴费记录', 'Payments')}>
      <Box className="tabs" role="group">
        {(['orders', 'refunds'] as const).map((one) => (
          <Tap
            key={one}
            className={`tab${shows === one ? ' on' : ''}`}
            isPressed={shows === one}
            onTap={() => setShows(one)}
          >
            {one === 'orders' ? t('缴费', 'Payments') : t('退费', 'Refunds')}
          </Tap>
        ))}
      </Box>
      <Card>
        {known === undefined && (
          <Tap className="button main-button" onTap={() => void signIn(hereNow())}>
            {t('登录', 'Sign in')}
          </Tap>
        )}
        {asked.isAsking && asked.value === undefined && <Waiting />}
        {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
        {asked.value?.items.length === 0 && (
          <Box className="waiting">{t('还没有记录。', 'Nothing yet.')}</Box>
        )}
        <Box className="rows">
          {shows === 'orders'
            ? [...(orders.value?.items ?? []), ...more].map((order) => (
                <Order key={order.orderId} order={order} />
              ))
            : (refunds.value?.items ?? []).map((refund) => (
                <Refund key={refund.refundId} refund={refund} changed={refunds.again} />
              ))}
        </Box>
        {shows === 'orders' && next !== undefined && next !== '' && (
          <Tap className="button plain" onTap={() => void older()}>
            {t('更早的记录', 'Earlier ones')}
          </Tap>
        )}
      </Card>
    </Shell>
  );
};

const Order = ({ order }: { readonly order: Reply<'order'> }) => {
  const { isEnglish } = preferences.get();
  const stage = stageOf(order.status);
  return (
    <Tap className="row" onTap={() => open('order', { order: order.orderId })}>
      <Span className="row-main">
        <Span className="row-name">{shownMonths(order.months, isEnglish)}</Span>
        <Span className="soft row-more">{order.orderId.slice(0, 8)}</Span>
      </Span>
      <Span className="row-side">
        <Span className="line-sum">¥{shownYuan(order.total)}</Span>
        <Span className={`tag ${kinds[stage]}`}>{stageName(stage)}</Span>
      </Span>
      <Span className="row-go">›</Span>
    </Tap>
  );
};

const Refund = ({ refund, changed }: { readonly refund: Reply<'refund'>; readonly changed: () => void }) => {
  const { isEnglish } = preferences.get();
  const [error, setError] = useState<unknown>();
  const withdraw = (): void => {
    askOnce('withdrawRefund', { path: { id: refund.refundId }, body: {} }).then(changed, setError);
  };
  return (
    <Box className="row block">
      <Box className="fact">
        <Span className="row-name">
          {shownMonths(
            refund.months.map(({ month }) => month),
            isEnglish,
          )}
        </Span>
        <Span className="line-sum">¥{shownYuan(refund.amount)}</Span>
      </Box>
      <Box>
        <Span className={`tag ${refund.status === 'refunded' ? 'good' : 'warn'}`}>
          {refundName(refund.status)}
        </Span>
      </Box>
      {!isEnglish && <Box>{refund.statusText}</Box>}
      {!isEnglish && refund.next !== undefined && <Box className="soft">{refund.next}</Box>}
      {error !== undefined && <Trouble error={error} />}
      {['applied', 'reviewed'].includes(refund.status) && (
        <Tap className="link" onTap={withdraw}>
          {t('撤回申请', 'Withdraw')}
        </Tap>
      )}
    </Box>
  );
};

const kinds: Readonly<Record<Stage, string>> = {
  waiting: 'warn',
  asked: 'warn',
  paid: 'good',
  held: 'good',
  part: 'warn',
  closed: '',
  back: '',
};

export default Records;
