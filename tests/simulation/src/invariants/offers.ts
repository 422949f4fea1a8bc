import type { Month } from '@canbao/calendar';
import { payables, type AccountState } from '@canbao/domain-assessment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import { accounts as decider } from '../mistaken-accounts';
import { account, rules } from '../services';
import { stateOf, type World } from '../world';
import type { Finding } from './finding';

/** What the payables offer, a quote accepts, at the same amount; what they do not offer, it refuses. */
export const offers = (world: World): Finding[] =>
  accounts(world).flatMap((stream) => offersTo(world, stream));

/** The same for one account, to be looked at while the clients are at work. */
export const offersToOne = (world: World): Finding[] => {
  const streams = accounts(world);
  return streams.length === 0 ? [] : offersTo(world, world.scheduler.pick(streams));
};

const offersTo = (world: World, stream: string): Finding[] => {
  const asked = askedOf(world, stream);
  const shown = payables(rules, asked, world.clock.now());
  const offered = shown.filter(({ status }) => status === 'payable').map(({ month }) => month);
  return shown.flatMap(({ month, status, total }): Finding[] => {
    const quoted = quote(world, asked, month, total === undefined ? { base: '5000.00' as Yuan } : {});
    const name = `offers: ${asked.insurance} ${month} of ${asked.personId}`;
    if (offered.includes(month) !== quoted.isAccepted)
      return [`${name} is ${status}, but a quote says ${quoted.says}`];
    return total === undefined || !quoted.isAccepted || quoted.says === total
      ? []
      : [`${name} is payable at ${total}, but a quote says ${quoted.says}`];
  });
};

interface Asked {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly state: AccountState;
  readonly events: readonly StoredEvent[];
}

const accountName = /^contribution-account-(.+)-(pension|medical)$/;

const accounts = (world: World): string[] =>
  [...world.tables.assessment.streams.keys()].filter((stream) => accountName.test(stream));

const askedOf = (world: World, stream: string): Asked => {
  const [, personId = '', insurance] = accountName.exec(stream) ?? [];
  const state = stateOf(world, 'assessment', account, stream);
  const events = world.tables.assessment.streams.get(stream) ?? [];
  return { personId, insurance: insurance as Insurance, state, events };
};

const quote = (
  world: World,
  { personId, insurance, state }: Asked,
  month: Month,
  declared: { readonly base?: Yuan },
): { readonly isAccepted: boolean; readonly says: string } => {
  const common = { type: 'IssueQuote', personId, quoteId: 'asked', at: world.clock.now() } as const;
  const outcome = decider(world.bugs).decide(
    insurance === 'pension'
      ? { ...common, insurance, months: [month], ...declared }
      : { ...common, insurance, months: [month] },
    state,
  );
  if (!outcome.accepted) return { isAccepted: false, says: outcome.reason };
  const issued = outcome.events.find(({ event }) => event.type === 'QuoteIssued')?.event;
  return { isAccepted: true, says: issued?.type === 'QuoteIssued' ? issued.data.total : 'nothing' };
};
