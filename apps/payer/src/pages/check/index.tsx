import { useState } from 'react';
import { askOnce } from '../../api/calls';
import { Problem } from '../../api/problem';
import { shownYuan } from '../../logic/fen';
import { shownInstant, shownMonth, shownMonths } from '../../logic/months';
import { payIn } from '../../pay/wallet';
import { checkout, keepDraft, type Checkout } from '../../state/checkout';
import { ruleNote } from '../../logic/rule-words';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { Box, Span, Tap } from '../../ui/elements';
import { Fact } from '../../ui/fact';
import { Card, Note, Shell } from '../../ui/shell';
import { Steps } from '../../ui/steps';
import { sentenceOf, Trouble } from '../../ui/trouble';
import { replace } from '../../ui/ways';
import { itemName } from '../declare/items';

/** Refusals that a new quote of the same can clear. */
const stale = ['quote-expired', 'quote-token-invalid'];

/** 核对: what the platform has computed, once more, before the wallet opens. */
const Check = () => {
  const { isEnglish } = preferences.use();
  const [now, setNow] = useState<Checkout | undefined>(checkout.get());
  const [isSending, setSending] = useState(false);
  const [news, setNews] = useState<string>();
  const [error, setError] = useState<unknown>();
  const known = session.use();
  if (now === undefined || known === undefined)
    return (
      <Shell title={t('核对缴费信息', 'Check')}>
        <Note kind="info">{t('没有待核对的缴费。', 'Nothing to check.')}</Note>
      </Shell>
    );
  const { subject, quote, months, base } = now;
  const anew = async (): Promise<void> => {
    const { personId, insurance } = subject;
    const body = { personId, insurance, months: [...months], ...(base === undefined ? {} : { base }) };
    const { certificate: _, ...fresh } = await askOnce('quote', { body });
    const isSame = fresh.total === quote.total;
    setNews(
      isSame
        ? t(
            '金额已按现行规则重新核定，没有变化，请再次确认。',
            'Computed anew; nothing has changed. Please confirm again.',
          )
        : t(
            `规则或时间已变，金额由 ${shownYuan(quote.total)} 元变为 ${shownYuan(fresh.total)} 元，请核对后确认。`,
            `The amount has changed from ${shownYuan(quote.total)} to ${shownYuan(fresh.total)} yuan.`,
          ),
    );
    checkout.set({ ...now, quote: fresh });
    setNow({ ...now, quote: fresh });
  };
  const pay = async (): Promise<void> => {
    if (isSending) return;
    setSending(true);
    setError(undefined);
    setNews(undefined);
    try {
      const order = await askOnce('openOrder', { body: { quoteToken: quote.token, channel: known.channel } });
      keepDraft(subject, undefined);
      checkout.set(undefined);
      await replace('result', { order: order.orderId });
      await payIn(order, known.channel);
    } catch (failure) {
      if (failure instanceof Problem && stale.includes(failure.code)) await anew().catch(setError);
      else setError(failure);
    } finally {
      setSending(false);
    }
  };
  return (
    <Shell
      title={t('核对缴费信息', 'Check')}
      foot={
        <>
          <Box className="sum">
            <Span className="sum-label">{t('应缴合计', 'Total')}</Span>
            <Span className="sum-value">¥{shownYuan(quote.total)}</Span>
          </Box>
          <Tap className="button main-button" isDisabled={isSending} onTap={() => void pay()}>
            {isSending ? t('正在下单…', 'Opening…') : t('确认缴费', 'Confirm and pay')}
          </Tap>
        </>
      }
    >
      <Steps at={2} />
      {news !== undefined && <Note kind="warn">{news}</Note>}
      {error !== undefined &&
        (error instanceof Problem ? (
          <Note kind="bad">{sentenceOf(error)}</Note>
        ) : (
          <Trouble error={error} again={() => void pay()} />
        ))}
      <Card>
        <Fact name={t('参保人', 'Insured person')} value={subject.name} />
        <Fact name={t('所属期', 'Period')} value={shownMonths(months, isEnglish)} />
        {base !== undefined && (
          <Fact name={t('缴费基数', 'Base')} value={`${shownYuan(base)} ${t('元/月', 'yuan a month')}`} />
        )}
        <Fact
          name={t('支付方式', 'Paid by')}
          value={known.channel === 'wechat' ? t('微信支付', 'WeChat Pay') : t('支付宝', 'Alipay')}
        />
        <Fact name={t('核定有效至', 'Valid until')} value={shownInstant(quote.expiresAt)} />
      </Card>
      <Card title={t('缴费明细', 'Details')}>
        {quote.lines.map((line) => (
          <Box key={`${line.month} ${line.item}`} className="line">
            <Box className="line-main">
              <Box>{itemName(line.item)}</Box>
              <Box className="soft">
                {shownMonth(line.month, isEnglish)}
                {Number(line.rate) > 0 && ` · ${shownYuan(line.base)} × ${percent(line.rate)}`}
              </Box>
            </Box>
            <Span className="line-sum">{shownYuan(line.amount)}</Span>
          </Box>
        ))}
        {(quote.notesZh ?? []).map((note) => (
          <Box key={note} className="soft">
            {ruleNote(note, isEnglish)}
          </Box>
        ))}
      </Card>
    </Shell>
  );
};

/** `0.20` as `20%`, `0.025` as `2.5%`. */
const percent = (rate: string): string => `${Number((Number(rate) * 100).toFixed(4))}%`;

export default Check;
