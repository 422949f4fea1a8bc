import { z } from 'zod';
import { DayText, InstantText, MonthText, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

/** The tables of the rule pack whose configuration rows an operator can set. */
export const ruleOverrideTables = [
  'pension.limits',
  'medical.base',
  'medical.surcharge',
  'medical.lateFee',
] as const;

const overridePath = z.strictObject({ id: Uuid });
const words = z.string().trim().min(1).max(200);
const dayOrMonth = z.union([DayText, MonthText]);
const yuanOrRange = String.raw`\d{1,12}\.\d{2}([–-]\d{1,12}\.\d{2})?`;
const lateFeeTerms = String.raw`(agency-pushed|compute|none) 0\.\d{1,6} (in|ex)clusive (none|principal)`;
const proposal = {
  table: z.enum(ruleOverrideTables),
  from: dayOrMonth.describe('The row, by the first day (pension.limits) or month that the pack gives it.'),
  startsOn: dayOrMonth.optional().describe('The new first day or month; the row before lasts until then.'),
  value: z
    .string()
    .regex(new RegExp(`^(${yuanOrRange}|${lateFeeTerms})$`))
    .optional()
    .describe(
      'Yuan; for limits, and a base that is chosen, the lower and the upper one, as 4573.00–22863.00; for ' +
        'medical.lateFee who says the fee, the rate a day, whether the last day counts, and its cap, as ' +
        '`compute 0.0005 inclusive none`.',
    ),
  source: words.describe('The document that the decision rests on.'),
};

/** A proposal with what became of it; `overrideId` also stands in certificates. */
export const RuleOverrideReply = z.strictObject({
  overrideId: Uuid,
  ...proposal,
  author: z.string(),
  proposedAt: InstantText,
  status: z
    .enum(['proposed', 'approved', 'replaced', 'lapsed', 'rejected', 'withdrawn'])
    .describe('replaced by a later override of the row; lapsed when a release has a source for it'),
  approvedBy: z.string().optional(),
  rejectedBy: z.string().optional(),
  decidedAt: InstantText.optional(),
  reason: z.string().optional(),
});

/** Where a rule is written. */
const ruleSource = z.strictObject({
  document: z.string(),
  article: z.string().optional(),
  url: z.string().optional(),
  guide: z.string().optional().describe('Sections of the payment guide, such as `G3.2.1.4`.'),
});
const overrideMark = z.strictObject({
  overrideId: Uuid,
  author: z.string(),
  approvedBy: z.string(),
  source: z.string(),
  decidedAt: InstantText,
});
/** A parameter that holds on a day, with its source. */
export const RuleInForce = z.strictObject({
  rule: z.string(),
  zh: z.string().describe('Its name in Chinese.'),
  value: z.string().describe('Figures and English words, as certificates have them.'),
  valueZh: z.string().describe('The same in Chinese.'),
  by: z.enum(['payment-day', 'period-month']).describe('Which date chooses the row.'),
  from: z.string(),
  until: z.string().optional(),
  source: ruleSource,
  status: z.enum(['provisional', 'final']).optional(),
  configuration: z.literal(true).optional(),
  confidence: z.enum(['A', 'A-', 'B', 'B-', 'C', 'guide', 'configuration']),
  noteZh: z.string().optional().describe('What a citizen is told about figures that may still change.'),
  override: overrideMark.optional(),
  endOverride: overrideMark.optional(),
});

const shownRow = z.strictObject({
  rule: z.string(),
  zh: z.string(),
  from: z.string(),
  until: z.string().optional(),
  value: z.string(),
});
/** Yuan of one month; `no` where a month could not be quoted. */
const figure = z.strictObject({ before: z.string(), after: z.string(), difference: z.string().optional() });

/** The HTTP calls by which operators set configuration rows without a release; assessment answers them. */
export const ruleOverridesApi = {
  proposeRuleOverride: operation({
    id: 'proposeRuleOverride',
    service: 'assessment',
    method: 'POST',
    path: '/rule-overrides',
    roles: ['operator'],
    status: 201,
    summary:
      'Propose to set the start or the value of a configuration row. ' +
      'It has no effect until another operator approves it, ' +
      'and then replaces an earlier override of the row whole.',
    body: z.strictObject(proposal),
    reply: RuleOverrideReply,
    rejections: [
      'source-required',
      'nothing-to-override',
      'not-configuration',
      'start-out-of-range',
      'value-not-valid',
    ],
  }),
  approveRuleOverride: operation({
    id: 'approveRuleOverride',
    service: 'assessment',
    method: 'POST',
    path: '/rule-overrides/{id}/approval',
    roles: ['operator'],
    status: 200,
    summary: "Put another operator's proposal in force; quotes given before keep their price.",
    params: overridePath,
    body: z.strictObject({}).optional(),
    reply: RuleOverrideReply,
    rejections: [
      'override-not-found',
      'second-person-required',
      'override-closed',
      'not-configuration',
      'start-out-of-range',
      'value-not-valid',
    ],
  }),
  rejectRuleOverride: operation({
    id: 'rejectRuleOverride',
    service: 'assessment',
    method: 'POST',
    path: '/rule-overrides/{id}/rejection',
    roles: ['operator'],
    status: 200,
    summary: "Reject another operator's proposal, or withdraw one's own.",
    params: overridePath,
    body: z.strictObject({ reason: words.optional() }).optional(),
    reply: RuleOverrideReply,
    rejections: ['override-not-found', 'override-closed'],
  }),
  ruleOverrides: operation({
    id: 'ruleOverrides',
    service: 'assessment',
    method: 'GET',
    path: '/rule-overrides',
    roles: ['operator', 'auditor'],
    status: 200,
    summary: 'Every proposal for a configuration row with what became of it, the latest first.',
    reply: z.strictObject({ items: z.array(RuleOverrideReply) }),
  }),
  ruleWhatIf: operation({
    id: 'ruleWhatIf',
    service: 'assessment',
    method: 'POST',
    path: '/rule-what-ifs',
    roles: ['operator', 'auditor'],
    status: 200,
    idempotencyKey: 'none',
    summary:
      'What an override would change, without proposing it: the rows before and after, and what a month ' +
      'costs at least and at most on a day.',
    body: z.strictObject({
      ...proposal,
      source: words.optional(),
      on: DayText.optional().describe('The day of payment; without it, the first day of the row.'),
    }),
    reply: z.strictObject({
      on: DayText,
      month: MonthText,
      rows: z.array(z.strictObject({ before: shownRow.optional(), after: shownRow.optional() })),
      figures: z.array(
        z.strictObject({
          what: z.enum(['pension-lowest', 'pension-highest', 'medical-pooled', 'medical-with-account']),
          ...figure.shape,
        }),
      ),
    }),
    rejections: ['nothing-to-override', 'not-configuration', 'start-out-of-range', 'value-not-valid'],
  }),
  ruleChanges: operation({
    id: 'ruleChanges',
    service: 'assessment',
    method: 'GET',
    path: '/rule-changes',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'What changes after a day: rows that begin later, and rows that end with nothing after them, the ' +
      'soonest first; and the configuration rows that an override can set.',
    query: z.strictObject({ after: DayText.optional() }),
    reply: z.strictObject({
      after: DayText,
      items: z.array(
        shownRow.extend({
          change: z.enum(['begins', 'ends']),
          on: z.string(),
          configuration: z.boolean(),
          source: ruleSource,
        }),
      ),
      settable: z.array(shownRow.extend({ table: z.enum(ruleOverrideTables) })),
    }),
  }),
} as const satisfies Record<string, Operation>;
