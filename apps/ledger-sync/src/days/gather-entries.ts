import { firstAskedAfterMinutes } from '@canbao/domain-ledger-sync';
import type { ClientBase } from 'pg';

/** Configuration: events that one step reads. */
const eventsMax = 20_000;

/** SQL: when the totals of a day are told first. */
export const firstAsked = (day: string): string =>
  `(${day} + 1)::timestamp at time zone 'Asia/Shanghai' + interval '${firstAskedAfterMinutes} minutes'`;

/**
 * Puts what the bureaus have booked and reversed down by the days of their books, in the transaction of the
 * client; the cursor's lock keeps other instances waiting. Returns whether there may be more.
 */
export const gatherEntries = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query<{ after: string; upto: string | null }>(
    `select position as after, (select max(position) from (
        select e.position from events e where e.position > c.position order by e.position limit ${eventsMax}
      ) as next) as upto
     from bureau_days_cursor c for update`,
  );
  const [range] = rows;
  if (range === undefined || range.upto === null) return false;
  for (const statement of [booked, reversed]) await client.query(statement, [range.after, range.upto]);
  await client.query('update bureau_days_cursor set position = $1', [range.upto]);
  return true;
};

/** The day of the bureau's books; where it does not say, the one on which we took its answer. */
const dayOf = `coalesce(e.data ->> 'bookedOn', e.data -> 'answer' ->> 'bookedOn',
    left(e.data ->> 'at', 10))::date`;

/** An agreed day of which more is told is told anew. */
const withDays = (insert: string): string => `
  with entered as (${insert} on conflict do nothing returning insurance, day)
  insert into bureau_days (insurance, day, ask_at)
  select distinct insurance, day, ${firstAsked('day')} from entered, bureau_days_cursor
  where day >= coalesce(since, day)
  on conflict (insurance, day) do update set ask_at = excluded.ask_at, asked = 0
    where bureau_days.ask_at is null`;

/** Also a booking of which was heard when its money was to go back already. */
const booked = withDays(`
  insert into bureau_entries (request_id, kind, insurance, day, person_id, month, added, fen, items)
  select distinct on (request_id) request_id, 'booked', asked ->> 'insurance', day,
    (asked ->> 'personId')::uuid, asked ->> 'month', asked ->> 'item' is not null,
    (asked ->> 'total')::numeric * 100, asked -> 'items'
  from (
    select position, stream, ${dayOf} as day,
      coalesce(data ->> 'answeredId', data ->> 'requestId') as request_id
    from events e
    where position > $1 and position <= $2 and (type = 'PostingAccepted'
      or type = 'AnswerKept' and data -> 'answer' ->> 'outcome' = 'booked')
  ) as answered
  cross join lateral (
    select data as asked from events r
    where r.stream = answered.stream and r.position < answered.position
      and r.type in ('PostingRequested', 'PostingRequestedAgain', 'PostingDeferred')
      and r.data ->> 'requestId' = answered.request_id
    order by r.version limit 1
  ) as request
  order by request_id, position`);

/** Of what was never booked there is nothing to reverse. */
const reversed = withDays(`
  insert into bureau_entries (request_id, kind, insurance, day, person_id, month, added, fen, items)
  select b.request_id, 'reversed', b.insurance, ${dayOf}, b.person_id, b.month, b.added, b.fen, b.items
  from events e join bureau_entries b on b.request_id = e.data ->> 'requestId' and b.kind = 'booked'
  where e.position > $1 and e.position <= $2 and e.type = 'PostingReversed'`);
