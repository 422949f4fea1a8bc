import type { Pool } from 'pg';
import { z } from 'zod';
import { dayFaults, type FaultMenu } from './faults';

const tally = z.object({ count: z.number(), amount: z.string() });
const Totals = z.object({
  booked: tally,
  reversed: tally,
  items: z.array(z.object({ item: z.string(), booked: z.string(), reversed: z.string() })),
});
/** What the platform has of a day. */
export const DayTold = z.object({ totalsId: z.uuid(), day: z.iso.date(), ...Totals.shape });
export type DayTold = z.infer<typeof DayTold>;

interface Line {
  readonly personId: string;
  readonly month: string;
  readonly addition?: 'pension-true-up';
  readonly kind: 'booked' | 'reversed';
  readonly total: string;
}
interface Booked extends Line {
  readonly items: readonly { readonly item: string; readonly amount: string }[];
}
/** A bureau's own figures of a day, with the months behind them. */
export interface DayAnswer extends z.infer<typeof Totals> {
  readonly lines: readonly Line[];
}

const linesMax = 1000;

/** A bureau's books by business day: those of its own clock. Under one id it gives one answer. */
export class DayBooks {
  constructor(
    private readonly pool: Pool,
    private readonly faults: FaultMenu,
  ) {}

  /** Undefined where the fault menu has the bureau say nothing. */
  async answer(bureau: 'hrss' | 'medical', { totalsId, day }: DayTold): Promise<DayAnswer | undefined> {
    const before = await this.find(bureau, totalsId);
    if (before !== undefined) return before;
    const request = { bureau, personId: undefined, requestId: totalsId, day };
    const fault = this.faults.next(request, dayFaults)?.mode;
    if (fault === 'totals-silent') return undefined;
    const booked = await this.bookedOn(bureau, day);
    const listed =
      fault === 'totals-line-lost'
        ? booked.slice(1)
        : fault === 'totals-line-doubled'
          ? [...booked.slice(0, 1), ...booked]
          : booked;
    const totals = totalsOf(listed);
    const { count, amount } = totals.booked;
    const answer = {
      ...totals,
      ...(fault === 'totals-wrong' ? { booked: { count, amount: yuan(fen(amount) + 1n) } } : {}),
      lines: listed.map(({ items: _, ...line }) => line),
    };
    await this.pool.query('insert into sandbox.day_answers values ($1, $2, $3) on conflict do nothing', [
      totalsId,
      bureau,
      JSON.stringify(answer),
    ]);
    return this.find(bureau, totalsId);
  }

  /** A part of the lines of an answer, from 1. */
  async lines(bureau: string, totalsId: string, part: number): Promise<readonly Line[] | undefined> {
    const answer = await this.find(bureau, totalsId);
    return answer && partsOf(answer)[part - 1];
  }

  private async find(bureau: string, totalsId: string): Promise<DayAnswer | undefined> {
    const { rows } = await this.pool.query<{ answer: DayAnswer }>(
      'select answer from sandbox.day_answers where totals_id = $1 and bureau = $2',
      [totalsId, bureau],
    );
    return rows[0]?.answer;
  }

  /** What was booked and taken out on one day is not in it. */
  private async bookedOn(bureau: string, day: string): Promise<Booked[]> {
    const { rows } = await this.pool.query<Booked & { readonly addition: 'pension-true-up' | null }>(
      `select person_id as "personId", month, kind, total::text as total, items,
         case when items -> 0 ->> 'item' = 'pension-true-up' then 'pension-true-up' end as addition
       from sandbox.booked cross join lateral (
         values ('booked', booked_on), ('reversed', reversed_on)) as entry(kind, on_day)
       where bureau = $1 and outcome = 'accepted' and on_day = $2 and booked_on is distinct from reversed_on
       order by request_id, kind`,
      [bureau, day],
    );
    return rows.map(({ addition, ...row }) => ({ ...row, ...(addition === null ? {} : { addition }) }));
  }
}

/** The lines in parts; none where there is nothing to list. */
export const partsOf = ({ lines }: DayAnswer): (readonly Line[])[] =>
  Array.from({ length: Math.ceil(lines.length / linesMax) }, (_, index) =>
    lines.slice(index * linesMax, (index + 1) * linesMax),
  );

/** Whether the platform has the same totals. */
export const isTold = (answer: DayAnswer, told: DayTold): boolean =>
  JSON.stringify(inOrder(answer)) === JSON.stringify(inOrder(told));

const inOrder = ({ booked, reversed, items }: z.infer<typeof Totals>): unknown[] => [
  booked.count,
  booked.amount,
  reversed.count,
  reversed.amount,
  items.map(({ item, booked: one, reversed: other }) => `${item} ${one} ${other}`).toSorted(),
];

const totalsOf = (booked: readonly Booked[]): z.infer<typeof Totals> => {
  const of = (kind: Line['kind']): readonly Booked[] => booked.filter((line) => line.kind === kind);
  const tallyOf = (kind: Line['kind']) => ({
    count: of(kind).length,
    amount: yuan(of(kind).reduce((sum, { total }) => sum + fen(total), 0n)),
  });
  const sumOf = (kind: Line['kind'], name: string): string =>
    yuan(
      of(kind)
        .flatMap(({ items }) => items)
        .filter(({ item }) => item === name)
        .reduce((sum, { amount }) => sum + fen(amount), 0n),
    );
  const names = [...new Set(booked.flatMap(({ items }) => items.map(({ item }) => item)))];
  return {
    booked: tallyOf('booked'),
    reversed: tallyOf('reversed'),
    items: names.map((item) => ({ item, booked: sumOf('booked', item), reversed: sumOf('reversed', item) })),
  };
};

const fen = (amount: string): bigint => BigInt(amount.replace('.', ''));
const yuan = (amount: bigint): string => {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
