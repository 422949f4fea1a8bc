import { BureauAnswerRecord } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { aboutDay, type AskedDay, type DayRecord } from './judge-day';
import type { Asked } from './script';

/** A line of the bureau's own books, where it shows them. */
export interface Booking {
  readonly personId: string;
  readonly month: string;
  readonly total: string;
}

/** What a run has seen. */
export interface Seen {
  readonly asked: readonly Asked[];
  /** Records of the topic of answers, in the order in which they lie. */
  readonly answers: readonly RawRecord[];
  /** The day whose totals it was asked for. */
  readonly day: AskedDay;
  /** Undefined where the bureau does not show its books. */
  readonly books: readonly Booking[] | undefined;
  /** Why the keyed hash of a record is not right. */
  readonly macFault: (record: RawRecord) => string | undefined;
}

type Heard = BureauAnswerRecord & { readonly partition: number };

/** What a consumer did wrong, a sentence each. */
export const findingsOf = ({ asked, answers, day, books, macFault }: Seen): string[] => {
  const findings = new Set<string>();
  const heard: Heard[] = [];
  const ofDay: DayRecord[] = [];
  for (const record of answers) {
    const fault = macFault(record);
    const value = jsonOf(record.value);
    const parsed = BureauAnswerRecord.safeParse(value);
    if (fault !== undefined) findings.add(`It wrote an answer that is not taken: ${fault}.`);
    else if (isOfDay(value)) ofDay.push({ record, value });
    else if (!parsed.success) findings.add('It wrote a record that is no answer.');
    else if (record.key !== parsed.data.personId)
      findings.add('It wrote an answer whose key is not the person.');
    else heard.push({ ...parsed.data, partition: record.partition });
  }
  const byId = Map.groupBy(heard, ({ answers: id }) => id);
  for (const one of asked)
    for (const sentence of aboutOne(one, byId.get(one.answers) ?? [])) findings.add(sentence);
  const known = new Set(asked.map(({ answers: id }) => id));
  if (heard.some(({ answers: id }) => !known.has(id))) findings.add('It answered what nobody asked.');
  for (const sentence of aboutReceipts(heard)) findings.add(sentence);
  for (const sentence of aboutOrder(asked, heard)) findings.add(sentence);
  for (const sentence of aboutDay(day, ofDay, asked, heard)) findings.add(sentence);
  if (books !== undefined) for (const sentence of aboutBooks(asked, books)) findings.add(sentence);
  return [...findings];
};

function* aboutOne(one: Asked, said: readonly Heard[]): Generator<string> {
  const { outcome, total } = one;
  if (outcome === 'nothing') {
    if (said.some((answer) => answer.outcome === 'booked'))
      yield 'It booked part of a bundle, or what is not its own.';
    return;
  }
  if (said.length === 0) yield 'It left something unanswered.';
  if (new Set(said.map(wordsOf)).size > 1)
    yield 'It answered one event in different ways: it was worked twice.';
  for (const answer of said) {
    if (outcome === 'not-booked') {
      if (answer.outcome === 'booked') yield 'It booked money that had gone back.';
    } else if (answer.outcome !== outcome)
      yield outcome === 'booked'
        ? 'It refused a month that was whole, and paid once.'
        : 'It did not confirm a reversal.';
    else if (answer.outcome === 'booked' && answer.total !== undefined && answer.total !== total)
      yield 'It booked another total than was paid.';
  }
}

function* aboutReceipts(heard: readonly Heard[]): Generator<string> {
  const booked = heard.flatMap((answer) => (answer.outcome === 'booked' ? [answer] : []));
  const byReceipt = Map.groupBy(booked, ({ receiptNo }) => receiptNo);
  for (const answers of byReceipt.values())
    if (new Set(answers.map(({ answers: id }) => id)).size > 1) yield 'It gave one receipt number twice.';
}

/** Of each person, what was answered for the first time is in the order of what was asked. */
function* aboutOrder(asked: readonly Asked[], heard: readonly Heard[]): Generator<string> {
  const firsts = new Map<string, number>();
  for (const [index, { answers: id }] of heard.entries()) if (!firsts.has(id)) firsts.set(id, index);
  const people = Map.groupBy(asked, ({ personId }) => personId);
  for (const ofPerson of people.values()) {
    // The two topics have no common order.
    const places = ofPerson
      .filter(({ outcome }) => outcome === 'booked' || outcome === 'reversed')
      .flatMap(({ answers: id }) => firsts.get(id) ?? []);
    if (places.some((place, index) => place < (places[index - 1] ?? -1))) {
      yield "It mixed up the order of a person's events.";
      return;
    }
  }
}

/** Who is booked in the end, and with what: those whose last word was a booking. */
function* aboutBooks(asked: readonly Asked[], books: readonly Booking[]): Generator<string> {
  const last = new Map<string, Asked>();
  for (const one of asked)
    if (one.outcome === 'booked' || one.outcome === 'reversed') last.set(`${one.personId} ${one.month}`, one);
  const held = Map.groupBy(books, ({ personId, month }) => `${personId} ${month}`);
  for (const [place, { outcome, total }] of last) {
    const bookings = held.get(place) ?? [];
    if (bookings.length > 1) yield 'Its books hold a month twice.';
    if (outcome === 'booked' && bookings.length === 0)
      yield 'Its books lack a month that it says it has booked.';
    if (outcome === 'booked' && bookings.some((booking) => booking.total !== total))
      yield 'Its books hold another total than was paid.';
    if (outcome === 'reversed' && bookings.length > 0)
      yield 'Its books still hold a month that was reversed.';
  }
  if ([...held.keys()].some((place) => !last.has(place))) yield 'Its books hold what nobody has paid whole.';
}

const wordsOf = (answer: Heard): string => {
  switch (answer.outcome) {
    case 'booked':
      return `booked ${answer.receiptNo}`;
    case 'refused':
      return `refused ${answer.reason}`;
    case 'reversed':
      return 'reversed';
  }
};

/** Answers about months have no day of their own. */
const isOfDay = (value: unknown): boolean => typeof value === 'object' && value !== null && 'day' in value;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
