import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** How the treasury names an item, for ever: 委托日期, 征收机关代码, 交易流水号 (TIPS). */
export type TreasuryItem = z.infer<typeof TreasuryItem>;
const TreasuryItem = z.object({
  entrustDate: stored.day,
  taxOrgCode: z.string(),
  /** Eight digits, unique in its day and authority. */
  traNo: z.string(),
});

const treasured = z.object({
  orderId: z.string(),
  insurance: stored.insurance,
  /** Where the money was before. */
  channel: stored.channel,
  /** Yuan. */
  amount: stored.yuan,
});
const receipt = treasured.extend({
  personId: z.string(),
  item: TreasuryItem,
  /** The months of the order that the item pays. */
  months: stored.list(stored.month),
  receivedOn: stored.day,
});

/** 入库: the treasury has received an order's money for these months. */
export const TreasuryReceived = eventType('TreasuryReceived', receipt);
/** The item was told again with other content: nothing is booked. */
export const TreasuryReceiptConflicted = eventType('TreasuryReceiptConflicted', receipt);
/** 更正: the treasury had booked another fund or amount, and has put it right. */
export const TreasuryReceiptCorrected = eventType(
  'TreasuryReceiptCorrected',
  receipt.omit({ receivedOn: true }).extend({
    correctionNo: z.string(),
    correctedOn: stored.day,
    before: treasured.pick({ insurance: true, amount: true }),
  }),
);
/** 退库: money of a refund has come back from the treasury to where the refund was paid from. */
export const TreasuryReturned = eventType(
  'TreasuryReturned',
  treasured.extend({
    personId: z.string(),
    refundNo: z.string(),
    returnedOn: stored.day,
    /** The account that the refund was paid from; the channel's where none is named. */
    account: z.string().exactOptional(),
  }),
);

/** What the treasury tells of an order's money, on the order's stream. */
export const treasuryEvents = eventTypes([
  TreasuryReceived,
  TreasuryReceiptConflicted,
  TreasuryReceiptCorrected,
  TreasuryReturned,
]);
export type TreasuryEvent = EventOf<(typeof treasuryEvents.declarations)[number]>;
