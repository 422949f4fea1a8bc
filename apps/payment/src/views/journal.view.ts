import { entriesOf, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { fromFen, sum, toFen } from '@canbao/money';
import { instantText, plainArray, type Database, type InlineView } from '@canbao/postgres';

/** The double-entry journal: a pure function of the events, written with them, in fen (debit above zero). */
export const journalView: InlineView<PaymentEvent> = {
  name: 'journal',
  tables: [{ name: 'journal', derived: ['position', 'accounts', 'fen'] }],
  statements: (events) => {
    const rows = events.flatMap(rowsOf);
    return rows.length === 0
      ? []
      : [
          {
            name: 'insert-journal',
            text: `insert into journal (position, accounts, fen)
              select committed_position(p), array(select json_array_elements_text(accounts)), fen::bigint[]
              from rows from (unnest($1::bigint[]), json_array_elements($2), unnest($3::text[]))
                as new(p, accounts, fen)`,
            values: [
              plainArray(rows.map(({ position }) => position)),
              // Arrays of arrays would need rows of equal length.
              JSON.stringify(rows.map(({ entries }) => entries.map(({ account }) => account))),
              rows.map(({ entries }) => plainArray(entries.map(({ amount }) => toFen(amount)))),
            ],
          },
        ];
  },
};

/** @throws Error when the entries of an event do not balance: a bug, so nothing is stored. */
const rowsOf = (stored: StoredEvent<PaymentEvent>) => {
  const entries = entriesOf(stored).filter(({ amount }) => amount !== '0.00');
  const total = sum(entries.map(({ amount }) => amount));
  if (total !== '0.00') throw new Error(`entries of ${stored.type} do not balance: ${total}`);
  return entries.length === 0 ? [] : [{ position: stored.position, entries }];
};

/** Debits, credits and balance of every account up to a position or an instant. */
export const trialBalance = async (database: Database, at: string | undefined): Promise<unknown> => {
  const rows = await database.query<{ account: string; debit: string; credit: string; last: string }>(
    `select account, coalesce(sum(line.fen) filter (where line.fen > 0), 0)::text as debit,
       coalesce(-sum(line.fen) filter (where line.fen < 0), 0)::text as credit, max(position)::text as last
     from journal ${upTo(at)} cross join lateral unnest(accounts, journal.fen) as line(account, fen)
     group by account order by account`,
    at === undefined ? [] : [at],
  );
  const accounts = rows.map(({ account, debit, credit }) => ({
    code: account,
    debit: fromFen(BigInt(debit)),
    credit: fromFen(BigInt(credit)),
    balance: fromFen(BigInt(debit) - BigInt(credit)),
  }));
  const position = rows.reduce((last, row) => (BigInt(row.last) > last ? BigInt(row.last) : last), 0n);
  return { position: position.toString(), accounts, total: sum(accounts.map(({ balance }) => balance)) };
};

/** The rows of the journal to count. */
const upTo = (at: string | undefined): string => {
  if (at === undefined) return '';
  return /^\d+$/.test(at)
    ? 'join (select $1::bigint as last) as until on position <= last'
    : 'join (select position from events where recorded_at <= $1::timestamptz) as until using (position)';
};

/** Events in a page. */
const pageSize = 100;

/** The lines of an account, oldest first. The cursor is the position of the last event of a page. */
export const accountEntries = async (database: Database, account: string, cursor = '0'): Promise<unknown> => {
  const rows = await database.query<{
    position: string;
    fen: string;
    at: string;
    stream: string;
    type: string;
  }>(
    `select position::text as position, line.fen::text as fen, stream, type,
       ${instantText('recorded_at')} as at
     from (
       select * from journal
       where accounts @> array[$1::text] and journal.position > $2::bigint
         ${account.startsWith('2901.') ? 'and in_suspense(accounts)' : ''}
       order by journal.position limit ${pageSize}
     ) as page
     join events using (position)
     cross join lateral unnest(accounts, page.fen) with ordinality as line(account, fen, number)
     where line.account = $1 order by page.position, number`,
    [account, cursor],
  );
  const items = rows.map(({ position, fen, at, stream, type }) => ({
    position,
    amount: fromFen(BigInt(fen)),
    at,
    stream,
    because: type,
  }));
  const isFull = new Set(rows.map(({ position }) => position)).size === pageSize;
  return { items, ...(isFull ? { nextCursor: rows.at(-1)?.position } : {}) };
};
