import type { ContractEvent } from '@canbao/contracts';
import { accept, type Decider } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import type { BureauDayNotedEvent } from './bureau.events';

type Compared = Extract<ContractEvent, { type: 'canbao.ledger-sync.BureauDayCompared.v1' }>['data'];

/** Takes note of how a bureau's totals of a day compare with ours. */
export type NoteBureauDay = BureauDayNotedEvent['data'] & { readonly type: 'NoteBureauDay' };

/** What was noted of the day last. */
export interface BureauDayState {
  readonly last?: string;
}

/** A foreign fact: it is never refused, and told again it is nothing. */
export const bureauDayNote: Decider<NoteBureauDay, BureauDayState, BureauDayNotedEvent, never> = {
  initial: {},
  streams: ({ insurance, day }) => [`bureau-day-${insurance}-${day}`],
  decide: ({ type: _, ...data }, { last }) =>
    last === wordsOf(data) ? accept() : accept<BureauDayNotedEvent>({ type: 'BureauDayNoted', data }),
  evolve: (_, { data }) => ({ last: wordsOf(data) }),
};

const wordsOf = ({ totalsId, outcome }: BureauDayNotedEvent['data']): string => `${totalsId} ${outcome}`;

/** What ledger-sync says of a bureau's day. */
export const bureauDayReactions = ({ type, data }: ContractEvent): readonly NoteBureauDay[] => {
  if (type !== 'canbao.ledger-sync.BureauDayCompared.v1') return [];
  const { insurance, day, totalsId, outcome, ours, theirs, comparedAt: at } = data;
  return [
    {
      type: 'NoteBureauDay',
      insurance,
      day,
      totalsId,
      outcome,
      ours: totalsOf(ours),
      ...(theirs === undefined ? {} : { theirs: totalsOf(theirs) }),
      cause: causeOf(data),
      at,
    },
  ];
};

const totalsOf = ({ booked, reversed }: Compared['ours']) => ({
  booked: { count: booked.count, amount: yuan(booked.amount) },
  reversed: { count: reversed.count, amount: yuan(reversed.amount) },
});

/** Configuration: months that the cause of a case names; `GET /bureau-days/{insurance}/{day}` names all. */
const namedMax = 10;

const causeOf = ({ outcome, ours, theirs, differences, leftOut }: Compared): string => {
  if (outcome === 'agreed') return '';
  if (outcome === 'unanswered' || theirs === undefined)
    return `日对账未答复: the bureau has not answered our totals, ${textOf(ours)}`;
  const named = differences.slice(0, namedMax).map(lineOf);
  const more = differences.length - named.length + leftOut;
  return [
    `日对账不平: the bureau has ${textOf(theirs)}, we have ${textOf(ours)}`,
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('; ');
};

const textOf = ({ booked, reversed }: Compared['ours']): string =>
  `${booked.count} booked of ${booked.amount} and ${reversed.count} reversed of ${reversed.amount}`;

const lineOf = ({
  personId,
  month,
  addition,
  kind,
  difference,
  ours,
  theirs,
}: Compared['differences'][number]): string => {
  const about = `${personId} ${month}${addition === undefined ? '' : ' 多退少补'} ${kind}`;
  switch (difference) {
    case 'missing-there':
      return `missing there: ${about} ${ours}`;
    case 'missing-here':
      return `missing here: ${about} ${theirs}`;
    case 'amount':
      return `another amount: ${about} ${theirs}, ours ${ours}`;
  }
};
