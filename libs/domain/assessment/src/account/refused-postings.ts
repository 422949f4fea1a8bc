import type { Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent } from './contribution-account.events';

interface Posting {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

/** A bureau has refused to book a month that was paid. */
export type NotePostingRefused = Posting & {
  readonly type: 'NotePostingRefused';
  readonly reason: string;
};

/** A bureau has booked the month, or has taken its booking back: a former refusal is settled. */
export type NotePostingSettled = Posting & { readonly type: 'NotePostingSettled' };

/** Notes the refusal with the bureau's reason, once. */
export const notePostingRefused = (
  { personId, insurance, month, reason }: NotePostingRefused,
  { refusedPostings }: AccountState,
): Outcome<AccountEvent, never> =>
  refusedPostings[month] === reason
    ? accept()
    : accept({ type: 'PostingRefusalNoted', data: { personId, insurance, month, reason } });

/** Notes that the refusal is settled, if there was one. */
export const notePostingSettled = (
  { personId, insurance, month }: NotePostingSettled,
  { refusedPostings }: AccountState,
): Outcome<AccountEvent, never> =>
  refusedPostings[month] === undefined
    ? accept()
    : accept({ type: 'PostingRefusalSettled', data: { personId, insurance, month } });

/** The refusals without those of these months. */
export const withoutRefusals = (
  { refusedPostings }: AccountState,
  months: readonly Month[],
): AccountState['refusedPostings'] =>
  Object.fromEntries(Object.entries(refusedPostings).filter(([month]) => !months.includes(month as Month)));

/** The account after a reversal: a month that is payable again is not refused any more. */
export const withoutRefusedMonths = (state: AccountState, months: readonly Month[]): AccountState => ({
  ...state,
  refusedPostings: withoutRefusals(
    state,
    months.filter((month) => !state.paidMonths.includes(month)),
  ),
});
