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

/** An operator has given up the refused month, or has changed their mind. */
export type NoteRefundRequest = Posting & {
  readonly type: 'NoteRefundRequest' | 'NoteRefundWithdrawal';
};

/** Notes that the money of a refused month has to go back, or not after all; once. */
export const noteRefundRequest = (
  { type, personId, insurance, month }: NoteRefundRequest,
  { refusedPostings, givenUpMonths }: AccountState,
): Outcome<AccountEvent, never> => {
  const isGivenUp = givenUpMonths.includes(month);
  const data = { personId, insurance, month };
  if (type === 'NoteRefundWithdrawal')
    return isGivenUp ? accept({ type: 'RefundWithdrawalNoted', data }) : accept();
  return isGivenUp || refusedPostings[month] === undefined
    ? accept()
    : accept({ type: 'RefundRequestNoted', data });
};

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

/** The account without the refusals of these months, and without what was decided about them. */
export const withoutRefusals = (state: AccountState, months: readonly Month[]): AccountState => ({
  ...withoutGivenUp(state, months),
  refusedPostings: Object.fromEntries(
    Object.entries(state.refusedPostings).filter(([month]) => !months.includes(month as Month)),
  ),
});

/** The account in which these months are not given up. */
export const withoutGivenUp = (state: AccountState, months: readonly Month[]): AccountState => ({
  ...state,
  givenUpMonths: state.givenUpMonths.filter((month) => !months.includes(month)),
});

/** The account after a reversal: a month that is payable again is not refused any more. */
export const withoutRefusedMonths = (state: AccountState, months: readonly Month[]): AccountState =>
  withoutRefusals(
    state,
    months.filter((month) => !state.paidMonths.includes(month)),
  );
