import { z } from 'zod';
import { BookedAmount, InstantText, Insurance, Item, MonthText, Uuid } from '../primitives';
import type { TopicEvent } from './topics';

const personId = Uuid;
/** Yuan that the bureau says it has booked; absent where it does not say. */
const bookedTotal = BookedAmount.optional();

/** What ledger-sync publishes: the answers of the bureaus, and refunds in their place. */
export const ledgerSyncEvents = {
  'canbao.ledger-sync.BundlePosted.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      bundleId: z.string(),
      month: MonthText,
      bureauReceiptNo: z.string(),
      postedAt: InstantText,
      bookedTotal,
    }),
  },
  'canbao.ledger-sync.PensionMonthPosted.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      month: MonthText,
      bureauReceiptNo: z.string(),
      postedAt: InstantText,
      bookedTotal,
    }),
  },
  /** The bureau has booked what final limits have changed about a month; negative where money goes back. */
  'canbao.ledger-sync.TrueUpPosted.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      month: MonthText,
      bureauReceiptNo: z.string(),
      postedAt: InstantText,
      bookedTotal,
      /** The refund that waits for it. */
      refundId: Uuid.optional(),
    }),
  },
  'canbao.ledger-sync.TrueUpRefused.v1': {
    topic: 'ledger-sync.events',
    data: z.object({ personId, month: MonthText, reason: z.string(), refusedAt: InstantText }),
  },
  /** What final limits had changed about a month is in the bureau's books no more, or never was. */
  'canbao.ledger-sync.TrueUpUnposted.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      month: MonthText,
      /** The refund that asked for it; absent for a reversal at the counter. */
      refundId: Uuid.optional(),
      was: z.enum(['reversed', 'absent']),
      unpostedAt: InstantText,
    }),
  },
  /** An operator has given up an addition that the bureau refused: its money is to go back. */
  'canbao.ledger-sync.TrueUpRefundRequested.v1': {
    topic: 'ledger-sync.events',
    data: z.object({ personId, month: MonthText, requestedAt: InstantText }),
  },
  'canbao.ledger-sync.TrueUpRefundWithdrawn.v1': {
    topic: 'ledger-sync.events',
    data: z.object({ personId, month: MonthText, withdrawnAt: InstantText }),
  },
  'canbao.ledger-sync.PostingRefused.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      reason: z.string(),
      refusedAt: InstantText,
    }),
  },
  'canbao.ledger-sync.RefundRequested.v1': {
    topic: 'ledger-sync.events',
    data: z.object({ personId, insurance: Insurance, month: MonthText, requestedAt: InstantText }),
  },
  'canbao.ledger-sync.RefundWithdrawn.v1': {
    topic: 'ledger-sync.events',
    data: z.object({ personId, insurance: Insurance, month: MonthText, withdrawnAt: InstantText }),
  },
  'canbao.ledger-sync.PostingReversed.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      reversedAt: InstantText,
      /** The refund that asked for it; absent for a reversal at the counter. */
      refundId: Uuid.optional(),
    }),
  },
  /** The bureau keeps what is to be reversed: nothing leaves, and an operator has it asked again. */
  'canbao.ledger-sync.ReversalRefused.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      addition: z.literal('pension-true-up').optional(),
      /** The refund that asked for it, where one did. */
      refundId: Uuid.optional(),
      reason: z.string(),
      refusedAt: InstantText,
    }),
  },
  /** A refund asked for a posting that the bureau does not hold, and now never will. */
  'canbao.ledger-sync.PostingAbsent.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      refundId: Uuid,
      confirmedAt: InstantText,
    }),
  },
  // ledger-sync.requests: what a bureau that reads ledger.events is asked and told beside it
  /**
   * After a refusal whose cause is put right: the same content once more, under a request id of its own. An
   * order whose money has gone back meanwhile is not booked.
   */
  'canbao.ledger-sync.PostingRequestedAgain.v1': {
    topic: 'ledger-sync.requests',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      addition: z.literal('pension-true-up').optional(),
      requestId: Uuid,
      bundleId: z.string().optional(),
      items: z.array(z.object({ item: Item, amount: BookedAmount })).min(1),
      total: BookedAmount,
      paidAt: InstantText,
      orderIds: z.array(z.string()),
      requestedAt: InstantText,
    }),
  },
  /** After a refusal to reverse whose cause is put right: the same once more, under an id of its own. */
  'canbao.ledger-sync.ReversalRequestedAgain.v1': {
    topic: 'ledger-sync.requests',
    data: z.object({
      personId,
      insurance: Insurance,
      month: MonthText,
      addition: z.literal('pension-true-up').optional(),
      reversalId: Uuid,
      /** Whose money goes back. */
      orderIds: z.array(z.string()),
      requestedAt: InstantText,
    }),
  },
  /** A record of a bureau's topic of answers that is no answer: it has no effect. */
  'canbao.ledger-sync.BureauAnswerParked.v1': {
    topic: 'ledger-sync.requests',
    data: z.object({
      bureau: z.enum(['hrss', 'medical-bureau']),
      partition: z.int(),
      offset: z.string(),
      because: z.string(),
      parkedAt: InstantText,
    }),
  },
} as const satisfies Record<string, TopicEvent>;
