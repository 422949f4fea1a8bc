import { z } from 'zod';
import { Condition } from '../condition';
import { Amount, DayText, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

const asked = {
  service: 'assessment',
  method: 'GET',
  roles: ['payer', 'medical-bureau', 'operator', 'auditor'],
  status: 200,
  params: z.strictObject({ id: Uuid }),
  query: z.strictObject({
    /** The day on which it is looked at, with what was known by its end; today where it is left out. */
    asOf: DayText.optional(),
    /** What if everything that brings cover back soonest were paid by this day? */
    payBy: DayText.optional(),
  }),
  rejections: ['person-not-found', 'no-benefit-rule-for-month', 'day-passed'],
} as const;

const conditions = z.array(Condition);

/** Medical cover over time (医保待遇). */
export const coverageApi = {
  coverage: operation({
    ...asked,
    id: 'coverage',
    path: '/persons/{id}/coverage',
    summary:
      'Medical benefits over time: active, suspended or waiting, each with its causes; as it stood on ' +
      'a day, and as it would run if the months of the first way were paid by `payBy`.',
    reply: z.strictObject({
      asOf: DayText,
      payBy: DayText.optional(),
      /** What decides whether a month was paid in time: the payment, or the receipt of the treasury (入库). */
      rulingClock: z.enum(['payment-success-time', 'treasury-receipt-date']),
      items: z.array(
        z.strictObject({
          state: z.enum(['active', 'suspended', 'waiting']),
          from: DayText,
          /** The last day; none where nothing is known to end it. */
          until: DayText.optional(),
          because: conditions,
        }),
      ),
      /** Why there is no cover at all yet. */
      conditions,
      /** How cover can be had, the soonest first. */
      ways: z.array(
        z.strictObject({
          /** What is to be paid by the day, late fee included, or what stands in the way of paying it. */
          pay: z.array(
            z.strictObject({
              month: MonthText,
              total: Amount.optional(),
              lateFee: Amount.optional(),
              conditions,
            }),
          ),
          by: DayText,
          /** Months to be paid afterwards, each before it closes. */
          inTurn: z.array(MonthText),
          coveredFrom: DayText,
          total: Amount.optional(),
        }),
      ),
    }),
  }),
  coverageTimeline: operation({
    ...asked,
    id: 'coverageTimeline',
    path: '/persons/{id}/coverage.svg',
    media: 'image/svg+xml',
    summary: 'The same, drawn as a timeline.',
    reply: z.string(),
  }),
} as const satisfies Record<string, Operation>;
