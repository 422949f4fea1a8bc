import type { Instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { payableMonths, type MonthCondition, type Pack, type PayableMonth } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account/account-state';
import { evidenceOf } from './evidence';
import { medicalFacts, pensionFacts } from './quote/facts';

/** A payable month whose conditions name the event they rest on, where there is one. */
export type EvidencedMonth = Omit<PayableMonth, 'conditions'> & {
  readonly conditions: readonly (MonthCondition & { readonly evidence?: string })[];
};

/** Every month of the window with its amounts, or what stands in the way and the event that says so. */
export const payables = (
  pack: Pack,
  account: {
    readonly insurance: Insurance;
    readonly state: AccountState;
    readonly events: readonly StoredEvent[];
  },
  at: Instant,
): readonly EvidencedMonth[] => {
  const { insurance, state, events } = account;
  const months = payableMonths(
    pack,
    insurance === 'pension'
      ? { insurance, at, facts: pensionFacts(state, at) }
      : { insurance, at, facts: medicalFacts(state, at) },
  );
  return months.map((payable) => ({
    ...payable,
    conditions: payable.conditions.map((condition) => {
      const evidence = evidenceOf(events, condition.code, payable.month);
      return evidence === undefined ? condition : { ...condition, evidence };
    }),
  }));
};
