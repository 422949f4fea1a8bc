import { BureauDayRecord } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { compare, sum, yuan, type Yuan } from '@canbao/money';
import type { z } from 'zod';
import type { Asked } from './script';

/** A day that the consumer was asked to total. */
export interface AskedDay {
  readonly totalsId: string;
  readonly day: string;
}
/** An answer about a month, as far as a day is concerned. */
export interface HeardOfMonth {
  readonly answers: string;
  readonly outcome: string;
  /** Yuan, of a booking. */
  readonly total?: string | undefined;
  readonly bookedOn?: string | undefined;
}
/** A record of the topic of answers that is about a day. */
export interface DayRecord {
  readonly record: RawRecord;
  readonly value: unknown;
}

/** What a consumer did wrong with the totals of a day. */
export function* aboutDay(
  { totalsId, day }: AskedDay,
  records: readonly DayRecord[],
  asked: readonly Asked[],
  heard: readonly HeardOfMonth[],
): Generator<string> {
  const parts = new Map<number, string>();
  const told: z.infer<typeof BureauDayRecord>[] = [];
  for (const { record, value } of records) {
    const parsed = BureauDayRecord.safeParse(value);
    if (!parsed.success) yield 'It wrote totals of a day in another form than was agreed.';
    else if (parsed.data.answers !== totalsId || parsed.data.day !== day)
      yield 'It totalled a day that nobody asked for.';
    else if (record.key !== totalsId) yield 'It wrote totals of a day whose key is not the question.';
    else {
      const before = parts.get(parsed.data.part);
      if (before !== undefined && before !== record.value)
        yield 'It answered the totals of one day in different ways.';
      if (before === undefined) told.push(parsed.data);
      parts.set(parsed.data.part, record.value);
    }
  }
  const [first] = told;
  if (first === undefined || told.length < first.parts) {
    yield 'It left the totals of a day unanswered.';
    return;
  }
  const lines = told.flatMap((part) => part.lines);
  for (const kind of ['booked', 'reversed'] as const) {
    const own = lines.filter((line) => line.kind === kind);
    const { count, amount } = first[kind];
    if (
      count !== own.length ||
      !isSame(
        amount,
        own.map(({ total }) => total),
      )
    )
      yield 'Its totals of a day are not those of the lines that it lists.';
    if (
      !isSame(
        amount,
        first.items.map((item) => item[kind]),
      )
    )
      yield 'Its totals of a day are not the sum of its items.';
    const expected = entriesOf(day, asked, heard)[kind];
    if (count !== expected.length || !isSame(amount, expected))
      yield 'Its totals of a day are not what it has answered of that day.';
  }
}

const isSame = (amount: string, parts: readonly string[]): boolean =>
  compare(yuan(amount), sum(parts.map((part): Yuan => yuan(part)))) === 0;

/** What it said that it has booked and reversed on the day; what is both on one day is neither. */
const entriesOf = (day: string, asked: readonly Asked[], heard: readonly HeardOfMonth[]) => {
  const booked: string[] = [];
  const reversed: string[] = [];
  const open = new Map<string, { readonly on: string; readonly total: string }>();
  for (const { answers: id, personId, month, total = '0.00' } of asked) {
    const said = heard.find(({ answers }) => answers === id);
    const place = `${personId} ${month}`;
    const on = said?.bookedOn ?? day;
    const before = open.get(place);
    if (said?.outcome === 'booked') open.set(place, { on, total: said.total ?? total });
    if (said?.outcome !== 'reversed' || before === undefined) continue;
    open.delete(place);
    if (before.on === on) continue;
    if (before.on === day) booked.push(before.total);
    if (on === day) reversed.push(before.total);
  }
  for (const { on, total } of open.values()) if (on === day) booked.push(total);
  return { booked, reversed };
};
