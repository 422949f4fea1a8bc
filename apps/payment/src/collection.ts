import type { Channel } from '@canbao/vocabulary';
import { hash } from 'node:crypto';
import { dayOf, type Instant } from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import { isPositive, paymentRejections as rejections, type PaymentCommand } from '@canbao/domain-payment';
import { canonicalJson } from '@canbao/event-sourcing';
import { bankMatrixSource, bankMayCollect, citation } from '@canbao/rules';
import { Problem, uuidOf, type Caller } from '@canbao/service-kit';
import { receiptNoOf } from '@canbao/domain-payment';

/** Configuration: how far a counter's clock may be ahead of ours. */
const clockToleranceMs = 5 * 60_000;

export const channelOf = ({ role, bank }: Caller): Channel =>
  role === 'bank' && bank !== undefined ? bank : 'tax-desk';

/**
 * The order of a collection follows from its natural key, so a repeat under any idempotency key meets the
 * same stream.
 */
export const orderIdOf = (channel: Channel, transactionNo: string): string =>
  uuidOf(`collection|${channel}|${transactionNo}`);

/**
 * The command that a report of money taken calls for, reported by itself or in a file. @throws Problem when
 * it cannot be about money that moved, or this teller may not make it.
 */
export const recordCollection = (
  report: CollectionReport,
  quote: QuoteClaims,
  caller: Caller,
  now: Instant,
): Extract<PaymentCommand, { type: 'RecordCollection' }> => {
  const { channelTransactionNo, amount, paidAt, method, items } = report;
  const channel = channelOf(caller);
  if (!isPositive(amount)) throw new Problem('amount-not-positive', rejections['amount-not-positive']);
  if (Date.parse(paidAt) > Date.parse(now) + clockToleranceMs)
    throw new Problem('paid-at-in-future', rejections['paid-at-in-future']);
  if (caller.role === 'bank' && (caller.bank === undefined || !bankMayCollect(quote.district, caller.bank))) {
    const condition = {
      code: 'bank-not-in-district',
      rule: 'channels.bank-matrix',
      source: citation(bankMatrixSource),
      clearedBy: 'another bank of the district',
      details: { district: quote.district, bank: channel },
    };
    throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], {
      conditions: [condition],
    });
  }
  const orderId = orderIdOf(channel, channelTransactionNo);
  const fingerprint = hash(
    'sha256',
    canonicalJson({ quoteId: quote.quoteId, amount, paidAt, method, items }),
  );
  const receiptNo = receiptNoOf(orderId, dayOf(paidAt));
  return {
    type: 'RecordCollection',
    orderId,
    quote,
    channel,
    channelTransactionNo,
    receiptNo,
    amount,
    paidAt,
    method,
    fingerprint,
    ...(items === undefined ? {} : { items }),
  };
};
