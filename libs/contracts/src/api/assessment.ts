import { z } from 'zod';
import {
  Amount,
  Channel,
  DayText,
  InstantText,
  Insurance,
  Item,
  MonthText,
  Scheme,
  Uuid,
} from '../primitives';
import { Condition } from '../condition';
import { RefundCaseReason } from '../refund-case-reason';
import { QuoteLine } from '../tokens/quote';
import { BillDifference, backPayBillsApi } from './back-pay-bills';
import { coverageApi } from './coverage';
import { lifeApi } from './life';
import { operation, type Operation, type Role } from './operation';
import { quoteProof } from './proof';
import { recordsApi } from './records';
import { RuleInForce, RuleOverrideReply, ruleOverridesApi } from './rule-overrides';
import { whyApi } from './why';

const personPath = z.strictObject({ id: Uuid });
const monthList = z.array(MonthText).min(1).max(36);
const itemList = z.array(Item).min(1).max(6);
const everyone: readonly Role[] = [
  'hrss',
  'medical-bureau',
  'agency',
  'tax-desk',
  'bank',
  'payer',
  'operator',
  'auditor',
];
const certificate = z.record(z.string(), z.unknown());
/** What a citizen is told about figures that may still change. */
const notesZh = z.array(z.string()).optional();
const quote = z.strictObject({
  quoteId: Uuid,
  expiresAt: InstantText,
  currency: z.literal('CNY'),
  total: Amount,
  /** `billId` names the agency's bill that a line was taken from. */
  lines: z.array(QuoteLine.extend({ billId: z.string().optional() })),
  notesZh,
  token: z.string(),
  certificate,
});
const estimateRejections = [
  'duplicate-month',
  'field-not-applicable',
  'person-deceased',
  'not-registered',
  'prepayment-not-allowed',
  'prior-year-not-allowed',
  'deferral-closed',
  'deferral-closed-at-channel',
  'already-paid',
  'covered-by-employer',
  'arrears-push-required',
  'scheme-locked',
  'bill-expired',
  'bill-not-debited',
  'unknown-item',
  'bundle-incomplete',
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
  'base-not-a-tier',
  'no-limits-for-date',
  'no-rate-for-month',
];

/** The HTTP calls of assessment (核定). */
export const assessmentApi = {
  payables: operation({
    id: 'payables',
    service: 'assessment',
    method: 'GET',
    path: '/persons/{id}/payables',
    roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary: 'Every month of the payment window: payable, paid, or closed with the reasons.',
    params: personPath,
    query: z.strictObject({ insurance: Insurance }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          month: MonthText,
          status: z.enum(['payable', 'paid', 'closed']),
          route: z.literal('deferral').optional(),
          items: z.array(Item).optional(),
          amounts: z.record(z.string(), Amount).optional(),
          total: Amount.optional(),
          limits: z.strictObject({ lower: Amount, upper: Amount }).optional(),
          notesZh,
          /** The agency's bill that a past month is paid by, and where our own arithmetic differs from it. */
          bill: z
            .strictObject({
              billId: z.string(),
              payableUntil: DayText.optional(),
              differences: z.array(BillDifference).optional(),
            })
            .optional(),
          conditions: z.array(Condition),
        }),
      ),
    }),
    rejections: ['person-not-found'],
  }),
  pensionBase: operation({
    id: 'pensionBase',
    service: 'assessment',
    method: 'GET',
    path: '/persons/{id}/pension-base',
    roles: ['payer', 'bank', 'tax-desk', 'hrss', 'operator', 'auditor'],
    status: 200,
    summary: 'The registered pension base, now or at an earlier instant.',
    params: personPath,
    query: z.strictObject({ asOf: InstantText.optional() }),
    reply: z.strictObject({ base: Amount, declaredAt: InstantText, channel: Channel, eventId: Uuid }),
    rejections: ['person-not-found', 'no-declared-base'],
  }),
  estimate: operation({
    id: 'estimate',
    service: 'assessment',
    method: 'POST',
    path: '/estimates',
    roles: everyone,
    status: 200,
    idempotencyKey: 'none',
    summary: 'The arithmetic of a quote, without any effect.',
    body: z.strictObject({
      insurance: Insurance,
      months: monthList,
      base: Amount.optional(),
      scheme: Scheme.optional(),
      items: itemList.optional(),
    }),
    reply: z.strictObject({
      currency: z.literal('CNY'),
      total: Amount,
      lines: z.array(QuoteLine),
      notesZh,
      certificate,
      certificateHash: z.string(),
    }),
    rejections: estimateRejections,
  }),
  quote: operation({
    id: 'quote',
    service: 'assessment',
    method: 'POST',
    path: '/quotes',
    roles: ['payer', 'bank', 'tax-desk'],
    status: 201,
    summary:
      'Issue a quote with its certificate and a signed token. A pension base typed in WeChat or Alipay ' +
      'becomes the registered base, even if no payment follows (guide G3.2.1.5).',
    body: z.strictObject({
      personId: Uuid,
      insurance: Insurance,
      months: monthList,
      base: Amount.optional(),
      items: itemList.optional(),
    }),
    reply: quote,
    rejections: [
      'person-not-found',
      'bank-not-in-district',
      'month-in-payment',
      'month-in-debit-run',
      ...estimateRejections,
    ],
  }),
  quoteById: operation({
    id: 'quoteById',
    service: 'assessment',
    method: 'GET',
    path: '/quotes/{id}',
    roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary: 'An issued quote, with its certificate and the hash of the certificate.',
    params: personPath,
    reply: z.strictObject({
      ...quote.omit({ token: true }).shape,
      personId: Uuid,
      certificateHash: z.string(),
    }),
    rejections: ['not-found'],
  }),
  quoteProof,
  ...backPayBillsApi,
  refundCases: operation({
    id: 'refundCases',
    service: 'assessment',
    method: 'GET',
    path: '/refund-cases',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'The paid months whose money has to go back: paid for after a death or the end of the enrolment, ' +
      'covered by an employer, or refused by their bureau and given up by an operator.',
    query: z.strictObject({ personId: Uuid.optional() }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          personId: Uuid,
          insurance: Insurance,
          month: MonthText,
          because: RefundCaseReason,
          orderIds: z.array(Uuid).optional(),
        }),
      ),
    }),
  }),
  rules: operation({
    id: 'rules',
    service: 'assessment',
    method: 'GET',
    path: '/rules',
    roles: [],
    status: 200,
    summary:
      'The parameters in force on a day, with their sources, and the approved overrides, ' +
      'also those that begin later.',
    query: z.strictObject({ on: DayText.optional() }),
    reply: z.strictObject({
      on: DayText,
      pack: z.string(),
      items: z.array(RuleInForce),
      overrides: z.array(RuleOverrideReply),
    }),
  }),
  guide: operation({
    id: 'guide',
    service: 'assessment',
    method: 'GET',
    path: '/guide',
    roles: [],
    status: 200,
    summary: 'The payment guide (社保缴费指引), the hotline and the bank table.',
    reply: z.record(z.string(), z.unknown()),
  }),
  ...coverageApi,
  ...recordsApi,
  ...ruleOverridesApi,
  ...whyApi.assessment,
  ...lifeApi.assessment,
} as const satisfies Record<string, Operation>;
