import type { PoolClient } from 'pg';
import type { Answer, AppendResult } from '@canbao/event-sourcing';
import { handledAmong } from '../inbox/commit-fragments';
import type { NewEvent, PreparedAppend } from './prepared-append';

/** What the database held when the append lock was taken, kept up to date while the batch is admitted. */
export interface CommitState {
  /** One for each event of the batch, in order. */
  readonly positions: Iterator<bigint, unknown>;
  /** Of the streams that the batch writes. */
  readonly versions: Map<string, number>;
  /** Stored answers by scope and key. */
  readonly answers: Map<string, Answer & { readonly fingerprint: string }>;
  /** Foreign events that were handled, by consumer and event id. */
  readonly handled: Set<string>;
}

/** Whether an append goes through. */
export interface Admission {
  /** Why not; undefined when it goes through. */
  readonly refusal: AppendResult | undefined;
  /** Its events with their positions; none when it is refused. */
  readonly events: readonly NewEvent[];
}

interface CommitStateRow {
  positions: string[];
  versions: number[];
  answers: (Answer & { scope: string; key: string; fingerprint: string })[] | null;
  handled: { consumer: string; event_id: string }[] | null;
}

/**
 * Reads everything that the batch must agree with, and draws a position for each event it may store.
 * Positions are drawn under the lock; those of refused appends stay unused. Each look-up goes row by row
 * through its index (`lateral … offset 0`): a join, planned before there are statistics, would read the whole
 * table.
 */
export const readCommitState = async (
  client: PoolClient,
  appends: readonly PreparedAppend[],
): Promise<CommitState> => {
  const streams = [...new Set(appends.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
  const keys = appends.flatMap(({ idempotency }) => idempotency ?? []);
  const inbox = appends.flatMap((append) => append.inbox ?? []);
  const { rows } = await client.query<CommitStateRow>({
    name: 'commit-state',
    text: commitStateSql,
    values: [
      streams,
      keys.map(({ scope }) => scope),
      keys.map(({ key }) => key),
      inbox.map(({ consumer }) => consumer),
      inbox.map(({ eventId }) => eventId),
      appends.reduce((count, { events }) => count + events.length, 0),
    ],
  });
  const { positions = [], versions = [], answers, handled } = rows[0] ?? {};
  return {
    positions: positions.map(BigInt).values(),
    versions: new Map(streams.map((stream, index) => [stream, versions[index] ?? 0])),
    answers: new Map((answers ?? []).map((row) => [pair(row.scope, row.key), row])),
    handled: new Set((handled ?? []).map((row) => pair(row.consumer, row.event_id))),
  };
};

const commitStateSql = `select
    array(select nextval('event_position')::text from generate_series(1, $6::int)) as positions,
    array(
      select coalesce((select version from events where stream = s order by version desc limit 1), 0)
      from unnest($1::text[]) with ordinality as requested(s, n) order by n
    ) as versions,
    (select json_agg(json_build_object(
        'scope', scope, 'key', key, 'fingerprint', fingerprint, 'status', status, 'body', body))
      from unnest($2::text[], $3::text[]) as requested(s, k)
      cross join lateral (select * from idempotency where scope = s and key = k offset 0) as stored
    ) as answers,
    ${handledAmong('$4', '$5')} as handled`;

/** Admits an append, in the order of precedence: repeated key, handled event, moved stream. */
export const admit = (append: PreparedAppend, state: CommitState): Admission => {
  const refusal = refusalOf(append, state);
  if (refusal !== undefined) return { refusal, events: [] };
  const { writes, idempotency, inbox } = append;
  if (idempotency?.answer !== undefined)
    state.answers.set(pair(idempotency.scope, idempotency.key), {
      ...idempotency.answer,
      fingerprint: idempotency.fingerprint,
    });
  if (inbox !== undefined) state.handled.add(pair(inbox.consumer, inbox.eventId));
  for (const { stream, expectedVersion, events } of writes)
    state.versions.set(stream, expectedVersion + events.length);
  return {
    refusal,
    events: append.events.map((event) => ({ ...event, position: state.positions.next().value as bigint })),
  };
};

const refusalOf = (
  { writes, idempotency, inbox }: PreparedAppend,
  { answers, handled, versions }: CommitState,
): AppendResult | undefined => {
  const answer = idempotency && answers.get(pair(idempotency.scope, idempotency.key));
  if (answer !== undefined) {
    const { status, body, fingerprint } = answer;
    const sameRequest = fingerprint === idempotency?.fingerprint;
    return { outcome: 'key-used', answer: { status, body }, sameRequest };
  }
  if (inbox !== undefined && handled.has(pair(inbox.consumer, inbox.eventId)))
    return { outcome: 'already-handled' };
  if (writes.some(({ stream, expectedVersion }) => versions.get(stream) !== expectedVersion))
    return { outcome: 'version-conflict' };
  return undefined;
};

const pair = (first: string, second: string): string => `${first}\n${second}`;
