import { useState } from 'react';
import { askOnce, type Reply } from '../../api/calls';
import { Problem } from '../../api/problem';
import { shownMonth } from '../../logic/months';
import { preferences, t } from '../../state/preferences';
import { Box, Check, Tap } from '../../ui/elements';
import { Card, Note } from '../../ui/shell';
import { sentenceOf, Trouble } from '../../ui/trouble';

type Reason = 'duplicate' | 'error' | 'overpaid' | 'employer-cover' | 'death';

const reasons = (): readonly { readonly reason: Reason; readonly name: string }[] => [
  { reason: 'error', name: t('缴错（月份、险种或人员有误）', 'Paid by mistake') },
  { reason: 'duplicate', name: t('重复缴费', 'Paid twice') },
  { reason: 'overpaid', name: t('多缴', 'Paid too much') },
  { reason: 'employer-cover', name: t('已由用人单位参保', 'Covered by an employer') },
  { reason: 'death', name: t('参保人死亡', 'The insured person has died') },
];

/** How a refund stands, in a word. */
export const refundName = (status: string): string =>
  ({
    applied: t('待税务初审', 'Tax reviews'),
    reviewed: t('待经办复审', 'Bureau reviews'),
    unposting: t('冲销中', 'Being unbooked'),
    'to-send': t('待退款', 'To be sent'),
    sending: t('退款中', 'Being sent'),
    'under-way': t('退款中', 'Under way'),
    'to-pay-out': t('待网点退付', 'At the counter'),
    abnormal: t('退款异常', 'Stuck'),
    refunded: t('已退费', 'Refunded'),
    rejected: t('未通过', 'Rejected'),
    closed: t('已终止', 'Closed'),
  })[status] ?? status;

/** 退费申请: whole months of one order, and why. */
export const RefundForm = ({
  order,
  done,
}: {
  readonly order: Reply<'order'>;
  readonly done: (refund: Reply<'applyForRefund'>) => void;
}) => {
  const { isEnglish } = preferences.get();
  const [months, setMonths] = useState<readonly string[]>(order.months);
  const [reason, setReason] = useState<Reason>();
  const [isSeen, setSeen] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async (): Promise<void> => {
    setSeen(true);
    if (reason === undefined || months.length === 0 || isSending) return;
    setSending(true);
    setError(undefined);
    try {
      const body = { orderId: order.orderId, months: [...months], reason };
      done(await askOnce('applyForRefund', { body }));
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  return (
    <Card title={t('申请退费', 'Apply for a refund')}>
      <Box className="label strong">{t('退哪些月份（整月退）', 'Which months (whole ones)')}</Box>
      {order.months.map((month) => (
        <Check
          key={month}
          isOn={months.includes(month)}
          onChange={(isOn) => setMonths(isOn ? [...months, month] : months.filter((one) => one !== month))}
        >
          {shownMonth(month, isEnglish)}
        </Check>
      ))}
      {isSeen && months.length === 0 && (
        <Box className="fault" role="alert">
          {t('请选择月份。', 'Please choose a month.')}
        </Box>
      )}
      <Box className="label strong">{t('退费原因', 'Why')}</Box>
      {reasons().map((one) => (
        <Check
          key={one.reason}
          kind="radio"
          name="reason"
          isOn={reason === one.reason}
          onChange={() => setReason(one.reason)}
        >
          {one.name}
        </Check>
      ))}
      {isSeen && reason === undefined && (
        <Box className="fault" role="alert">
          {t('请选择退费原因。', 'Please say why.')}
        </Box>
      )}
      {error instanceof Problem && <Note kind="bad">{sentenceOf(error)}</Note>}
      {error !== undefined && !(error instanceof Problem) && (
        <Trouble error={error} again={() => void send()} />
      )}
      <Note kind="info">
        {t(
          '税务部门初审、经办机构复审后冲销记账，款项按原支付方式退回。',
          'Tax and the bureau review it; the money goes back the way it came.',
        )}
      </Note>
      <Tap className="button main-button" isDisabled={isSending} onTap={() => void send()}>
        {isSending ? t('正在提交…', 'Sending…') : t('提交申请', 'Apply')}
      </Tap>
    </Card>
  );
};
