import type { Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent } from './contribution-account.events';

/** The money of months stays, although it was to go back: their bureau keeps what it has booked. */
export interface NoteMoneyStays {
  readonly type: 'NoteMoneyStays';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly months: readonly Month[];
}

/** Notes it of months with a case; a month that somebody asked for on their own was never in question. */
export const noteMoneyStays = (
  { personId, insurance, months }: NoteMoneyStays,
  { refundCases }: AccountState,
): Outcome<AccountEvent, never> => {
  const staying = months.flatMap((month) => {
    const because = refundCases[month]?.because;
    return because === undefined ? [] : [{ month, because }];
  });
  return staying.length === 0
    ? accept()
    : accept({ type: 'MoneyStaysNoted', data: { personId, insurance, months: staying } });
};

/** The account in which the money of months stays, as long as no other reason comes up. */
export const withMoneyStaying = (
  state: AccountState,
  { months }: Extract<AccountEvent, { type: 'MoneyStaysNoted' }>['data'],
): AccountState => ({
  ...state,
  stays: { ...state.stays, ...Object.fromEntries(months.map(({ month, because }) => [month, because])) },
});
