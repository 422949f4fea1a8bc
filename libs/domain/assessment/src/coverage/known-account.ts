import { instant, monthOf, plusMonths, type Day, type Instant, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { zero } from '@canbao/money';
import type { CoverageFacts, PaidMonth } from '@canbao/rules';
import { initial, type AccountState } from '../account/account-state';
import { evolve } from '../account/contribution-account';
import { accountEvents, type AccountEvent } from '../account/contribution-account.events';
import { coveredMonths } from '../account/employer-cover';
import { inTreasuryOn } from '../account/settled-months';

/** A person's medical account as it was known at the end of a day. */
export interface KnownAccount {
  readonly state: AccountState;
  /** Every event that was recorded by then. */
  readonly events: readonly (AccountEvent & StoredEvent)[];
}

/** The account as it stood: what was recorded later is not known yet. */
export const knownOn = (stored: readonly StoredEvent[], asOf: Day): KnownAccount =>
  knownAt(stored, endOf(asOf));

/** The account as it was known at the instant. */
export const knownAt = (stored: readonly StoredEvent[], at: Instant): KnownAccount => {
  const events = stored.filter(isAccountEvent).filter(({ recordedAt }) => recordedAt <= at);
  return { events, state: events.reduce<AccountState>(evolve, initial) };
};

/** The last instant of the day: an instant has milliseconds, and no finer ones. */
export const endOf = (date: Day): Instant => instant(`${date}T23:59:59.999+08:00`);

const isAccountEvent = (event: StoredEvent): event is AccountEvent & StoredEvent => accountEvents.has(event);

/** Nobody waits longer: employer cover without an end is looked at so far ahead. */
const monthsAhead = 14;

/**
 * What decides cover. The late fee of a billed month is one of the lines that make it whole. A month whose
 * money has to go back is no contribution from the day on which that is known, wherever the money is.
 */
export const coverageFacts = ({ state, events }: KnownAccount, asOf: Day): CoverageFacts => {
  const { paidThrough, diedOn, refundCases } = state;
  const paidMonths = state.paidMonths.filter((month) => refundCases[month] === undefined);
  const elsewhere = coveredMonths(state, plusMonths(monthOf(asOf), monthsAhead));
  return {
    payments: paidMonths.map((month) => paidMonth(month, state, events)),
    ...(paidThrough === undefined ? {} : { carriedThrough: paidThrough }),
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
    ...(diedOn === undefined ? {} : { endsOn: diedOn }),
  };
};

const paidMonth = (month: Month, state: AccountState, events: KnownAccount['events']): PaidMonth => {
  const settled = settlementOf(events, month);
  if (settled === undefined) throw new Error(`${month} is paid by no event`);
  const treasuryOn = inTreasuryOn(state, month);
  return {
    month,
    paidAt: settled.data.paidAt ?? settled.recordedAt,
    ...(treasuryOn === undefined ? {} : { treasuryOn }),
    owesLateFee: owesLateFee(month, state),
  };
};

/** The event that settled the month, the last of several. */
export const settlementOf = (events: KnownAccount['events'], month: Month) =>
  events.findLast((event) => event.type === 'MonthsPaid' && event.data.months.includes(month)) as
    (Extract<AccountEvent, { type: 'MonthsPaid' }> & StoredEvent) | undefined;

const owesLateFee = (month: Month, { bills, received }: AccountState): boolean => {
  const bill = bills.find((billed) => billed.month === month);
  const items = (received[month] ?? []).flatMap((part) => part.items);
  return bill !== undefined && bill.lateFee !== zero && items.length > 0 && !items.includes('late-fee');
};
