import { useDidShow, useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { ask, askOnce, type Reply } from '../../api/calls';
import { Problem } from '../../api/problem';
import { Lost } from '../../api/transport';
import { shownYuan } from '../../logic/fen';
import { shownInstant, shownMonths } from '../../logic/months';
import { isSettled, pauseMs, soonMax, stageOf } from '../../logic/polling';
import { payIn } from '../../pay/wallet';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { Box, Tap } from '../../ui/elements';
import { Fact } from '../../ui/fact';
import { Card, Note, Shell } from '../../ui/shell';
import { Steps } from '../../ui/steps';
import { sentenceOf, Waiting } from '../../ui/trouble';
import { open, toHome } from '../../ui/ways';
import { Outcome } from './outcome';

type Order = Reply<'order'>;

/**
 * The result, from the platform alone. It is asked for until it stands, also over a lost connection, and
 * again whenever somebody comes back to the page.
 */
const Result = () => {
  const { isEnglish } = preferences.use();
  const { order: orderId = '' } = useRouter().params;
  const [order, setOrder] = useState<Order>();
  const [error, setError] = useState<unknown>();
  const [looks, setLooks] = useState(0);
  const [isClosing, setClosing] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const known = session.use();

  const look = async (count: number): Promise<void> => {
    clearTimeout(timer.current);
    let isOver = false;
    try {
      const seen = await ask('order', { path: { id: orderId } });
      setOrder(seen);
      setError(undefined);
      isOver = isSettled(seen.status);
    } catch (failure) {
      setError(failure);
      isOver = failure instanceof Problem && failure.status < 500;
    }
    setLooks(count + 1);
    if (!isOver) timer.current = setTimeout(() => void look(count + 1), pauseMs(count));
  };
  useDidShow(() => void look(0));
  useEffect(() => () => clearTimeout(timer.current), []);

  const close = async (): Promise<void> => {
    setClosing(true);
    try {
      await askOnce('closeOrder', { path: { id: orderId }, body: {} });
    } catch (failure) {
      setError(failure);
    }
    setClosing(false);
    void look(0);
  };
  const stage = order === undefined ? undefined : stageOf(order.status);
  const canPay = Object.keys(order?.channelParameters ?? {}).length > 0;
  return (
    <Shell title={t('缴费结果', 'Result')}>
      <Steps at={3} />
      {error instanceof Lost && (
        <Note kind="warn">
          {t(
            '网络已断开，正在自动重试。请勿重复支付：是否缴成，以本页为准。',
            'The connection is down; this page tries again by itself. Do not pay twice: this page will tell.',
          )}
        </Note>
      )}
      {error instanceof Problem && <Note kind="bad">{sentenceOf(error)}</Note>}
      {order === undefined && error === undefined && <Waiting />}
      {order !== undefined && stage !== undefined && (
        <>
          <Outcome order={order} stage={stage} isLong={looks > soonMax} />
          {stage === 'waiting' && (
            <Box className="stack">
              {canPay && known !== undefined && (
                <Tap className="button main-button" onTap={() => void payIn(order, known.channel)}>
                  {t('继续支付', 'Go on to pay')}
                </Tap>
              )}
              <Tap className="button plain" isDisabled={isClosing} onTap={() => void close()}>
                {t('不缴了，取消订单', 'Do not pay: close the order')}
              </Tap>
            </Box>
          )}
          <Card title={t('订单', 'Order')}>
            <Fact name={t('金额', 'Amount')} value={`¥${shownYuan(order.total)}`} />
            <Fact name={t('所属期', 'Period')} value={shownMonths(order.months, isEnglish)} />
            {order.receiptNo !== undefined && <Fact name={t('收据号', 'Receipt')} value={order.receiptNo} />}
            {stage === 'waiting' && (
              <Fact name={t('请在此前支付', 'Pay before')} value={shownInstant(order.payBy)} />
            )}
            <Fact name={t('订单号', 'Order number')} value={order.orderId} />
          </Card>
        </>
      )}
      <Box className="stack">
        {order?.receiptNo !== undefined && stage === 'paid' && (
          <Tap className="button main-button" onTap={() => open('order', { order: orderId })}>
            {t('查看收据', 'See the receipt')}
          </Tap>
        )}
        <Tap className="button plain" onTap={() => void look(0)}>
          {t('刷新结果', 'Look again')}
        </Tap>
        <Tap className="button plain" onTap={toHome}>
          {t('返回首页', 'Home')}
        </Tap>
      </Box>
    </Shell>
  );
};

export default Result;
