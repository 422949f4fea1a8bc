import type { PoolClient } from 'pg';
import type { AppendRequest } from '@canbao/event-sourcing';
import { plainArray } from '../database/plain-array';
import { insertHandled } from '../inbox/commit-fragments';
import type { NewEvent } from './prepared-append';

/** Inserts events, answers and inbox rows of admitted appends in one statement. */
export const insertAppends = async (
  client: PoolClient,
  admitted: readonly AppendRequest[],
  events: readonly NewEvent[],
): Promise<void> => {
  if (admitted.length === 0) return;
  // A key without an answer was only checked.
  const keys = admitted.flatMap(({ idempotency }) =>
    idempotency?.answer === undefined ? [] : { ...idempotency, answer: idempotency.answer },
  );
  const inbox = admitted.flatMap((append) => append.inbox ?? []);
  await client.query({
    name: 'insert',
    text: insertSql,
    values: [
      ...eventValues(events),
      keys.map(({ scope }) => scope),
      keys.map(({ key }) => key),
      keys.map(({ fingerprint }) => fingerprint),
      keys.map(({ answer }) => answer.status),
      JSON.stringify(keys.map(({ answer }) => answer.body ?? null)),
      inbox.map(({ consumer }) => consumer),
      plainArray(inbox.map(({ eventId }) => eventId)),
      inbox.map(({ stream }) => stream),
      plainArray(inbox.map(({ version }) => version)),
    ],
  });
};

// Columns go as JSON, or as array text without quotes where no value can need one: the driver's own escaping
// of arrays costs more than everything else about a large batch.
const eventValues = (events: readonly NewEvent[]): readonly string[] => [
  plainArray(events.map(({ position }) => position)),
  JSON.stringify(events.map(({ stream }) => stream)),
  plainArray(events.map(({ version }) => version)),
  plainArray(events.map(({ eventId }) => eventId)),
  JSON.stringify(events.map(({ type }) => type)),
  `[${events.map(({ text }) => text).join(',')}]`,
  JSON.stringify(events.map(({ subject }) => subject)),
  JSON.stringify(events.map(({ topic }) => topic)),
  plainArray(events.map(({ recordedAt }) => recordedAt)),
  JSON.stringify(events.map(({ metadata }) => metadata)),
  plainArray(events.map(({ previousHash }) => previousHash)),
  plainArray(events.map(({ hash }) => hash)),
];

const insertSql = `with answers as (
    insert into idempotency (scope, key, fingerprint, status, body)
    select * from rows from (
      unnest($13::text[]), unnest($14::text[]), unnest($15::text[]), unnest($16::int[]),
      json_array_elements($17)
    )
  ), ${insertHandled({ consumers: '$18', eventIds: '$19', streams: '$20', versions: '$21' })}
  insert into events (position, stream, version, event_id, type, data, subject, topic, recorded_at, metadata,
    previous_hash, hash)
  select * from rows from (
    unnest($1::bigint[]), json_array_elements_text($2), unnest($3::int[]), unnest($4::uuid[]),
    json_array_elements_text($5), json_array_elements($6), json_array_elements_text($7),
    json_array_elements_text($8), unnest($9::timestamptz[]), json_array_elements($10),
    unnest($11::text[]), unnest($12::text[])
  )`;
