import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { banks } from '@canbao/vocabulary';
import { z } from 'zod';
import { OrderLine } from '../order/order-line';

/** What names an item: one month of one person and insurance in one run. */
const named = z.object({
  itemId: z.string(),
  runId: z.string(),
  personId: z.string(),
  insurance: stored.insurance,
  month: stored.month,
});

/** The figures of the month as assessment gave them for this item; what is debited is `total`. */
const quoted = z.object({
  district: stored.district,
  lines: stored.list(OrderLine),
  /** What makes a medical month whole. */
  bundle: z
    .object({
      bundleId: z.string(),
      month: stored.month,
      scheme: stored.scheme,
      items: stored.list(stored.item.exclude(['pension', 'pension-true-up'])),
      billId: z.string().optional(),
    })
    .exactOptional(),
  total: stored.yuan,
  quotedAt: stored.instant,
  /** Money taken before this instant pays the month. */
  payBefore: stored.instant,
});

export const DebitRequested = eventType(
  'DebitRequested',
  named.extend({
    agreementId: z.string(),
    payerId: z.string(),
    bank: z.enum(banks),
    requestedAt: stored.instant,
    /** Until the end of this day the bank may debit. */
    until: stored.day,
  }),
);
/** The month is claimed, and waits for its pack. */
export const DebitItemReady = eventType(
  'DebitItemReady',
  named.extend({ ...quoted.shape, protocolNo: z.string(), readyAt: stored.instant }),
);
/** Not in the batch, and why: a reason of assessment's ladder, of registration, or of payment's own. */
export const DebitItemLeftOut = eventType(
  'DebitItemLeftOut',
  named.extend({
    because: z.string(),
    details: z.record(z.string(), z.string()).exactOptional(),
    leftOutAt: stored.instant,
  }),
);
export const DebitItemPacked = eventType(
  'DebitItemPacked',
  named.extend({ entrustDate: stored.day, packNo: z.string(), traNo: z.string() }),
);

/** Why a bank debited nothing. */
export type DebitFailure = z.infer<typeof DebitFailure>;
export const DebitFailure = z.enum([
  'insufficient-funds',
  'account-closed',
  'account-frozen',
  'account-not-found',
  'holder-differs',
  'no-agreement',
  'refused-by-bank',
]);
const answered = named.extend({ said: z.string(), at: stored.instant });
/** The bank took the money: what became of it is on the order of the same id. */
export const DebitItemSucceeded = eventType('DebitItemSucceeded', answered);
export const DebitItemFailed = eventType('DebitItemFailed', answered.extend({ because: DebitFailure }));
/** The bank does not know yet: the month stays claimed, and nothing is sent again. */
export const DebitItemUnknown = eventType('DebitItemUnknown', answered);
/** Unknown past the limit: neither side debits it any more. */
export const DebitItemVoided = eventType('DebitItemVoided', answered);

/** What happens to one month in one run, on the item's stream. */
export const debitItemEvents = eventTypes([
  DebitRequested,
  DebitItemReady,
  DebitItemLeftOut,
  DebitItemPacked,
  DebitItemSucceeded,
  DebitItemFailed,
  DebitItemUnknown,
  DebitItemVoided,
]);
export type DebitItemEvent = EventOf<(typeof debitItemEvents.declarations)[number]>;
