import { entriesOf, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { fromFen, sum, toFen } from '@canbao/money';
import { plainArray, type Database, type InlineView } from '@canbao/postgres';

/** The double-entry journal: a pure function of the events, written with them, in fen (debit above zero). */
export const journalView: InlineView = {
  name: 'journal',
  tables: [{ name: 'journal', derived: ['position', 'line', 'account', 'fen', 'recorded_at'] }],
  statements: (events) => {
    const rows = events.flatMap(rowsOf);
    return rows.length === 0
      ? []
      : [
          {
            name: 'insert-journal',
            text: `insert into journal (position, line, account, fen, recorded_at)
              select committed_position(p), line, account, fen, at
              from unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::timestamptz[])
                as new(p, line, account, fen, at)`,
            values: [
              plainArray(rows.map(({ position }) => position)),
              plainArray(rows.map(({ line }) => line)),
              rows.map(({ account }) => account),
              plainArray(rows.map(({ fen }) => fen)),
              plainArray(rows.map(({ recordedAt }) => recordedAt)),
            ],
          },
        ];
  },
};

/** @throws Error when the entries of an event do not balance: a bug, so nothing is stored. */
const rowsOf = (stored: StoredEvent) => {
  const entries = entriesOf(stored as unknown as PaymentEvent).filter(({ amount }) => amount !== '0.00');
  const total = sum(entries.map(({ amount }) => amount));
  if (total !== '0.00') throw new Error(`entries of ${stored.type} do not balance: ${total}`);
  return entries.map(({ account, amount }, index) => ({
    position: stored.position,
    line: index + 1,
    account,
    fen: toFen(amount),
    recordedAt: stored.recordedAt,
  }));
};

/** Debits, credits and balance of every account up to a position or an instant. */
export const trialBalance = async (database: Database, at: string | undefined): Promise<unknown> => {
  const rows = await database.query<{ account: string; debit: string; credit: string; last: string }>(
    `select account, coalesce(sum(fen) filter (where fen > 0), 0)::text as debit,
       coalesce(-sum(fen) filter (where fen < 0), 0)::text as credit, max(position)::text as last
     from journal where ${upTo(at)} group by account order by account`,
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

const upTo = (at: string | undefined): string => {
  if (at === undefined) return 'true';
  return /^\d+$/.test(at) ? 'position <= $1::bigint' : 'recorded_at <= $1::timestamptz';
};

const pageSize = 100;

/**
 * The lines of an account, oldest first. A cursor names the last line of a page, not only its position: one
 * event may have several lines on an account.
 */
export const accountEntries = async (
  database: Database,
  account: string,
  cursor = '0.0',
): Promise<unknown> => {
  const rows = await database.query<{
    position: string;
    line: number;
    fen: string;
    at: string;
    stream: string;
    type: string;
  }>(
    `select j.position, line, fen, stream, type,
       to_char(j.recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as at
     from journal j join events e using (position)
     where account = $1 and (j.position, line) > ($2::bigint, $3::int)
     order by j.position, line limit ${pageSize}`,
    [account, ...cursor.split('.')],
  );
  const items = rows.map(({ position, fen, at, stream, type }) => ({
    position,
    amount: fromFen(BigInt(fen)),
    at,
    stream,
    because: type,
  }));
  return {
    items,
    ...(rows.length === pageSize ? { nextCursor: `${rows.at(-1)?.position}.${rows.at(-1)?.line}` } : {}),
  };
};
