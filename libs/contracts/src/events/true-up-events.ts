import { z } from 'zod';
import { Amount, District, InstantText, MonthText, RateText, Uuid } from '../primitives';
import type { TopicEvent } from './topics';

const personId = Uuid;
/** What final limits have changed about a paid month: `base` × `rate` is the difference. */
const trueUp = z.object({
  month: MonthText,
  /** The order that paid the month. */
  orderId: Uuid,
  /** The limit that the month is adjusted to. */
  limit: Amount,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
});
/** A pension month, or what was added to it, as it was paid. */
export const pensionMonth = z.object({
  month: MonthText,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
});

/** What final limits change about paid pension months (多退少补). */
export const trueUpEvents = {
  /**
   * Final limits have added to paid months (多退少补): a new assessment of each, which is payable beside the
   * month and changes nothing about it.
   */
  'canbao.ledger.TrueUpsAssessed.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      runId: Uuid,
      year: z.int(),
      months: z.array(trueUp).min(1),
      assessedAt: InstantText,
    }),
  },
  /** What final limits had added to these months is paid. */
  'canbao.ledger.TrueUpsSettled.v1': {
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
  /**
   * Money above the final limits of paid months is to go back: the bureau corrects its booking of each month
   * by the amount first. The months stay paid.
   */
  'canbao.ledger.TrueUpRefundDecided.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      refundId: Uuid,
      months: z
        .array(
          z.object({
            month: MonthText,
            amount: Amount,
            orderId: Uuid,
            /** By fund, as the month itself was split; since 2026-11-26. */
            parts: z.record(z.string(), Amount).optional(),
          }),
        )
        .min(1),
      decidedAt: InstantText,
    }),
  },
  /** The money of additions is to go back without their months: the bureau reverses what it has of them. */
  'canbao.ledger.TrueUpReversalDecided.v1': {
    topic: 'ledger.events',
    data: z.object({
      personId,
      refundId: Uuid,
      months: z.array(z.object({ month: MonthText, orderIds: z.array(Uuid).min(1) })).min(1),
      decidedAt: InstantText,
    }),
  },
} as const satisfies Record<string, TopicEvent>;
