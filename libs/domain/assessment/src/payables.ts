import type { Instant, Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import {
  condition,
  payableMonth,
  payableMonths,
  type Answer,
  type Condition,
  type MonthCondition,
  type Pack,
  type PayableMonth,
  type PayableMonthsRequest,
} from '@canbao/rules';
import type { Channel, Insurance } from '@canbao/vocabulary';
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

/** A person's account for one insurance. */
interface Account {
  readonly insurance: Insurance;
  readonly state: AccountState;
  readonly events: readonly StoredEvent[];
}

/** Every month of the window with its amounts, or what stands in the way and the event that says so. */
export const payables = (
  pack: Pack,
  account: Account,
  at: Instant,
  channel?: Channel,
): readonly EvidencedMonth[] =>
  payableMonths(pack, requestOf(account, at, channel)).map((month) => known(month, account));

/** Whether a quote would be given for the month, whichever it is, or every condition against it. */
export const mayPay = (
  pack: Pack,
  account: Account,
  month: Month,
  at: Instant,
  channel?: Channel,
): Answer<EvidencedMonth['conditions'][number]> => {
  const request = requestOf(account, at, channel);
  const { status, conditions } = known(payableMonth(pack, request, month), account);
  return { answer: status === 'payable' ? 'yes' : 'no', conditions };
};

const requestOf = ({ insurance, state }: Account, at: Instant, channel?: Channel): PayableMonthsRequest =>
  insurance === 'pension'
    ? { insurance, at, facts: pensionFacts(state, at), ...(channel === undefined ? {} : { channel }) }
    : { insurance, at, facts: medicalFacts(state, at) };

/** With what the bureau and payment have said, and the events that the conditions rest on. */
const known = (payable: PayableMonth, { state, events }: Account): EvidencedMonth => {
  const { conditions, ...shown } = heldByPayment(refusedByBureau(payable, state), state);
  return {
    ...shown,
    conditions: conditions.map((unmet) => {
      const evidence = evidenceOf(events, unmet.code, payable.month);
      return evidence === undefined ? unmet : { ...unmet, evidence };
    }),
  };
};

type Payable = Omit<PayableMonth, 'conditions'> & Pick<EvidencedMonth, 'conditions'>;

/** Its money may be on the way already. */
const heldByPayment = (payable: Payable, state: AccountState): Payable => {
  const { month, status, conditions } = payable;
  const held = status === 'paid' ? undefined : heldCondition(month, state);
  return held === undefined ? payable : { month, status: 'closed', conditions: [held, ...conditions] };
};

/** The money of a month is in, but its bureau has not booked it: it says so, with the way out. */
const refusedByBureau = (
  payable: PayableMonth,
  { refusedPostings, givenUpMonths }: AccountState,
): Payable => {
  const { month, status, conditions } = payable;
  const reason = refusedPostings[month];
  if (status !== 'paid' || reason === undefined) return payable;
  // Each way out closes the other.
  const wayOut = givenUpMonths.includes(month) ? ['refund'] : ['post-again-after-correction', 'refund'];
  const refused = condition('posting-refused', { details: { reason, wayOut } });
  return { month, status: 'closed', conditions: [refused, ...conditions] };
};
