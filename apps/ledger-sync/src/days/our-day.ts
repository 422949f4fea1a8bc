import type { Day } from '@canbao/calendar';
import {
  dayDifferences,
  namedMax,
  type DayDifference,
  type DayLine,
  type DayTotals,
} from '@canbao/domain-ledger-sync';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { items, type Insurance } from '@canbao/vocabulary';

/** A business day of a bureau. */
export interface BureauDayKey {
  readonly insurance: Insurance;
  readonly day: Day;
}

/** What was booked and reversed on one day is neither: a bureau may not even have told of it. */
const entriesOfDay = `
  select e.* from bureau_entries e
  where e.insurance = $1 and e.day = $2 and not exists (
    select from bureau_entries o where o.request_id = e.request_id and o.kind <> e.kind and o.day = e.day)`;

const yuanOf = (fen: string | undefined) => fromFen(BigInt(fen ?? 0));

/** Our totals of the day, as far as its entries are gathered. */
export const ourTotals = async (database: Database, { insurance, day }: BureauDayKey): Promise<DayTotals> => {
  const about = [insurance, day];
  const sums = await database.query<{ kind: string; count: string; fen: string }>(
    `select kind, count(*)::text as count, sum(fen)::text as fen from (${entriesOfDay}) as e group by kind`,
    about,
  );
  const byItem = await database.query<{ item: string; kind: string; fen: string }>(
    `select line ->> 'item' as item, kind, sum((line ->> 'amount')::numeric * 100)::bigint::text as fen
     from (${entriesOfDay}) as e cross join lateral json_array_elements(e.items) as line group by 1, 2`,
    about,
  );
  const tally = (kind: DayLine['kind']) => {
    const found = sums.find((row) => row.kind === kind);
    return { count: Number(found?.count ?? 0), amount: yuanOf(found?.fen) };
  };
  const ofItem = (item: string, kind: DayLine['kind']) =>
    yuanOf(byItem.find((row) => row.item === item && row.kind === kind)?.fen);
  return {
    booked: tally('booked'),
    reversed: tally('reversed'),
    items: items
      .filter((item) => byItem.some((row) => row.item === item))
      .map((item) => ({ item, booked: ofItem(item, 'booked'), reversed: ofItem(item, 'reversed') })),
  };
};

/** Configuration: lines that are read where two lists differ. */
const linesMax = 1000;

interface LineRow extends Record<string, unknown> {
  readonly side: 'ours' | 'theirs';
  readonly person_id: string;
  readonly month: DayLine['month'];
  readonly added: boolean;
  readonly kind: DayLine['kind'];
  readonly fen: string;
  readonly count: string;
}

const columns = 'person_id, month, added, kind, fen';

/** Line by line, what the bureau has listed under the id against ours of the day. */
export const lineDifferences = async (
  database: Database,
  { insurance, day }: BureauDayKey,
  totalsId: string,
): Promise<{ readonly differences: readonly DayDifference[]; readonly leftOut: number }> => {
  const rows = await database.query<LineRow>(
    `with ours as (select ${columns} from (${entriesOfDay}) as e),
     theirs as (
       select (line ->> 'personId')::uuid as person_id, line ->> 'month' as month,
         line ->> 'addition' is not null as added, line ->> 'kind' as kind,
         ((line ->> 'total')::numeric * 100)::bigint as fen
       from bureau_totals t cross join lateral json_array_elements(t.lines) as line where t.totals_id = $3
     )
     select side, person_id, month, added, kind, fen::text as fen, count(*) over ()::text as count from (
       select 'ours' as side, * from (select * from ours except all select * from theirs) as o
       union all select 'theirs', * from (select * from theirs except all select * from ours) as t
     ) as alone order by person_id, month, added, kind, side, fen limit ${linesMax}`,
    [insurance, day, totalsId],
  );
  const linesOf = (side: LineRow['side']): DayLine[] =>
    rows
      .filter((row) => row.side === side)
      .map(({ person_id: personId, month, added, kind, fen }) => ({
        personId,
        month,
        ...(added ? { addition: 'pension-true-up' as const } : {}),
        kind,
        total: yuanOf(fen),
      }));
  const all = dayDifferences(linesOf('ours'), linesOf('theirs'));
  const unread = Number(rows[0]?.count ?? 0) - rows.length;
  return { differences: all.slice(0, namedMax), leftOut: Math.max(all.length - namedMax, 0) + unread };
};
