import type { Instant } from '@canbao/calendar';
import { noTotals, shiftReport, type ShiftReport, type ShiftTotals } from '@canbao/domain-payment';
import type { Yuan } from '@canbao/money';
import { instantText, type Database } from '@canbao/postgres';

interface ShiftRow extends Record<string, unknown> {
  readonly shift_id: string;
  readonly officer: string;
  readonly opened_at: Instant;
  readonly opening_cash: Yuan;
  readonly closed_at: Instant | null;
  readonly counted_cash: Yuan | null;
}
interface MethodRow extends Record<string, unknown> {
  readonly method: 'cash' | 'card';
  readonly collections: number;
  readonly collected: Yuan;
  readonly reversals: number;
  readonly reversed: Yuan;
  readonly refunds: number;
  readonly refunded: Yuan;
}

const shiftColumns = `shift_id, officer, ${instantText('opened_at')} as opened_at,
  opening_cash::text as opening_cash, ${instantText('closed_at')} as closed_at,
  counted_cash::text as counted_cash`;

/** The movements of a shift: of its officer, after it was opened and up to where it was closed. */
const within = `desk_movements.officer = shifts.officer and desk_movements.position > shifts.opened_position
  and (shifts.closed_at is null or desk_movements.position <= shifts.up_to)`;

/** The totals of a shift as far as it has come, and the last movement in them. */
export const totalsOf = async (
  database: Database,
  shiftId: string,
): Promise<{ readonly totals: ShiftTotals; readonly upTo: string }> => {
  const rows = await database.query<MethodRow & { readonly last: string }>(
    `select method,
       count(*) filter (where kind = 'collection')::int as collections,
       coalesce(sum(amount) filter (where kind = 'collection'), 0)::numeric(14,2)::text as collected,
       count(*) filter (where kind = 'reversal')::int as reversals,
       coalesce(sum(amount) filter (where kind = 'reversal'), 0)::numeric(14,2)::text as reversed,
       count(*) filter (where kind = 'refund')::int as refunds,
       coalesce(sum(amount) filter (where kind = 'refund'), 0)::numeric(14,2)::text as refunded,
       max(desk_movements.position)::text as last
     from shifts join desk_movements on ${within}
     where shift_id = $1 group by method`,
    [shiftId],
  );
  const of = (wanted: string) => {
    const row = rows.find(({ method }) => method === wanted);
    if (row === undefined) return noTotals.cash;
    const { collections, collected, reversals, reversed, refunds, refunded } = row;
    return { collections, collected, reversals, reversed, refunds, refunded };
  };
  const last = rows.map(({ last: position }) => BigInt(position)).reduce((a, b) => (a > b ? a : b), 0n);
  return { totals: { cash: of('cash'), card: of('card') }, upTo: String(last) };
};

/** A shift as the API shows it. */
export const storedShift = async (
  database: Database,
  shiftId: string,
  officer: string | undefined,
): Promise<ShiftReport | undefined> => {
  const [row] = await database.query<ShiftRow>(
    `select ${shiftColumns} from shifts where shift_id = $1 and ($2::text is null or officer = $2)`,
    [shiftId, officer ?? null],
  );
  return row === undefined ? undefined : reportOf(database, row);
};

const reportOf = async (database: Database, row: ShiftRow): Promise<ShiftReport> => {
  const { totals } = await totalsOf(database, row.shift_id);
  const opened = {
    shiftId: row.shift_id,
    officer: row.officer,
    openedAt: row.opened_at,
    openingCash: row.opening_cash,
  };
  return row.closed_at === null || row.counted_cash === null
    ? shiftReport(opened, totals)
    : shiftReport(opened, totals, { closedAt: row.closed_at, countedCash: row.counted_cash });
};

/** Configuration: rows of each list in one answer; a desk has a few shifts a day. */
const listMax = 200;

/**
 * The shifts that were opened on a day, those of before that are open still, and the movements of the day
 * that are in no shift.
 */
export const shiftsOn = async (
  database: Database,
  day: string,
  officer: string | undefined,
): Promise<object> => {
  const params = [day, officer ?? null];
  const onDay = (column: string): string => `${column} >= ($1 || 'T00:00:00+08:00')::timestamptz
    and ${column} < ($1 || 'T00:00:00+08:00')::timestamptz + interval '1 day'`;
  const rows = await database.query<ShiftRow>(
    `select ${shiftColumns} from shifts where (${onDay('shifts.opened_at')}
         or shifts.closed_at is null and shifts.opened_at < ($1 || 'T00:00:00+08:00')::timestamptz)
       and ($2::text is null or officer = $2) order by shifts.opened_position limit ${listMax}`,
    params,
  );
  const outsideShifts = await database.query(
    `select kind, order_id as "orderId", officer, method, amount::text as amount, ${instantText('at')} as at
     from desk_movements where ${onDay('desk_movements.at')} and ($2::text is null or officer = $2)
       and not exists (select from shifts where ${within})
     order by position limit ${listMax}`,
    params,
  );
  const items = await Promise.all(rows.map((row) => reportOf(database, row)));
  return { items, outsideShifts };
};
