import type { Instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import {
  payableMonths,
  type Condition,
  type MonthCondition,
  type Pack,
  type PayableMonth,
} from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account/account-state';
import { heldCondition, type HeldReason } from './account/held-months';
import { evidenceOf } from './evidence';
import { medicalFacts, pensionFacts } from './quote/facts';

/** A payable month whose conditions name the event they rest on, where there is one. */
export type EvidencedMonth = Omit<PayableMonth, 'conditions'> & {
  readonly conditions: readonly ((MonthCondition | Condition<'posting-refused' | HeldReason>) & {
    readonly evidence?: string;
  })[];
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
  return months
    .map((month) => refusedByBureau(month, state))
    .map((month) => heldByPayment(month, state))
    .map((payable) => ({
      ...payable,
      conditions: payable.conditions.map((condition) => {
        const evidence = evidenceOf(events, condition.code, payable.month);
        return evidence === undefined ? condition : { ...condition, evidence };
      }),
    }));
};

type Payable = Omit<PayableMonth, 'conditions'> & Pick<EvidencedMonth, 'conditions'>;

/** Its money may be on the way already. */
const heldByPayment = (payable: Payable, state: AccountState): Payable => {
  const { month, status, conditions } = payable;
  const held = status === 'payable' ? heldCondition(month, state) : undefined;
  return held === undefined ? payable : { month, status: 'closed', conditions: [held, ...conditions] };
};

/** The money of a month is in, but its bureau has not booked it: it says so, with the way out. */
const refusedByBureau = (
  payable: PayableMonth,
  { refusedPostings, givenUpMonths }: AccountState,
): Payable => {
  const { month, status } = payable;
  const reason = refusedPostings[month];
  if (status !== 'paid' || reason === undefined) return payable;
  // Each way out closes the other.
  const wayOut = givenUpMonths.includes(month) ? ['refund'] : ['post-again-after-correction', 'refund'];
  const details = { reason, wayOut };
  const condition: Condition<'posting-refused'> = {
    code: 'posting-refused',
    rule: 'posting',
    source: "the bureau's answer",
    clearedBy: 'operator',
    details,
  };
  return { month, status: 'closed', conditions: [condition] };
};
