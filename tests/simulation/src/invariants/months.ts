import { month as asMonth } from '@canbao/calendar';
import { posting, postingEvents, postingStream } from '@canbao/domain-ledger-sync';
import { toFen } from '@canbao/money';
import { account } from '../services';
import { stateOf, type World } from '../world';
import { isEqual, type Finding } from './finding';
import { paidMonths, type PaidMonth } from './payment-events';
import { bookedBeside } from './true-ups';

type Named = Omit<PaidMonth, 'amount' | 'paidAt'> & { readonly item?: 'pension-true-up' | undefined };

const nameOf = ({ insurance, personId, month, item }: Named): string =>
  `${item ?? insurance} ${month} of ${personId}`;

/** What a bureau is to hold: months, and what final limits have changed about them. */
type ToBook = Named & Pick<PaidMonth, 'amount'>;

const toBook = (world: World): ToBook[] => [...paidMonths(world), ...bookedBeside(world)];

/**
 * A month is paid at most once, and the bureau's own books hold every paid month exactly once, to the fen;
 * and so with what final limits have added to it, or have given back of it.
 */
export const bureauBooks = (world: World): Finding[] => {
  const paid = Map.groupBy(toBook(world), nameOf);
  const booked = (['pension', 'medical'] as const).flatMap((insurance) =>
    [...world.bureaus[insurance].books.values()]
      .filter(({ outcome, reversed }) => outcome === 'accepted' && !reversed)
      .map((booking) => ({ insurance, ...booking })),
  );
  return [
    ...[...paid].flatMap(([name, times]) =>
      times.length === 1 ? [] : [`paid: ${name} is paid ${times.length} times`],
    ),
    ...[...paid.values()].flatMap(([first]) => (first === undefined ? [] : bookedOnce(world, first))),
    ...booked
      .filter((booking) => !paid.has(nameOf(booking)))
      .map((booking) => `bureau: it holds ${nameOf(booking)}, which is not paid`),
  ];
};

const bookedOnce = (world: World, paid: ToBook): Finding[] => {
  const held = world.bureaus[paid.insurance].active(paid.personId, paid.month, paid.item);
  if (held.length === 0 && isToRefund(world, paid)) return [];
  if (held.length === 1 && held[0]?.fen === Number(toFen(paid.amount))) return [];
  const amounts = held.map(({ fen }) => fen).join(', ') || 'nothing';
  return [`bureau: ${nameOf(paid)} is paid ${paid.amount}; the bureau holds ${amounts}`];
};

/** Whether its bureau has refused the month, and its money is to go back for another reason. */
const isToRefund = (world: World, { insurance, personId, month, item }: Named): boolean => {
  const added = item === undefined ? {} : { item };
  const stream = postingStream({ insurance, personId, month: asMonth(month), ...added });
  const state = stateOf(world, 'ledger-sync', posting, stream);
  return state.status === 'refused' && state.refundDue !== undefined;
};

/** What assessment and ledger-sync know equals what payment has decided. */
export const beliefs = (world: World): Finding[] => [...assessmentBeliefs(world), ...postings(world)];

const assessmentBeliefs = (world: World): Finding[] =>
  [...world.tables.assessment.streams.keys()].flatMap((stream) => {
    const [, personId, insurance] = /^contribution-account-(.+)-(pension|medical)$/.exec(stream) ?? [];
    if (personId === undefined) return [];
    const believed = [...stateOf(world, 'assessment', account, stream).paidMonths].sort();
    const known = paidMonths(world)
      .filter((paid) => paid.personId === personId && paid.insurance === insurance)
      .map(({ month }) => month)
      .sort();
    if (isEqual(believed, known)) return [];
    const [left, right] = [believed, known].map((months) => months.join(' ') || 'nothing');
    return [`beliefs: ${insurance} of ${personId}: assessment has ${left} paid, payment ${right}`];
  });

const postings = (world: World): Finding[] => {
  const paid = new Set(toBook(world).map(nameOf));
  return [...world.tables['ledger-sync'].streams].flatMap(([stream, events]) => {
    const [first] = events.filter(postingEvents.has);
    if (first === undefined) return [];
    const { status } = stateOf(world, 'ledger-sync', posting, stream);
    if (['requested', 'unknown', 'reversing'].includes(status))
      return [`postings: ${stream} is still ${status}`];
    const isPaid = paid.has(nameOf(first.data));
    if ((status === 'posted') === isPaid || (isPaid && isToRefund(world, first.data))) return [];
    return [`postings: ${stream} is ${status}, but the month is ${isPaid ? 'paid' : 'not paid'}`];
  });
};
