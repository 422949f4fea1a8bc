import type { Day } from '@canbao/calendar';
import { exportedLinesMax } from '@canbao/contracts';
import { fromFen } from '@canbao/money';
import { instantText, type Database } from '@canbao/postgres';

interface Line extends Record<string, unknown> {
  readonly position: string;
  readonly at: string;
  readonly account: string;
  readonly fen: string;
  readonly type: string;
  readonly stream: string;
}

/** What spreadsheets need to read UTF-8. */
const mark = '\uFEFF';
const head = '位置,记账时间,科目,借方,贷方,事由,业务流';

/** The journal's lines of the days on which they were booked, as CSV; undefined where there are too many. */
export const entriesTable = async (
  database: Database,
  {
    from,
    until,
    account,
  }: { readonly from: Day; readonly until: Day; readonly account?: string | undefined },
): Promise<string | undefined> => {
  const lines = await database.query<Line>(
    `select position::text as position, ${instantText('recorded_at')} as at, line.account,
       line.fen::text as fen, type, stream
     from journal join events using (position)
     cross join lateral unnest(accounts, journal.fen) with ordinality as line(account, fen, number)
     where recorded_at >= $1::date::timestamp at time zone 'Asia/Shanghai'
       and recorded_at < ($2::date + 1)::timestamp at time zone 'Asia/Shanghai'
       and ($3::text is null or accounts @> array[$3::text] and line.account = $3)
     order by journal.position, number limit ${exportedLinesMax + 1}`,
    [from, until, account ?? null],
  );
  if (lines.length > exportedLinesMax) return undefined;
  return `${[mark + head, ...lines.map(written)].join('\r\n')}\r\n`;
};

/** No field has a comma or a quotation mark: accounts, types and streams are ours. */
const written = ({ position, at, account, fen, type, stream }: Line): string => {
  const amount = BigInt(fen);
  const [debit, credit] = amount > 0n ? [fromFen(amount), ''] : ['', fromFen(-amount)];
  return [position, at, account, debit, credit, type, stream].join(',');
};
