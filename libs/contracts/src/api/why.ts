import { z } from 'zod';
import { Condition } from '../condition';
import { Insurance, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

/** `no` with every condition that is not met; a `yes` names what is still to come, if anything is. */
const Answer = z.strictObject({ answer: z.enum(['yes', 'no']), conditions: z.array(Condition) });

/** What is answered of one month of one insurance; a part that is not the caller's to see is left out. */
const items = z.array(
  z.strictObject({
    insurance: Insurance,
    /** Would a quote be given for it? */
    pay: Answer.optional(),
    /** Is its posting requested of the bureau, or made? */
    post: Answer.optional(),
    /** Would an application for its refund be taken? */
    refund: Answer.optional(),
    /**
     * Medical: does it give benefits (医保待遇)? Pension gives none by the month, its months add up (累计计算):
     * does it count towards the years of contribution (缴费年限)?
     */
    benefit: Answer.optional(),
  }),
);

const asked = {
  method: 'GET',
  status: 200,
  params: z.strictObject({ id: Uuid, month: MonthText }),
  reply: z.strictObject({ month: MonthText, items }),
  rejections: ['person-not-found'],
} as const;

/** "Why not?": what stands in the way of a month (ADR 63). Each service answers what it decides. */
export const whyApi = {
  assessment: {
    why: operation({
      ...asked,
      id: 'why',
      service: 'assessment',
      path: '/persons/{id}/months/{month}/why',
      roles: ['payer', 'hrss', 'medical-bureau', 'bank', 'tax-desk', 'operator', 'auditor'],
      gathers: ['whyPost', 'whyRefund'],
      summary:
        'Whether a month can be paid, posted, refunded and used for benefits: each a yes, or a no with ' +
        'every condition that is not met, its evidence, rule and source, who can clear it and from when. ' +
        'A pension month gives no benefit by itself: `benefit` says whether it counts towards the years ' +
        '(缴费年限). As a page with `.html`. A bureau is shown its own insurance; a counter is shown no ' +
        'details, a bank neither postings nor benefits.',
    }),
  },
  payment: {
    whyRefund: operation({
      ...asked,
      id: 'whyRefund',
      service: 'payment',
      path: '/persons/{id}/months/{month}/why/refund',
      roles: ['payer', 'hrss', 'medical-bureau', 'bank', 'tax-desk', 'operator', 'auditor'],
      summary: 'Of `why`, the answer of payment: whether the month can be refunded.',
    }),
  },
  'ledger-sync': {
    whyPost: operation({
      ...asked,
      id: 'whyPost',
      service: 'ledger-sync',
      path: '/persons/{id}/months/{month}/why/post',
      roles: ['payer', 'hrss', 'medical-bureau', 'tax-desk', 'operator', 'auditor'],
      summary: 'Of `why`, the answer of ledger-sync: whether the month can be posted.',
    }),
  },
} as const satisfies Record<string, Record<string, Operation>>;
