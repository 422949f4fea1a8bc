import { answerIntakeEvents, postingEvents, type PostingEvent } from '@canbao/domain-ledger-sync';
import type { ReadingBureau } from '../readers/reading-bureau';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';
import { paymentEvents } from './payment-events';

/**
 * A bureau that reads `ledger.events` has read each person's events in their order, and has booked every
 * month with the items that were settled. What it has said is known here, each thing once, whatever it says
 * again; what contradicts that is noted once, and what is no answer is kept.
 */
export const readers = (world: World): Finding[] =>
  world.readers.flatMap((bureau) => [
    ...readInOrder(world, bureau),
    ...bookedWhole(world, bureau),
    ...heardOnce(world, bureau),
    ...contradictionsNoted(world, bureau),
    ...garbledKept(world, bureau),
  ]);

const readInOrder = ({ tables }: World, { insurance, diary }: ReadingBureau): Finding[] => {
  const published = tables.payment.log
    .filter(({ topic }) => topic === 'ledger.events')
    .toSorted((one, other) => (one.position < other.position ? -1 : 1));
  return [...Map.groupBy(published, ({ subject }) => subject)].flatMap(([subject, events]) =>
    isEqual(
      diary.get(subject) ?? [],
      events.map(({ eventId }) => eventId),
    )
      ? []
      : [`readers: the bureau of ${insurance} has not read the events of ${subject} in their order`],
  );
};

const linesOf = (items: readonly { readonly item: string; readonly amount: string }[]): string[] =>
  items.map(({ item, amount }) => `${item} ${Math.round(Number(amount) * 100)}`).sort();

/** A month that stands in its book has the items of its last settlement, all of them. */
const bookedWhole = (world: World, { insurance }: ReadingBureau): Finding[] => {
  if (insurance === 'pension') return [];
  const settled = new Map(
    paymentEvents(world).flatMap((event): [string, string[]][] =>
      event.type === 'BundleSettled'
        ? [[`${event.data.month} of ${event.data.personId}`, linesOf(event.data.items)]]
        : [],
    ),
  );
  return [...world.bureaus.medical.books.values()].flatMap(
    ({ personId, month, items, outcome, reversed }) => {
      if (outcome !== 'accepted' || reversed) return [];
      const own = items.map(({ item, fen }) => `${item} ${fen}`).sort();
      const name = `${month} of ${personId}`;
      return isEqual(own, settled.get(name) ?? [])
        ? []
        : [`readers: the bureau has booked ${own.join(', ')} of ${name}, which was settled otherwise`];
    },
  );
};

const postingsIn = ({ tables }: World): PostingEvent[] =>
  tables['ledger-sync'].log
    .filter(postingEvents.has)
    .map(({ type, data }) => ({ type, data }) as PostingEvent);

/** Every booking is posted once, or kept where its money was to go back by then. */
const heardOnce = (world: World, { insurance, answered }: ReadingBureau): Finding[] => {
  const own = postingsIn(world).filter(({ data }) => data.insurance === insurance);
  return [...answered.values()].flatMap(({ outcome, receiptNo, month, personId }) => {
    if (outcome !== 'booked') return [];
    const posted = own.filter(
      ({ type, data }) => type === 'PostingAccepted' && data.bureauReceiptNo === receiptNo,
    ).length;
    const kept = own.filter(
      ({ type, data }) =>
        type === 'AnswerKept' && data.answer.outcome === 'booked' && data.answer.receiptNo === receiptNo,
    ).length;
    return posted <= 1 && kept <= 1 && posted + kept > 0
      ? []
      : [`readers: ${receiptNo} for ${month} of ${personId} is posted ${posted} and kept ${kept} times`];
  });
};

const contradictionsNoted = (world: World, { insurance, contradictions }: ReadingBureau): Finding[] => {
  const noted = Map.groupBy(
    postingsIn(world).flatMap((event) =>
      event.type === 'ContradictionNoted' && event.data.insurance === insurance
        ? [`${event.data.requestId} ${event.data.said}`]
        : [],
    ),
    (name) => name,
  );
  const all = [...noted.keys()];
  return [
    ...[...noted].flatMap(([name, { length }]) =>
      length === 1 ? [] : [`readers: the contradiction ${name} is noted ${length} times`],
    ),
    ...contradictions
      .filter(({ receiptNo }) => !all.some((name) => name.endsWith(` accepted ${receiptNo}`)))
      .map(({ receiptNo, month }) => `readers: that ${receiptNo} of ${month} contradicts is not noted`),
  ];
};

const garbledKept = ({ tables }: World, { insurance, garbled, topic }: ReadingBureau): Finding[] => {
  const kept = tables['ledger-sync'].log
    .filter(answerIntakeEvents.has)
    .filter(({ data }) => data.topic === topic).length;
  return kept === garbled
    ? []
    : [`readers: ${garbled} records of the bureau of ${insurance} are no answers, ${kept} are kept`];
};
