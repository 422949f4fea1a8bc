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

/** Topics and the service that alone may write each. */
export const topics = {
  'registration.events': 'registration',
  'assessment.events': 'assessment',
  'payment.events': 'payment',
  'ledger.events': 'payment',
  'ledger-sync.events': 'ledger-sync',
} as const;
export type Topic = keyof typeof topics;

const personId = Uuid;
const paidItem = z.strictObject({ item: Item, amount: Amount, orderId: Uuid });
const settledItem = z.strictObject({
  item: Item,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
  orderId: Uuid,
});
const pensionMonth = z.strictObject({
  month: MonthText,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
});
const removalReason = z.enum([
  'death',
  'left-country',
  'to-employer',
  'transferred-out',
  'stopped',
  'retired',
]);
/** `corrects`: the first day of the enrolment that was published before and was wrong. */
const enrolled = z.strictObject({
  personId,
  district: District,
  from: DayText,
  corrects: DayText.optional(),
});

const bill = z.strictObject({
  personId,
  billId: z.string(),
  months: z.array(MonthText),
  total: Amount,
  lateFee: Amount,
});
/** A paid month that should not have been paid. */
const refundCase = z.strictObject({
  personId,
  insurance: Insurance,
  month: MonthText,
  because: z.enum(['death', 'employer-cover']),
  /** Where one order alone paid for the month. */
  orderId: Uuid.optional(),
});

/**
 * Every event that crosses a boundary. Never rename or remove one. A new event is ignored by older consumers;
 * a new optional field is not, so all consumers must be upgraded before the publisher.
 */
export const contractEvents = {
  // registration.events
  'canbao.registration.PersonRegistered.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId }),
  },
  'canbao.registration.NameDifferenceNoted.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, bureau: z.string() }),
  },
  'canbao.registration.PensionEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled,
  },
  'canbao.registration.PensionEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.MedicalEnrolled.v1': {
    topic: 'registration.events',
    data: enrolled.extend({ scheme: Scheme }),
  },
  'canbao.registration.MedicalEnrolmentEnded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText, reason: removalReason }),
  },
  'canbao.registration.PersonDied.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, on: DayText }),
  },
  'canbao.registration.EmployerCoverNoted.v1': {
    topic: 'registration.events',
    data: z.strictObject({
      personId,
      insurance: Insurance,
      from: MonthText,
      until: MonthText.optional(),
    }),
  },
  'canbao.registration.BeneficiaryAdded.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, payerId: z.string() }),
  },
  'canbao.registration.BeneficiaryRemoved.v1': {
    topic: 'registration.events',
    data: z.strictObject({ personId, payerId: z.string() }),
  },
  // assessment.events
  'canbao.assessment.PensionBaseDeclared.v1': {
    topic: 'assessment.events',
    data: z.strictObject({
      personId,
      base: Amount,
      channel: Channel,
      declaredAt: InstantText,
      quoteId: Uuid,
    }),
  },
  'canbao.assessment.QuoteIssued.v1': {
    topic: 'assessment.events',
    data: z.strictObject({
      personId,
      quoteId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      total: Amount,
      expiresAt: InstantText,
    }),
  },
  'canbao.assessment.BackPayBillPushed.v1': { topic: 'assessment.events', data: bill },
  'canbao.assessment.BackPayBillReplaced.v1': { topic: 'assessment.events', data: bill },
  'canbao.assessment.BackPayBillWithdrawn.v1': {
    topic: 'assessment.events',
    data: bill.pick({ personId: true, billId: true, months: true }),
  },
  'canbao.assessment.RefundCaseOpened.v1': { topic: 'assessment.events', data: refundCase },
  'canbao.assessment.RefundCaseClosed.v1': { topic: 'assessment.events', data: refundCase },
  // payment.events
  'canbao.payment.OrderOpened.v1': {
    topic: 'payment.events',
    data: z.strictObject({
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
    data: z.strictObject({
      personId,
      orderId: Uuid,
      because: z.enum(['closed-by-payer', 'expired', 'paid-elsewhere']),
    }),
  },
  'canbao.payment.PaymentCaptured.v1': {
    topic: 'payment.events',
    data: z.strictObject({
      personId,
      orderId: Uuid,
      channel: Channel,
      channelTransactionNo: z.string(),
      receiptNo: z.string(),
      amount: Amount,
      paidAt: InstantText,
    }),
  },
  'canbao.payment.ReceiptKeptInSuspense.v1': {
    topic: 'payment.events',
    data: z.strictObject({
      personId,
      orderId: Uuid,
      channel: Channel,
      channelTransactionNo: z.string(),
      receiptNo: z.string(),
      amount: Amount,
      paidAt: InstantText,
      because: z.string(),
    }),
  },
  /** Money for a quote that is not known: nobody can be named yet, the order is the subject. */
  'canbao.payment.UnidentifiedReceiptKept.v1': {
    topic: 'payment.events',
    data: z.strictObject({
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
    data: z.strictObject({
      orderId: Uuid,
      channel: Channel,
      channelTransactionNo: z.string(),
      amount: Amount,
      reversedAt: InstantText,
    }),
  },
  /**
   * Only some items of a medical month were paid: their money is held, and the missing items can be paid at
   * any channel.
   */
  'canbao.payment.BundlePartReceived.v1': {
    topic: 'payment.events',
    data: z.strictObject({
      personId,
      bundleId: z.string(),
      month: MonthText,
      received: z.array(paidItem),
      missing: z.array(Item),
      orderId: Uuid,
      receivedAt: InstantText,
    }),
  },
  /** The scheme or the bill of the month changed: received items are in suspense and no longer part of it. */
  'canbao.payment.ReceivedItemsSuspended.v1': {
    topic: 'payment.events',
    data: z.strictObject({
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
  'canbao.payment.CollectionReversed.v1': {
    topic: 'payment.events',
    data: z.strictObject({
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
  // ledger.events
  'canbao.ledger.BundleSettled.v1': {
    topic: 'ledger.events',
    data: z.strictObject({
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
    data: z.strictObject({
      personId,
      orderId: Uuid,
      district: District,
      months: z.array(pensionMonth).min(1),
      total: Amount,
      paidAt: InstantText,
    }),
  },
  /**
   * A collection was reversed on the day of payment: postings of its months are reversed, and those still due
   * are not made.
   */
  'canbao.ledger.SettlementReversed.v1': {
    topic: 'ledger.events',
    data: z.strictObject({
      personId,
      orderId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      reversedAt: InstantText,
    }),
  },
  // ledger-sync.events
  'canbao.ledger-sync.BundlePosted.v1': {
    topic: 'ledger-sync.events',
    data: z.strictObject({
      personId,
      bundleId: z.string(),
      month: MonthText,
      bureauReceiptNo: z.string(),
      postedAt: InstantText,
    }),
  },
  'canbao.ledger-sync.PensionMonthPosted.v1': {
    topic: 'ledger-sync.events',
    data: z.strictObject({ personId, month: MonthText, bureauReceiptNo: z.string(), postedAt: InstantText }),
  },
  'canbao.ledger-sync.PostingRefused.v1': {
    topic: 'ledger-sync.events',
    data: z.strictObject({
      personId,
      insurance: Insurance,
      month: MonthText,
      reason: z.string(),
      refusedAt: InstantText,
    }),
  },
  'canbao.ledger-sync.PostingReversed.v1': {
    topic: 'ledger-sync.events',
    data: z.strictObject({ personId, insurance: Insurance, month: MonthText, reversedAt: InstantText }),
  },
} as const satisfies Record<string, { topic: Topic; data: z.ZodType }>;

export type ContractEventType = keyof typeof contractEvents;
/** The data of a contract event, as it comes out of its schema. */
export type DataOf<T extends ContractEventType> = z.infer<(typeof contractEvents)[T]['data']>;
/** A contract event: the discriminated union that consumers switch over. */
export type ContractEvent = {
  [T in ContractEventType]: { readonly type: T; readonly data: DataOf<T> };
}[ContractEventType];
