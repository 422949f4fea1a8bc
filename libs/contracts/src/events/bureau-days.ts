import { z } from 'zod';
import { DayText, InstantText, Insurance, Item, MonthText, Uuid } from '../primitives';
import type { TopicEvent } from './topics';

/** Yuan; below zero where money above final limits went back. */
const SignedAmount = z.string().regex(/^(?!-0\.00)-?(0|[1-9]\d{0,13})\.\d{2}$/);
const tally = z.object({ count: z.int().min(0), amount: SignedAmount });

/** What a bureau has booked and reversed on one of its business days; `items` by what was paid for. */
export const BureauDayTotals = z.object({
  booked: tally,
  reversed: tally,
  items: z.array(z.object({ item: Item, booked: SignedAmount, reversed: SignedAmount })).max(20),
});

/** A month that a bureau has booked or reversed on a business day. */
export const BureauDayLine = z.object({
  personId: Uuid,
  month: MonthText,
  addition: z.literal('pension-true-up').optional(),
  kind: z.enum(['booked', 'reversed']),
  total: SignedAmount,
});

/** Configuration: lines in one part of a bureau's list. */
export const bureauDayPartMax = 1000;
const lines = z.array(BureauDayLine.strict()).max(bureauDayPartMax);
/** Configuration: ten million lines a day. */
const parts = z.int().min(0).max(10_000);

/** How a bureau over HTTP answers the totals of a day: its own, and how many parts of lines it has. */
export const BureauDayReply = z.object({ ...BureauDayTotals.shape, parts });
/** One part of them. */
export const BureauDayLinesReply = z.object({ lines });

/**
 * How a bureau that reads topics answers `BureauDayTotalled`: its own totals; where they are others than it
 * was told, with its lines, in as many records as it takes. The key is the `totalsId`.
 */
export const BureauDayRecord = z.strictObject({
  answers: Uuid,
  day: DayText,
  ...BureauDayTotals.strict().shape,
  part: z.int().min(1).max(10_000),
  parts: z.int().min(1).max(10_000),
  lines,
});

/** Where two lists of a day differ: the bureau lacks the line, we lack it, or both have it otherwise. */
export const BureauDayDifference = z.object({
  ...BureauDayLine.omit({ total: true }).shape,
  difference: z.enum(['missing-there', 'missing-here', 'amount']),
  ours: SignedAmount.optional(),
  theirs: SignedAmount.optional(),
});

/** What is published about the business days of bureaus. */
export const bureauDayEvents = {
  /** What we know a bureau to have booked and reversed on a day; it answers with its own. */
  'canbao.ledger-sync.BureauDayTotalled.v1': {
    topic: 'ledger-sync.requests',
    data: z.object({
      totalsId: Uuid,
      insurance: Insurance,
      day: DayText,
      ...BureauDayTotals.shape,
      toldAt: InstantText,
    }),
  },
  /** How a bureau's totals of a day compare with ours; `unanswered` where it has not told them in time. */
  'canbao.ledger-sync.BureauDayCompared.v1': {
    topic: 'ledger-sync.events',
    data: z.object({
      totalsId: Uuid,
      insurance: Insurance,
      day: DayText,
      outcome: z.enum(['agreed', 'different', 'unanswered']),
      ours: BureauDayTotals,
      theirs: BureauDayTotals.optional(),
      differences: z.array(BureauDayDifference),
      /** Differences beyond those. */
      leftOut: z.int().min(0),
      comparedAt: InstantText,
    }),
  },
} as const satisfies Record<string, TopicEvent>;
