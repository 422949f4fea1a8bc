import type { Day } from '@canbao/calendar';
import { supersedes } from '@canbao/contracts';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent, Revised } from './contribution-account.events';

interface Account {
  readonly personId: string;
  readonly insurance: Insurance;
}

/** Registration has recorded a death, or put its day right. */
export type NoteDeath = Revised & Account & { readonly type: 'NoteDeath'; readonly on: Day };

/** A bureau has withdrawn the death that it reported; `diedOn` is the day that the other one has reported. */
export type NoteDeathWithdrawal = Revised &
  Account & { readonly type: 'NoteDeathWithdrawal'; readonly diedOn?: Day | undefined };

/** Notes the day of death, once; a report that arrives after a later fact about the death is left aside. */
export const noteDeath = (
  { personId, insurance, on, revision }: NoteDeath,
  state: AccountState,
): Outcome<AccountEvent, never> => {
  const isKnown = revision === undefined && state.diedOn === on;
  if (isKnown || !supersedes(revision, state.deathRevision)) return accept();
  return accept({ type: 'DeathNoted', data: { personId, insurance, on, ...revisionOf(revision) } });
};

/** Notes the withdrawal, once, even before the report that it withdraws. */
export const noteDeathWithdrawal = (
  { personId, insurance, diedOn, revision }: NoteDeathWithdrawal,
  state: AccountState,
): Outcome<AccountEvent, never> => {
  if (!supersedes(revision, state.deathRevision)) return accept();
  const death = diedOn === undefined ? {} : { diedOn };
  return accept({
    type: 'DeathWithdrawalNoted',
    data: { personId, insurance, ...death, ...revisionOf(revision) },
  });
};

const revisionOf = (revision: number | undefined): Revised => (revision === undefined ? {} : { revision });

/** The account after a death. */
export const withDeath = (
  state: AccountState,
  { on, revision = 0 }: Revised & { readonly on: Day },
): AccountState => ({ ...state, diedOn: on, deathRevision: revision });

/** The account after a withdrawal. */
export const withoutDeath = (
  state: AccountState,
  { diedOn, revision = 0 }: Revised & { readonly diedOn?: Day },
): AccountState => {
  const { diedOn: _, ...others } = state;
  return { ...others, deathRevision: revision, ...(diedOn === undefined ? {} : { diedOn }) };
};
