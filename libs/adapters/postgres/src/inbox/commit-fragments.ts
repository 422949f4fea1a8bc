/**
 * For the group commit's look-up: an SQL expression for the foreign events that were handled before, as a
 * JSON list of `consumer` and `event_id`. The arguments are the parameters that hold the arrays to look for.
 */
export const handledAmong = (consumers: string, eventIds: string): string =>
  `(select json_agg(json_build_object('consumer', consumer, 'event_id', event_id))
      from unnest(${consumers}::text[], ${eventIds}::uuid[]) as received(c, e)
      cross join lateral (select * from inbox where consumer = c and event_id = e offset 0) as handled)`;

/** The parameters that hold the columns of inbox entries. */
export interface InboxParameters {
  readonly consumers: string;
  readonly eventIds: string;
  readonly streams: string;
  readonly versions: string;
}

/**
 * For the group commit's insert: common table expressions that record foreign events as handled and move the
 * cursors of their streams.
 */
export const insertHandled = ({ consumers, eventIds, streams, versions }: InboxParameters): string =>
  `handled as (
    insert into inbox (consumer, event_id) select * from unnest(${consumers}::text[], ${eventIds}::uuid[])
  ), cursors as (
    insert into inbox_cursor (consumer, stream, version)
    select consumer, stream, max(version)
      from unnest(${consumers}::text[], ${streams}::text[], ${versions}::int[])
        as entry(consumer, stream, version)
      group by 1, 2
    on conflict (consumer, stream) do update set version = greatest(inbox_cursor.version, excluded.version)
  )`;
