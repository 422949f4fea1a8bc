import type { Instant } from '@canbao/calendar';
import type { Forged, Notice, RawNotice } from '@canbao/domain-payment';
import { z } from 'zod';
import { Refund, refundStateOf, stateOf, Transaction } from './messages';
import { open, Sealed } from './sealed';
import type { WeChatPaySettings } from './settings';
import { disbelief } from './signature';

const Envelope = z.object({
  id: z.string().min(1),
  event_type: z.string(),
  resource_type: z.literal('encrypt-resource'),
  resource: Sealed,
});

const malformed: Forged = { forged: 'malformed' };

/**
 * Reads a notice. Believed first, on the bytes as they came; then opened; then understood. What happened is
 * named by the event and WeChat's number: every delivery of it has the same `noticeId`, another link's too.
 */
export const readNotice = (
  { mchid, apiV3Key, platformKeys }: WeChatPaySettings,
  { headers, body }: RawNotice,
  now: Instant,
): Notice | Forged => {
  const doubt = disbelief(headers, body, platformKeys, now);
  if (doubt !== undefined) return { forged: doubt };
  const envelope = Envelope.safeParse(jsonIn(Buffer.from(body).toString())).data;
  if (envelope === undefined) return malformed;
  const content = open(envelope.resource, apiV3Key);
  if (content === undefined) return malformed;
  const told = understood(envelope, jsonIn(content));
  if (told === undefined) return malformed;
  return told.payee === undefined || told.payee === mchid ? told.notice : { forged: 'other-payee' };
};

interface Told {
  readonly payee?: string | undefined;
  readonly notice: Notice;
}

const understood = ({ id, event_type: event }: z.output<typeof Envelope>, content: unknown) => {
  if (event.startsWith('TRANSACTION.')) return paymentIn(event, content);
  if (event.startsWith('REFUND.')) return refundIn(event, content);
  return { notice: { about: 'nothing', noticeId: id } } satisfies Told;
};

const paymentIn = (event: string, content: unknown): Told | undefined => {
  const transaction = Transaction.safeParse(content).data;
  if (transaction === undefined) return undefined;
  const { mchid, out_trade_no: orderNo, transaction_id: number } = transaction;
  const noticeId = `${event} ${number ?? orderNo}`;
  return { payee: mchid, notice: { about: 'payment', noticeId, orderNo, state: stateOf(transaction) } };
};

const refundIn = (event: string, content: unknown): Told | undefined => {
  const refund = Refund.safeParse(content).data;
  if (refund === undefined) return undefined;
  const noticeId = `${event} ${refund.refund_id}`;
  const state = refundStateOf(refund);
  return {
    payee: refund.mchid,
    notice: { about: 'refund', noticeId, refundNo: refund.out_refund_no, state },
  };
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
