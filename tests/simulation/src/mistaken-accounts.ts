import type { AccountCommand, AccountEvent, AccountState } from '@canbao/domain-assessment';
import { accept } from '@canbao/event-sourcing';
import type { Commands } from '@canbao/service-kit';
import type { Bugs } from './bugs';
import { account } from './services';

type Accounts = typeof account;

/** The decider of assessment, with the planted bugs that sit in it. */
export const accounts = (bugs: Bugs): Accounts => {
  if (bugs.quotesCoveredMonths === true) return { ...account, decide: decideUncovered };
  if (bugs.keepsWithdrawnBills === true) return forgetting(account, 'BillWithdrawn');
  if (bugs.forgetsReplacements === true) return forgetting(account, 'BillReplaced');
  if (bugs.opensNoRefundCase === true) return forgetting(account, 'RefundCaseOpened');
  return bugs.firstDeathOnly === true ? { ...account, decide: decideFirstDeath } : account;
};

/** What assessment hears is decided with the planted bugs from here on. */
export const withMistakenAccounts = (commands: Commands, bugs: Bugs): void => {
  const mistaken = accounts(bugs);
  if (mistaken === account) return;
  const react = commands.react.bind(commands);
  commands.react = (received, decider, command, last) =>
    react(received, (isAccount(decider) ? mistaken : decider) as typeof decider, command, last);
};

const isAccount = ({ initial }: { readonly initial: unknown }): boolean =>
  typeof initial === 'object' && initial !== null && 'refundCases' in initial;

const forgetting = (decider: Accounts, type: AccountEvent['type']): Accounts => ({
  ...decider,
  decide: (command, state) => {
    const outcome = decider.decide(command, state);
    if (!outcome.accepted) return outcome;
    return { ...outcome, events: outcome.events.filter(({ event }) => event.type !== type) };
  },
});

/** Cover through an employer does not stand in the way of a quote. */
const decideUncovered = (command: AccountCommand, state: AccountState): ReturnType<Accounts['decide']> =>
  account.decide(command, command.type === 'IssueQuote' ? { ...state, employerCovers: [] } : state);

/** The day of a death is never put right. */
const decideFirstDeath = (command: AccountCommand, state: AccountState): ReturnType<Accounts['decide']> =>
  command.type === 'NoteDeath' && state.diedOn !== undefined ? accept() : account.decide(command, state);
