import type { ClientBase } from 'pg';
import type { Day } from '@canbao/calendar';
import type { Tally } from '@canbao/domain-reconciliation';
import { fromFen } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';

/** Configuration: a day of a million lines, with room. */
const timeoutMs = 300_000;
/** Configuration: so many days later the channel may still report an item of ours, or we one of its. */
const latestDays = 7;

/** What a day was matched to. */
export interface Matched {
  readonly statementId: string;
  readonly matched: Tally;
  readonly differences: Readonly<Record<string, Tally>>;
  /** Differences that nothing explains yet. */
  readonly open: number;
}

/**
 * Matches a day item by item, set-based: the statement in force against our receipts. Differences that are
 * not there any more are explained by what made them go; new ones are added.
 */
export const matchDay = async (
  client: ClientBase,
  {
    channel,
    day,
    statementId,
  }: { readonly channel: Channel; readonly day: Day; readonly statementId: string },
  now: string,
): Promise<Matched> => {
  const run = (text: string, values: readonly unknown[]): Promise<{ rows: unknown[] }> =>
    client.query({ text, values: [...values], query_timeout: timeoutMs } as never);
  const about = [channel, day, statementId];
  // What is loaded today has no statistics yet; a plan by nested loops would take hours.
  await client.query(`begin; set local statement_timeout = ${timeoutMs}; set local enable_nestloop = off`);
  try {
    await client.query('delete from found_differences');
    await run(findDifferences, about);
    await run(explainGone, about);
    await client.query('set local enable_nestloop = on');
    await run(keepFound, [channel, day, now]);
    await run(pairAcrossTheCut, [channel, day]);
    await run(markMatched, [...about, now]);
    const { rows } = await run(summary, about);
    await client.query('commit');
    return matchedOf(statementId, rows as SummaryRow[]);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
};

/**
 * The lines of the statement. One that takes back what a closed day of ours has taken is money out of this
 * day, as ours is (`of_day`).
 */
const theirs = `
  select statement_id, line, fen, at, key, order_no,
    case when is_late then 1 else kind end as kind, case when is_late then 1 else standing end as standing
  from (select *, kind = 0 and standing = 2 and key in (
      select key from day_receipts where channel = $1 and day = $2 and kind = 1 and of_day is not null
    ) as is_late from statement_lines where statement_id = $3) as lines`;

/**
 * The ladder of `differenceOf` in SQL; a spec holds the two together. An item that is reversed on both sides,
 * or that one side never saw and the other reversed, has not moved.
 */
export const joined = `
  select coalesce(t.kind, o.kind) as kind, coalesce(t.key, o.key) as key, t.fen as theirs_fen,
    case when o.reversed_position is null then o.fen end as ours_fen, t.line, t.standing,
    t.at, t.order_no, o.order_id, o.person_id,
    case
      when t.key is null then 'ours-only'
      when t.standing = 0 then 'status'
      when o.key is null then 'channel-only'
      when (t.standing = 2) <> (o.reversed_position is not null) then 'status'
      else 'amount'
    end as class
  from (${theirs}) as t
  full join (select * from day_receipts where channel = $1 and day = $2) as o
    on o.key = t.key and o.kind = t.kind
  where case
    when t.key is null then o.reversed_position is null
    when t.standing = 0 then true
    when o.key is null then t.standing = 1
    when (t.standing = 2) <> (o.reversed_position is not null) then true
    else t.standing = 1 and t.fen <> o.fen
  end`;

const findDifferences = `
  insert into found_differences (channel, day, kind, key, class, state, theirs_fen, ours_fen,
    statement_id, line, standing, order_no, at, order_id, person_id)
  select $1, $2, kind, key,
    case when class = 'amount' and exists (
      select from conflicting_reports c where c.order_id = j.order_id and c.amount * 100 = j.theirs_fen
    ) then 'conflict' else class end,
    case when class in ('channel-only', 'ours-only') or standing = 0 then 'carried' else 'open' end,
    theirs_fen, ours_fen, case when line is null then null else $3::bigint end, line, standing,
    order_no, at, order_id, person_id
  from (${joined}) as j`;

/** What made a difference go: our reversal, our receipt, the line, or a statement without the line. */
const explainGone = `
  update day_differences d set state = 'explained', proof = e.proof, reference = e.reference,
    proof_fen = e.fen
  from (
    select gone.id,
      case
        when gone.class <> 'channel-only' and o.reversed_position is not null then 'reversal'
        when gone.class = 'channel-only' and o.order_id is not null then 'receipt'
        when t.line is not null and o.order_id is not null then 'statement-line'
        when o.reversed_position is not null then 'reversal'
        else 'corrected-statement'
      end as proof,
      case
        when gone.class <> 'channel-only' and o.reversed_position is not null
          then 'event ' || o.reversed_position
        when gone.class = 'channel-only' and o.order_id is not null then 'event ' || o.position
        when t.line is not null and o.order_id is not null
          then 'statement ' || $3::bigint || ' line ' || t.line
        when o.reversed_position is not null then 'event ' || o.reversed_position
        else 'statement ' || $3::bigint
      end as reference,
      coalesce(t.fen, o.fen) as fen
    from day_differences gone
    left join statement_lines t
      on t.statement_id = $3 and t.kind = gone.kind and t.key = gone.key
    left join day_receipts o
      on o.channel = gone.channel and o.day = gone.day and o.kind = gone.kind and o.key = gone.key
    where gone.channel = $1 and gone.day = $2 and gone.state <> 'explained'
      and not exists (select from found_differences f where f.kind = gone.kind and f.key = gone.key)
  ) as e
  where d.id = e.id`;

/** One row for an item while it is not explained; the class may change with what is told later. */
const keepFound = `
  insert into day_differences (channel, day, kind, key, class, state, theirs_fen, ours_fen, statement_id,
    line, standing, order_no, at, order_id, person_id, found_at)
  select channel, day, kind, key, class, state, theirs_fen, ours_fen, statement_id, line, standing,
    order_no, at, order_id, person_id, $3
  from found_differences found where channel = $1 and day = $2
    and not exists (
      select from day_differences e where e.channel = found.channel and e.day = found.day
        and e.kind = found.kind and e.key = found.key and e.state = 'explained' and e.class = found.class
        and (e.settled or e.proof in ('receipt', 'statement-line'))
        and e.theirs_fen is not distinct from found.theirs_fen
        and e.ours_fen is not distinct from found.ours_fen)
  on conflict (channel, day, kind, key) where state <> 'explained' do update set
    class = excluded.class, theirs_fen = excluded.theirs_fen, ours_fen = excluded.ours_fen,
    statement_id = excluded.statement_id, line = excluded.line, standing = excluded.standing,
    at = excluded.at, order_id = excluded.order_id, person_id = excluded.person_id,
    state = case when day_differences.state = 'open' then 'open' else excluded.state end`;

/**
 * 日切: the channel has the item on another day than we, mostly the next, or on the day of payment, where it
 * was reported to us too late to be accounted to that day. Also an item whose state the channel did not know
 * rolls to the next day's statement.
 */
const pairAcrossTheCut = `
  with pairs as (
    select distinct on (t.id) t.id as theirs, o.id as ours, t.statement_id, t.line,
      t.theirs_fen, r.position, r.fen
    from day_differences t
    join day_differences o on o.channel = t.channel and o.kind = t.kind and o.key = t.key
      and o.day <> t.day and o.state <> 'explained'
      and (o.class = 'ours-only' or o.standing = 0)
    join day_receipts r on r.channel = o.channel and r.day = o.day and r.kind = o.kind and r.key = o.key
      and r.fen = t.theirs_fen and r.reversed_position is null
      and (o.day between t.day - ${latestDays} and t.day + 1 or r.of_day = t.day
        or (r.paid_at at time zone 'Asia/Shanghai')::date = t.day)
    where t.channel = $1 and t.day between $2::date - ${latestDays} and $2::date + ${latestDays}
      and t.state <> 'explained'
      and t.class = 'channel-only'
    order by t.id, abs(t.day - o.day)
  ), told as (
    update day_differences d set state = 'explained', proof = 'receipt', reference = 'event ' || p.position,
      proof_fen = p.fen
    from pairs p where d.id = p.theirs
  )
  update day_differences d set state = 'explained', proof = 'statement-line',
    reference = 'statement ' || p.statement_id || ' line ' || p.line, proof_fen = p.theirs_fen
  from pairs p where d.id = p.ours`;

const markMatched = `
  insert into channel_days (channel, day, statement_id, matched_position, matched_at)
  values ($1, $2, $3, (select position from day_end_cursor where name = 'ours'), $4)
  on conflict (channel, day) do update set statement_id = excluded.statement_id,
    matched_position = excluded.matched_position, matched_at = excluded.matched_at`;

interface SummaryRow {
  readonly class: string | null;
  readonly count: string;
  readonly fen: string;
}

/** The whole day first, then its unexplained differences by class. */
const summary = `
  select null as class, (payments + refunds)::text as count, (paid_fen - refunded_fen)::text as fen
  from statements where id = $3
  union all
  select class, count(*)::text, sum(coalesce(theirs_fen, ours_fen) * (1 - 2 * kind))::text
  from day_differences where channel = $1 and day = $2 and state <> 'explained' group by class`;

const matchedOf = (statementId: string, rows: readonly SummaryRow[]): Matched => {
  const [whole] = rows.filter((row) => row.class === null);
  const open = rows.filter((row) => row.class !== null);
  const theirs = open.filter((row) => row.class !== 'ours-only');
  const sumOf = (of: readonly SummaryRow[]): bigint => of.reduce((all, row) => all + BigInt(row.fen), 0n);
  const countOf = (of: readonly SummaryRow[]): number => of.reduce((all, row) => all + Number(row.count), 0);
  return {
    statementId,
    matched: {
      count: Number(whole?.count ?? 0) - countOf(theirs),
      amount: fromFen(BigInt(whole?.fen ?? 0) - sumOf(theirs)),
    },
    differences: Object.fromEntries(
      open.map((row) => [row.class ?? '', { count: Number(row.count), amount: fromFen(BigInt(row.fen)) }]),
    ),
    open: countOf(open),
  };
};
