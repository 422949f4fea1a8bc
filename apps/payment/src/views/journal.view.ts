import { postingsOf, type PaymentEvent } from '@canbao/domain-payment';
import { fromFen, sum, toFen } from '@canbao/money';
import { plainArray, type Database, type InlineView, type Migration } from '@canbao/postgres';

export const journalMigrations: readonly Migration[] = [
  {
    name: 'Journal',
    sql: `create table journal (position bigint not null, line int not null, account text not null, fen bigint not null check (fen <> 0), recorded_at timestamptz not null, primary key (position, line));
    create index on journal (account, position);`,
  },
  {
    name: 'JournalOneKey',
    // Lines are looked for by account only, so one index serves key and look-up.
    sql: 'alter table journal drop constraint journal_pkey, add primary key (account, position, line); drop index journal_account_position_idx;',
  },
];

/**
 * The double-entry journal: postings are a pure function of the events, written with them, in fen (debit
 * above zero).
 */
export const journalView: InlineView = {
  name: 'journal',
  tables: [{ name: 'journal', derived: ['position', 'line', 'account', 'fen', 'recorded_at'] }],
  statements: (events) => {
    const rows = events.flatMap((stored) => {
      const postings = postingsOf(stored as unknown as PaymentEvent).filter(
        ({ amount }) => amount !== '0.00',
      );
      const total = sum(postings.map(({ amount }) => amount));
      if (total !== '0.00') throw new Error(`postings of ${stored.type} do not balance: ${total}`);
      return postings.map(({ account, amount }, line) => ({
        position: stored.position,
        line: line + 1,
        account,
        fen: toFen(amount),
        at: stored.recordedAt,
      }));
    });
    return rows.length === 0
      ? []
      : [
          {
            name: 'insert-journal',
            text: 'insert into journal (position, line, account, fen, recorded_at) select * from unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::timestamptz[])',
            values: [
              plainArray(rows.map((row) => row.position)),
              plainArray(rows.map((row) => row.line)),
              rows.map((row) => row.account),
              plainArray(rows.map((row) => row.fen)),
              plainArray(rows.map((row) => row.at)),
            ],
          },
        ];
  },
};

/** Debits, credits and balance of every account up to a position or an instant. */
export const trialBalance = async (database: Database, at: string | undefined): Promise<unknown> => {
  const until =
    at === undefined
      ? 'true'
      : /^\d+$/.test(at)
        ? 'position <= $1::bigint'
        : 'recorded_at <= $1::timestamptz';
  const params = at === undefined ? [] : [at];
  const rows = await database.query<{ account: string; debit: string; credit: string; last: string }>(
    `select account, coalesce(sum(fen) filter (where fen > 0), 0)::text as debit, coalesce(-sum(fen) filter (where fen < 0), 0)::text as credit, max(position)::text as last from journal where ${until} group by account order by account`,
    params,
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

const pageSize = 100;

/**
 * A cursor names the last line given, not only its position: one event may have several lines on an account.
 */
export const entriesOf = async (database: Database, account: string, cursor = '0.0'): Promise<unknown> => {
  const rows = await database.query<{
    position: string;
    line: number;
    fen: string;
    at: string;
    stream: string;
    type: string;
  }>(
    `select j.position, line, fen, to_char(j.recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as at, stream, type
     from journal j join events e using (position) where account = $1 and (j.position, line) > ($2::bigint, $3::int) order by j.position, line limit ${pageSize}`,
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
