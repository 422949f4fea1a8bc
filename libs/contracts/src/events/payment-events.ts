import { z } from 'zod';
import {
  Amount,
  Channel,
  DayText,
  District,
  InstantText,
  Insurance,
  Item,
  MonthText,
  RateText,
  Scheme,
  Uuid,
} from '../primitives';
import type { TopicEvent } from './topics';
import { pensionMonth, trueUpEvents } from './true-up-events';

const personId = Uuid;
/** Money that an order has received. */
const receipt = {
  personId,
  orderId: Uuid,
  channel: Channel,
  channelTransactionNo: z.string(),
  receiptNo: z.string(),
  amount: Amount,
  paidAt: InstantText,
};
const paidItem = z.object({ item: Item, amount: Amount, orderId: Uuid });
const settledItem = z.object({
  item: Item,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
  orderId: Uuid,
});

/** What payment publishes: orders and receipts, and what is settled. */
export const paymentEvents = {
  // payment.events: orders and receipts
  'canbao.payment.OrderOpened.v1': {
    topic: 'payment.events',
    data: z.object({
      personId,
      orderId: Uuid,
      quoteId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      total: Amount,
      channel: Channel,
      payBy: InstantText,
    }),
  },
  'canbao.payment.OrderClosed.v1': {
    topic: 'payment.events',
    data: z.object({
      personId,
      orderId: Uuid,
      /**
       * The last five: registration has told since that a month of the order is not payable, or its agency
       * has changed the bill.
       */
      because: z.enum([
        'closed-by-payer',
        'expired',
        'paid-elsewhere',
        'closed-by-channel',
        'refused-by-channel',
        'person-deceased',
        'not-registered',
        'covered-by-employer',
        'district-changed',
        'bill-changed',
      ]),
    }),
  },
  'canbao.payment.PaymentCaptured.v1': {
    topic: 'payment.events',
    data: z.object(receipt),
  },
  'canbao.payment.ReceiptKeptInSuspense.v1': {
    topic: 'payment.events',
    data: z.object({ ...receipt, because: z.string() }),
  },
  /** Money has left suspense: to the months that it pays, or back to whoever paid it. */
  'canbao.payment.SuspenseResolved.v1': {
    topic: 'payment.events',
    data: z.object({
      ...receipt,
      because: z.string(),
      way: z.enum(['obligation', 'back', 'gone']),
      resolvedAt: InstantText,
    }),
  },
  /** Money for a quote that is not known: nobody can be named yet, the order is the subject. */
  'canbao.payment.UnidentifiedReceiptKept.v1': {
    topic: 'payment.events',
    data: z.object({
      orderId: Uuid,
      channel: Channel,
      channelTransactionNo: z.string(),
      receiptNo: z.string(),
      amount: Amount,
      paidAt: InstantText,
      because: z.string(),
    }),
  },
  'canbao.payment.UnidentifiedReceiptReversed.v1': {
    topic: 'payment.events',
    data: z.object({
      orderId: Uuid,
      channel: Channel,
      channelTransactionNo: z.string(),
      amount: Amount,
      reversedAt: InstantText,
    }),
  },
  'canbao.payment.CollectionReversed.v1': {
    topic: 'payment.events',
    data: z.object({
      personId,
      orderId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      channel: Channel,
      channelTransactionNo: z.string(),
      amount: Amount,
      reversedAt: InstantText,
    }),
  },
  /** A month of someone with an agreement: assessment answers with figures, or the reason against them. */
  'canbao.payment.DebitRequested.v1': {
    topic: 'payment.debits',
    data: z.object({
      personId,
      itemId: Uuid,
      runId: Uuid,
      insurance: Insurance,
      month: MonthText,
      /** Until the end of this day the bank may debit. */
      until: DayText,
    }),
  },
  // payment.erasures: what persons have had done to their data (PIPL, Art. 47)
  /** The law has the data kept until the end of a day: from now on they are stored and protected, no more. */
  'canbao.payment.ProcessingRestricted.v1': {
    topic: 'payment.erasures',
    data: z.object({ personId, keptUntil: DayText, restrictedAt: InstantText }),
  },
  /** Payment can open nothing of the person any more; whoever holds anything of them destroys it, too. */
  'canbao.payment.PersonErased.v1': {
    topic: 'payment.erasures',
    data: z.object({ personId, erasedAt: InstantText }),
  },
  // ledger.events: everything about what a month has received, in the order in which it happened
  /**
   * Only some items of a medical month were paid: their money is held, and the missing items can be paid at
   * any channel.
   */
  'canbao.payment.BundlePartReceived.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      bundleId: z.string(),
      month: MonthText,
      received: z.array(paidItem),
      missing: z.array(Item),
      orderId: Uuid,
      receivedAt: InstantText,
      /** The bill that the items were paid for, if any; absent in events published until 2026-11. */
      billId: z.string().optional(),
    }),
  },
  /** The scheme or the bill of the month changed: received items are in suspense and no longer part of it. */
  'canbao.payment.ReceivedItemsSuspended.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      bundleId: z.string(),
      month: MonthText,
      items: z.array(paidItem).min(1),
      because: z.literal('scheme-changed'),
      /** The order that brought the items. */
      orderId: Uuid,
      suspendedAt: InstantText,
    }),
  },
  /** 入库: the treasury has received an order's money for these months; a certificate may be given. */
  'canbao.payment.TreasuryReceived.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      orderId: Uuid,
      insurance: Insurance,
      channel: Channel,
      months: z.array(MonthText).min(1),
      amount: Amount,
      receivedOn: DayText,
    }),
  },
  /**
   * Nobody can say yet whether these months are paid: a bank is debiting them, or an order is to end and its
   * channel has not answered. Money for a month ends it, too; if the month is unpaid again while somebody
   * still holds it, it is told again.
   */
  'canbao.payment.MonthsHeld.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      orderId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText).min(1),
      by: z.enum(['order', 'debit-run']),
      /** When it is known at the latest, where there is such a time. */
      until: InstantText.optional(),
    }),
  },
  'canbao.payment.MonthsFreed.v1': {
    topic: 'ledger.events',
    data: z.object({ personId, orderId: Uuid, insurance: Insurance, months: z.array(MonthText).min(1) }),
  },
  'canbao.ledger.BundleSettled.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      bundleId: z.string(),
      month: MonthText,
      district: District,
      scheme: Scheme,
      items: z.array(settledItem).min(1),
      total: Amount,
      paidAt: InstantText,
      billId: z.string().optional(),
    }),
  },
  'canbao.ledger.PensionMonthsSettled.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      orderId: Uuid,
      district: District,
      months: z.array(pensionMonth).min(1),
      total: Amount,
      paidAt: InstantText,
    }),
  },
  ...trueUpEvents,
  /**
   * The money of whole months is to go back: what the bureau has booked of it, or may have, is reversed
   * first. The months stay paid until the money has left.
   */
  'canbao.ledger.RefundDecided.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      refundId: Uuid,
      insurance: Insurance,
      months: z.array(z.object({ month: MonthText, orderIds: z.array(Uuid).min(1) })).min(1),
      /** What final limits have changed about months is reversed with them. */
      trueUps: z.array(z.object({ month: MonthText, orderIds: z.array(Uuid).min(1) })).optional(),
      decidedAt: InstantText,
    }),
  },
  /**
   * The refund is over before anything of it has left: a bureau keeps what it has booked, and the money
   * stays. A month of it that was taken out of the books is booked again.
   */
  'canbao.ledger.RefundTakenBack.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      refundId: Uuid,
      insurance: Insurance,
      months: z.array(z.object({ month: MonthText, orderIds: z.array(Uuid).min(1) })),
      trueUps: z.array(z.object({ month: MonthText, orderIds: z.array(Uuid).min(1) })).optional(),
      takenBackAt: InstantText,
    }),
  },
  /**
   * A collection was reversed on the day of payment, or its refund has left: postings of its months are
   * reversed, and those still due are not made.
   */
  'canbao.ledger.SettlementReversed.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      orderId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      /** Months of which not themselves but their additions are payable again. */
      trueUpMonths: z.array(MonthText).optional(),
      reversedAt: InstantText,
    }),
  },
} as const satisfies Record<string, TopicEvent>;
