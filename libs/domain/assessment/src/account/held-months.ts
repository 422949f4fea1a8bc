import { dayOf, type Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import { condition, type Condition } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState, HeldMonth } from './account-state';
import type { AccountEvent } from './contribution-account.events';

interface OfOrder {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly orderId: string;
  readonly months: readonly Month[];
}
/** Payment waits to be told whether the months are paid. */
export interface NoteHeld extends OfOrder, Omit<HeldMonth, 'orderId'> {
  readonly type: 'NoteHeld';
}
/** Payment has been told that they are not. */
export interface NoteFreed extends OfOrder {
  readonly type: 'NoteFreed';
}

/** Why a month is not quoted: its money may be on the way already. */
export type HeldReason = 'month-in-payment' | 'month-in-debit-run';

/** Notes the months that are held by nothing else yet and not known as paid. */
export const noteHeld = (
  { type: _, months: told, ...of }: NoteHeld,
  { held, paidMonths }: AccountState,
): Outcome<AccountEvent, never> => {
  const months = told.filter((month) => held[month] === undefined && !paidMonths.includes(month));
  return months.length === 0 ? accept() : accept({ type: 'MonthsHeldNoted', data: { ...of, months } });
};

/** Notes the end of what was noted; of an order that held nothing here, there is none. */
export const noteFreed = (
  { type: _, months: told, ...of }: NoteFreed,
  { held }: AccountState,
): Outcome<AccountEvent, never> => {
  const months = told.filter((month) => held[month]?.orderId === of.orderId);
  return months.length === 0 ? accept() : accept({ type: 'MonthsFreedNoted', data: { ...of, months } });
};

type DataOf<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>['data'];

/** The account once the months are held. */
export const withHeld = (
  state: AccountState,
  { months, orderId, by, until }: DataOf<'MonthsHeldNoted'>,
): AccountState => {
  const hold: HeldMonth = { orderId, by, ...(until === undefined ? {} : { until }) };
  return { ...state, held: { ...state.held, ...Object.fromEntries(months.map((month) => [month, hold])) } };
};

/** The account once nothing holds the months: they are free, or money for them has come. */
export const withoutHeld = (state: AccountState, months: readonly string[]): AccountState => ({
  ...state,
  held: Object.fromEntries(Object.entries(state.held).filter(([month]) => !months.includes(month))),
});

/** What stands in the way of paying the month; undefined where nothing holds it. */
export const heldCondition = (
  month: Month,
  { held }: Pick<AccountState, 'held'>,
): Condition<HeldReason> | undefined => {
  const hold = held[month];
  if (hold === undefined) return undefined;
  const { by, until } = hold;
  return condition(by === 'debit-run' ? 'month-in-debit-run' : 'month-in-payment', {
    ...(until === undefined ? {} : { clearsOn: dayOf(until) }),
    details: { month },
  });
};

/** Why none of the months is quoted: the batch's reason before the order's. */
export const heldAgainst = (
  months: readonly Month[],
  state: Pick<AccountState, 'held'>,
): { readonly reason: HeldReason; readonly details: Readonly<Record<string, unknown>> } | undefined => {
  const conditions = months.flatMap((month) => heldCondition(month, state) ?? []);
  const [first] = conditions.toSorted((a, b) => a.code.localeCompare(b.code));
  if (first === undefined) return undefined;
  const rejectedMonths = months.filter((month) => state.held[month] !== undefined);
  return { reason: first.code, details: { rejectedMonths, conditions } };
};
