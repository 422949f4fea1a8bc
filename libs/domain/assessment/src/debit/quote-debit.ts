import type { Day, Instant, Month } from '@canbao/calendar';
import { accept, on, type Outcome } from '@canbao/event-sourcing';
import type { Pack } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from '../account/account-state';
import type { AccountEvent } from '../account/contribution-account.events';
import { assessQuote, quoteStream } from '../quote/quote';

/**
 * Payment asks for the figures of one month of a batch debit. The item's id is the quote's, too: a question
 * that is asked again has its answer.
 */
export interface QuoteDebit {
  readonly type: 'QuoteDebit';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
  readonly itemId: string;
  readonly runId: string;
  /** Until the end of this day the bank may debit. */
  readonly until: Day;
  readonly at: Instant;
}

/**
 * Figures on the registered base, or the reason against them. A base that has come to lie outside the limits
 * is a reason, never changed: what the payer declared is for the payer to change.
 */
export const quoteDebit = (
  pack: Pack,
  command: QuoteDebit,
  state: AccountState,
): Outcome<AccountEvent, never> => {
  const { personId, insurance, month, itemId, runId, until, at } = command;
  if (state.quoteIds.has(itemId)) return accept();
  const asked = { type: 'IssueQuote', personId, insurance, quoteId: itemId, at, months: [month] } as const;
  const quoted = assessQuote(pack, { ...asked, channel: 'batch-debit', debitUntil: until }, state);
  const item = { itemId, runId, month };
  if (quoted.accepted)
    return accept<AccountEvent>(
      on(quoteStream(itemId), { type: 'DebitQuoted', data: { ...item, quote: quoted.quote } }),
    );
  const evidence = Object.entries(quoted.details).filter(
    (detail): detail is [string, string] => typeof detail[1] === 'string',
  );
  const details = evidence.length === 0 ? {} : { details: Object.fromEntries(evidence) };
  const data = { ...item, personId, insurance, because: quoted.reason, answeredAt: at, ...details };
  return accept<AccountEvent>(on(quoteStream(itemId), { type: 'DebitNotPossible', data }));
};
