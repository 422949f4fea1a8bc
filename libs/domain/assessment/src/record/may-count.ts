import { firstDayOf, type Instant, type Month } from '@canbao/calendar';
import {
  cite,
  condition,
  countedMonths,
  isCounted,
  rowOn,
  type Answer,
  type Condition,
  type MonthState,
  type Pack,
} from '@canbao/rules';
import type { EvidencedCondition } from '../coverage/causes';
import type { KnownAccount } from '../coverage/known-account';
import { evidenceOf } from '../evidence';
import { mayPay } from '../payables';
import { recordedMonths } from './contribution-record';

/**
 * Whether a pension month counts towards the years of contribution (缴费年限), as the record counts it. Pension
 * gives no benefit by the month: its months add up (累计计算), and HRSS decides by them.
 */
export const mayCount = (
  pack: Pack,
  known: KnownAccount,
  month: Month,
  at: Instant,
): Answer<EvidencedCondition> => {
  const recorded = recordedMonths(pack, 'pension', known, at).find((each) => each.month === month);
  if (recorded !== undefined && isCounted(recorded)) return { answer: 'yes', conditions: [] };
  return { answer: 'no', conditions: against(pack, known, month, at, recorded?.state) };
};

const against = (
  pack: Pack,
  known: KnownAccount,
  month: Month,
  at: Instant,
  state: MonthState | undefined,
): EvidencedCondition[] => {
  const counted = rowOn(countedMonths.pension, month);
  const written = { rule: 'record.pensionMonth', ...(counted && { source: cite(counted.source) }) };
  const evidenced = (unmet: Condition): EvidencedCondition => {
    const evidence = evidenceOf(known.events, unmet.code, month);
    return evidence === undefined ? unmet : { ...unmet, evidence };
  };
  switch (state) {
    case 'prepaid':
      return [condition('month-not-begun', { ...written, clearsOn: firstDayOf(month) })];
    case 'goes-back':
      return [evidenced(condition('refund-case-open', written))];
    case 'not-booked':
      return [
        evidenced(condition('posting-refused', { details: { reason: known.state.refusedPostings[month] } })),
      ];
    // It counts among the months of the employer.
    case 'elsewhere':
      return [evidenced(condition('covered-by-employer'))];
    default:
      return [
        condition('not-paid', written),
        ...mayPay(pack, { insurance: 'pension', ...known }, month, at).conditions,
      ];
  }
};
