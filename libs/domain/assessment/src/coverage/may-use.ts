import {
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  type Day,
  type Month,
} from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { cite, condition, type Answer, type Pack } from '@canbao/rules';
import { benefitSource, type EvidencedCondition } from './causes';
import { coverageFacts, knownOn } from './known-account';
import { coverageReport, type CoverageItem } from './report';

/**
 * Whether the month can be used for benefits: whether some day of it is covered, as cover is known at the end
 * of the day; or what has suspended it. A month to come is covered as far as is known, and the payment that
 * it still hangs on is named.
 */
export const mayUse = (
  pack: Pack,
  stored: readonly StoredEvent[],
  month: Month,
  asOf: Day,
): Answer<EvidencedCondition> => {
  const report = coverageReport(pack, stored, { asOf });
  if ('noRuleFor' in report)
    return no([condition('no-benefit-rule-for-month', { details: { month: report.noRuleFor } })]);
  const { items, conditions } = report;
  const within = items.filter((item) => meets(item, month));
  if (within.some(({ state }) => state === 'active'))
    return { answer: 'yes', conditions: toCome(pack, stored, month, asOf) };
  const unmet = within.at(-1)?.because ?? notBegun(pack, items) ?? conditions;
  return no(month < monthOf(asOf) ? unmet.map(asItStays) : unmet);
};

const no = (conditions: readonly EvidencedCondition[]): Answer<EvidencedCondition> => ({
  answer: 'no',
  conditions,
});

const meets = ({ from, until }: CoverageItem, month: Month): boolean =>
  from <= lastDayOf(month) && (until === undefined || until >= firstDayOf(month));

/** The record of cover begins later. */
const notBegun = (pack: Pack, [first]: readonly CoverageItem[]): EvidencedCondition[] | undefined =>
  first && [
    condition('first-payment-due', {
      source: cite(benefitSource(pack)),
      clearedBy: 'time',
      clearsOn: first.from,
    }),
  ];

/** Costs of a time without cover are never reimbursed (guide G3.3.2.4): what is paid now comes too late. */
const asItStays = (unmet: EvidencedCondition): EvidencedCondition => {
  if (!['time', 'payer', 'medical-agency'].includes(unmet.clearedBy)) return unmet;
  const { clearsOn: _, ...stays } = unmet;
  return { ...stays, clearedBy: 'nobody' };
};

/** The first month before it, from this one on, that nobody has paid yet. */
const toCome = (
  pack: Pack,
  stored: readonly StoredEvent[],
  month: Month,
  asOf: Day,
): EvidencedCondition[] => {
  const open = monthOf(asOf);
  if (month <= open) return [];
  const { payments, elsewhere = [] } = coverageFacts(knownOn(stored, asOf), asOf);
  const paid = [...payments.map((payment) => payment.month), ...elsewhere];
  const unpaid = monthsBetween(open, plusMonths(month, -1)).find((each) => !paid.includes(each));
  return unpaid === undefined
    ? []
    : [condition('month-unpaid', { source: cite(benefitSource(pack)), details: { month: unpaid } })];
};
