import type { Client } from 'pg';
import type { Day } from '@canbao/calendar';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import type { Channel } from '@canbao/vocabulary';

/** Whose statement of which day. */
export interface DayOfChannel {
  readonly channel: Channel;
  readonly day: Day;
}

/** A statement on its way in. */
export interface Begun {
  readonly id: string;
  /** Lines that an upload under the same name has left. */
  readonly stored: number;
}

/** A statement as it stands. */
export interface StatementRow extends Record<string, unknown> {
  readonly id: string;
  readonly channel: Channel;
  readonly day: Day;
  readonly digest: string;
  readonly state: 'receiving' | 'whole' | 'in-force' | 'superseded' | 'refused' | 'repeated';
  readonly because: string | null;
  readonly lines: number;
  readonly payments: number;
  readonly paid_fen: string;
  readonly refunds: number;
  readonly refunded_fen: string;
}

const columns = `id::text as id, channel, day::text as day, digest, state, because, lines, payments,
  paid_fen::text as paid_fen, refunds, refunded_fen::text as refunded_fen`;

/** A statement with the digest that was whole before: sent again, it has no effect. */
export const wholeWith = async (
  database: Pick<Database, 'query'>,
  { channel, day }: DayOfChannel,
  digest: string,
): Promise<StatementRow | undefined> =>
  (
    await database.query<StatementRow>(
      `select ${columns} from statements where channel = $1 and day = $2 and digest = $3
         and state in ('whole', 'in-force', 'superseded') order by id limit 1`,
      [channel, day, digest],
    )
  )[0];

/** Goes on with the upload of the name where it broke off, or begins one. */
export const begin = async (
  client: Client,
  { channel, day }: DayOfChannel,
  {
    sender,
    digest,
    now,
  }: { readonly sender: string; readonly digest?: string | undefined; readonly now: string },
): Promise<Begun> => {
  await client.query(
    `with abandoned as (
       update statements set state = 'refused', because = 'broken-off', ended_at = $4
       where channel = $1 and day = $2 and state = 'receiving' and digest is distinct from $3
       returning id
     )
     delete from statement_lines where statement_id in (select id from abandoned)`,
    [channel, day, digest ?? null, now],
  );
  const { rows } = await client.query<Begun>(
    `with kept as (
       select id, lines from statements
       where channel = $1 and day = $2 and state = 'receiving' and digest = $3 and sender = $4
     ), new as (
       insert into statements (channel, day, digest, state, sender, begun_at)
       select $1, $2, $3, 'receiving', $4, $5 where not exists (select from kept)
       returning id, lines
     )
     select id::text as id, lines as stored from (select * from kept union all select * from new) as begun`,
    [channel, day, digest ?? null, sender, now],
  );
  return rows[0] as Begun;
};

/**
 * The statement is whole: its digest and totals stay with it. Returns the first number that two lines of one
 * kind have, in which case nothing is used.
 */
export const complete = async (
  client: Client,
  { id, digest, now }: { readonly id: string; readonly digest: string; readonly now: string },
): Promise<string | undefined> => {
  const { rows } = await client.query<{ key: string }>(
    `select key from statement_lines where statement_id = $1 group by kind, key having count(*) > 1 limit 1`,
    [id],
  );
  if (rows[0] !== undefined) return rows[0].key;
  await client.query(
    `update statements s set state = 'whole', digest = $2, ended_at = $3, payments = t.payments,
       paid_fen = t.paid, refunds = t.refunds, refunded_fen = t.refunded
     from (
       select count(*) filter (where kind = 0) as payments, count(*) filter (where kind = 1) as refunds,
         coalesce(sum(fen) filter (where kind = 0), 0) as paid,
         coalesce(sum(fen) filter (where kind = 1), 0) as refunded
       from statement_lines where statement_id = $1 and standing <> 2
     ) as t
     where s.id = $1`,
    [id, digest, now],
  );
  return undefined;
};

/** Nothing of the statement is used: its lines go. */
export const drop = async (
  client: Client,
  {
    id,
    now,
    ...why
  }: {
    readonly id: string;
    readonly now: string;
    readonly state: 'refused' | 'repeated';
    readonly because?: string;
  },
): Promise<void> => {
  await client.query('delete from statement_lines where statement_id = $1', [id]);
  await client.query(`update statements set state = $2, because = $3, ended_at = $4 where id = $1`, [
    id,
    why.state,
    why.because ?? null,
    now,
  ]);
};

/** Statements that are proven and not in force yet, the oldest first. */
export const wholeStatements = (database: Database): Promise<StatementRow[]> =>
  database.query<StatementRow>(`select ${columns} from statements where state = 'whole' order by id`);

/**
 * From now on the day is matched against this statement; one that it corrects stays for the history. What a
 * line of that one has explained on another day is open again until the correction has the line as well.
 */
export const putInForce = (database: Database, { id, channel, day }: StatementRow): Promise<unknown> =>
  database.query(
    `with former as (
       update statements set state = 'superseded'
       where channel = $2 and day = $3 and state = 'in-force' and id <> $1 returning id
     ), elsewhere as (
       update day_differences set state = 'open', case_id = null, found_at = now(), proof = null,
         reference = null
       where channel = $2 and day <> $3 and proof = 'statement-line'
         and split_part(reference, ' ', 2) in (select id::text from former)
     ), here as (
       update day_differences d set proof = null
       where channel = $2 and day = $3 and class = 'channel-only' and proof = 'receipt'
         and exists (select from former) and not exists (
           select from day_receipts r where r.channel = d.channel and r.day = d.day and r.key = d.key)
     ), present as (
       update statements set state = 'in-force' where id = $1
     )
     insert into channel_days (channel, day, statement_id) values ($2, $3, $1)
     on conflict (channel, day) do update set statement_id = excluded.statement_id,
       matched_position = null, closed_at = null`,
    [id, channel, day],
  );

/** Items and yuan of a statement, money in and money back. */
export const tallies = ({ payments, paid_fen: paid, refunds, refunded_fen: back }: StatementRow) => ({
  payments: { count: payments, amount: fromFen(BigInt(paid)) },
  refunds: { count: refunds, amount: fromFen(BigInt(back)) },
});
