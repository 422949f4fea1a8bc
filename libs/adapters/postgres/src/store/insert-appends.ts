import type { AppendRequest, InboxEntry } from '@canbao/event-sourcing';
import { plainArray } from '../database/plain-array';
import { personIdOf } from './event-row';
import type { Statement } from './inline-view';
import type { PreparedAppend } from './prepared-append';

/**
 * The statement that inserts the events, answers and inbox rows of a group. It draws the positions itself,
 * under the append lock, and returns the last. A group that does not fit what is stored is refused whole,
 * with the code of a unique violation: keys refuse a version, an idempotency key and a handled event that are
 * taken, and a stream can only be continued after an event that it has.
 */
export const insertAppends = (appends: readonly PreparedAppend[]): Statement => {
  const events = appends.flatMap((append) => append.events);
  // A key without an answer was only checked.
  const answers = appends.flatMap(({ answerId, idempotency }) =>
    answerId === undefined || idempotency?.answer === undefined
      ? []
      : { answerId, fingerprint: idempotency.fingerprint, ...idempotency.answer },
  );
  const inbox = cursorsAfter(appends);
  const continued = firstWrites(appends).filter(({ expectedVersion }) => expectedVersion > 0);
  return {
    name: 'append',
    text: appendSql,
    values: [
      ...eventValues(events),
      plainArray(answers.map(({ answerId }) => answerId)),
      answers.map(({ fingerprint }) => fingerprint),
      plainArray(answers.map(({ status }) => status)),
      JSON.stringify(answers.map(({ body }) => body ?? null)),
      inbox.map(({ stream }) => stream),
      plainArray(inbox.map(({ after }) => after)),
      plainArray(inbox.map(({ version }) => version)),
      continued.map(({ stream }) => stream),
      plainArray(continued.map(({ expectedVersion }) => expectedVersion)),
    ],
  };
};

/** Of each foreign stream: where its cursor is, and the last version that the group handles. */
const cursorsAfter = (appends: readonly AppendRequest[]): InboxEntry[] => {
  const entries = Map.groupBy(
    appends.flatMap(({ inbox }) => inbox ?? []),
    ({ stream }) => stream,
  );
  return [...entries.values()].map((own) => ({
    ...(own[0] as InboxEntry),
    after: Math.min(...own.map(({ after }) => after)),
    version: Math.max(...own.map(({ version }) => version)),
  }));
};

/** The first write of each stream: later ones continue it within the group. */
const firstWrites = (appends: readonly AppendRequest[]): AppendRequest['writes'] => {
  const first = new Map<string, AppendRequest['writes'][number]>();
  for (const write of appends.flatMap(({ writes }) => writes))
    if (!first.has(write.stream)) first.set(write.stream, write);
  return [...first.values()];
};

// Columns go as JSON, or as array text without quotes where no value can need one: the driver's own escaping
// of arrays costs more than everything else about a large batch.
const eventValues = (events: PreparedAppend['events']): readonly string[] => [
  JSON.stringify(events.map(({ stream }) => stream)),
  plainArray(events.map(({ version }) => version)),
  JSON.stringify(events.map(({ type }) => type)),
  plainArray(events.map(({ revision }) => revision)),
  `[${events.map(({ text }) => text).join(',')}]`,
  JSON.stringify(events.map(({ subject, data }) => (subject === personIdOf(data) ? null : subject))),
  JSON.stringify(events.map(({ topic }) => topic)),
  plainArray(events.map(({ recordedAt }) => recordedAt)),
  JSON.stringify(events.map(({ metadata }) => metadata.actor)),
  plainArray(events.map(({ metadata }) => metadata.causationId ?? null)),
  plainArray(events.map(({ hash }) => hash)),
];

const appendSql = `with appended as (
    insert into events (position, stream, version, type, revision, data, subject, topic, recorded_at, actor,
      caused_by, hash)
    select nextval('event_position'), stream, version, type, revision, data, subject, topic, recorded_at,
      actor, caused_by, decode(hash, 'hex')
    from rows from (
      json_array_elements_text($1), unnest($2::int[]), json_array_elements_text($3), unnest($4::smallint[]),
      json_array_elements($5), json_array_elements_text($6), json_array_elements_text($7),
      unnest($8::timestamptz[]), json_array_elements_text($9), unnest($10::uuid[]), unnest($11::text[])
    ) as new(stream, version, type, revision, data, subject, topic, recorded_at, actor, caused_by, hash)
    returning position
  ), answers as (
    insert into idempotency (id, fingerprint, status, body)
    select id, decode(fingerprint, 'hex'), status, body
    from rows from (
      unnest($12::uuid[]), unnest($13::text[]), unnest($14::smallint[]), json_array_elements($15)
    ) as new(id, fingerprint, status, body)
  ), begun as (
    insert into inbox_cursor (stream, version)
    select stream, version from unnest($16::text[], $17::int[], $18::int[]) as begun(stream, after, version)
    where after = 0
  ), moved as (
    update inbox_cursor set version = moved.version
    from unnest($16::text[], $17::int[], $18::int[]) as moved(stream, after, version)
    where inbox_cursor.stream = moved.stream and inbox_cursor.version = moved.after and moved.after > 0
    returning moved.stream
  )
  select max(position)::text as last,
    refuse_unless(
      (select count(*) from moved)
        = (select count(*) from unnest($17::int[]) as cursor(after) where after > 0)
      and cardinality($19::text[]) = (
        select count(*) from unnest($19::text[], $20::int[]) as continued(s, v)
        cross join lateral (select from events where stream = s and version = v offset 0) as preceding
      )
    )
  from appended`;
