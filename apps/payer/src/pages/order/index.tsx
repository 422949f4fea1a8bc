import { useDidShow, useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { ask } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { shownYuan } from '../../logic/fen';
import { shownInstant, shownMonths } from '../../logic/months';
import { stageOf } from '../../logic/polling';
import { preferences, t } from '../../state/preferences';
import { Box, Tap } from '../../ui/elements';
import { Fact } from '../../ui/fact';
import { PaperButton } from '../../ui/paper-button';
import { Card, Note, Shell } from '../../ui/shell';
import { Trouble, Waiting } from '../../ui/trouble';
import { open } from '../../ui/ways';
import { itemName } from '../declare/items';
import { stageName } from '../records/stage-name';
import { RefundForm, refundName } from './refunds';

/** An order with its papers: receipt, certificate, and the way to get money back. */
const Order = () => {
  const { isEnglish } = preferences.use();
  const { order: orderId = '' } = useRouter().params;
  const asked = useAsked(() => ask('order', { path: { id: orderId } }), [orderId]);
  const order = asked.value;
  const receiptNo = order?.receiptNo;
  const receipt = useAsked(
    () => (receiptNo === undefined ? undefined : ask('receipt', { path: { no: receiptNo } })),
    [receiptNo],
  ).value;
  const [isRefunding, setRefunding] = useState(false);
  const [said, setSaid] = useState<string>();
  useDidShow(asked.again);
  const stage = order === undefined ? undefined : stageOf(order.status);
  return (
    <Shell title={t('缴费详情', 'Payment')}>
      {asked.isAsking && order === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {said !== undefined && <Note kind="good">{said}</Note>}
      {order !== undefined && stage !== undefined && (
        <>
          <Card title={stageName(stage)}>
            <Fact name={t('金额', 'Amount')} value={`¥${shownYuan(order.total)}`} />
            <Fact name={t('所属期', 'Period')} value={shownMonths(order.months, isEnglish)} />
            {receipt !== undefined && (
              <Fact name={t('缴费时间', 'Paid at')} value={shownInstant(receipt.paidAt)} />
            )}
            {receiptNo !== undefined && <Fact name={t('收据号', 'Receipt')} value={receiptNo} />}
            <Fact name={t('订单号', 'Order number')} value={order.orderId} />
            {(order.refunds ?? []).map((refund) => (
              <Fact key={refund.refundId} name={t('退费', 'Refund')} value={refundName(refund.status)} />
            ))}
          </Card>
          {receipt !== undefined && (
            <Card title={t('明细', 'Details')}>
              {receipt.lines.map((line, index) => (
                <Box key={`${line.month}${line.item}${index}`} className="line">
                  <Box className="line-main">
                    <Box>{line.item === undefined ? line.name : itemName(line.item)}</Box>
                    <Box className="soft">
                      {line.month === undefined ? '' : shownMonths([line.month], isEnglish)} ·{' '}
                      {line.treasuryReceivedOn === undefined
                        ? t('尚未入库', 'not yet in the treasury')
                        : t(
                            `${line.treasuryReceivedOn} 入库`,
                            `in the treasury on ${line.treasuryReceivedOn}`,
                          )}
                    </Box>
                  </Box>
                  <Box className="line-sum">{shownYuan(line.amount)}</Box>
                </Box>
              ))}
            </Card>
          )}
          {receiptNo !== undefined && (
            <Card title={t('票据', 'Papers')}>
              <PaperButton path={`/receipts/${receiptNo}`} name={t('电子收据（PDF）', 'Receipt (PDF)')} />
              <PaperButton
                path={`/certificates/${receiptNo}`}
                name={t('缴费证明（PDF）', 'Certificate (PDF)')}
              />
            </Card>
          )}
          {['waiting', 'asked'].includes(stage) && (
            <Tap className="button main-button" onTap={() => open('result', { order: orderId })}>
              {t('查看支付结果', 'See the result')}
            </Tap>
          )}
          {isRefunding && (
            <RefundForm
              order={order}
              done={({ statusText }) => {
                setRefunding(false);
                setSaid(t(statusText, 'The application has been taken. Its state is among your refunds.'));
                asked.again();
              }}
            />
          )}
          {stage === 'paid' && !isRefunding && (
            <Tap className="button plain" onTap={() => setRefunding(true)}>
              {t('申请退费', 'Apply for a refund')}
            </Tap>
          )}
        </>
      )}
    </Shell>
  );
};

export default Order;
