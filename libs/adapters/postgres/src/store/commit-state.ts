import type { PoolClient } from 'pg';
import type { Answer, AppendResult } from '@canbao/event-sourcing';
import type { PreparedAppend } from './prepared-append';

/** What the database held when the append lock was taken, kept up to date while the batch is admitted. */
export interface CommitState {
  /** Of the streams that the batch writes. */
  readonly versions: Map<string, number>;
  /** Stored answers by their ids. */
  readonly answers: Map<string, Answer & { readonly fingerprint: string }>;
  /** Of foreign streams, the version up to which they were handled. */
  readonly cursors: Map<string, number>;
}

interface CommitStateRow {
  versions: number[];
  cursors: number[];
  answers: (Answer & { id: string; fingerprint: string })[] | null;
}

/**
 * Reads everything that the batch must agree with. Each look-up goes row by row through its index (`lateral …
 * offset 0`): a join, planned before there are statistics, would read the whole table.
 */
export const readCommitState = async (
  client: PoolClient,
  appends: readonly PreparedAppend[],
): Promise<CommitState> => {
  const streams = [...new Set(appends.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
  const answerIds = appends.flatMap(({ answerId }) => answerId ?? []);
  const foreignStreams = [...new Set(appends.flatMap(({ inbox }) => inbox?.stream ?? []))];
  const { rows } = await client.query<CommitStateRow>({
    name: 'commit-state',
    text: commitStateSql,
    values: [streams, answerIds, foreignStreams],
  });
  const { versions = [], cursors = [], answers } = rows[0] ?? {};
  return {
    versions: new Map(streams.map((stream, index) => [stream, versions[index] ?? 0])),
    cursors: new Map(foreignStreams.map((stream, index) => [stream, cursors[index] ?? 0])),
    answers: new Map((answers ?? []).map((row) => [row.id, row])),
  };
};

const commitStateSql = `select
    array(
      select coalesce((select version from events where stream = s order by version desc limit 1), 0)
      from unnest($1::text[]) with ordinality as requested(s, n) order by n
    ) as versions,
    (select json_agg(json_build_object(
        'id', replace(id::text, '-', ''), 'fingerprint', encode(fingerprint, 'hex'), 'status', status,
        'body', body))
      from unnest($2::uuid[]) as requested(answer)
      cross join lateral (select * from idempotency where id = answer offset 0) as stored
    ) as answers,
    array(
      select coalesce((select version from inbox_cursor where stream = s), 0)
      from unnest($3::text[]) with ordinality as requested(s, n) order by n
    ) as cursors`;

/**
 * Why an append cannot go through, in the order of precedence: repeated key, handled event, moved stream.
 * Without a reason the state counts it as stored.
 */
export const refusalOf = (append: PreparedAppend, state: CommitState): AppendResult | undefined => {
  const refusal = firstObstacle(append, state);
  if (refusal !== undefined) return refusal;
  const { writes, answerId, idempotency, inbox } = append;
  if (answerId !== undefined && idempotency?.answer !== undefined)
    state.answers.set(answerId, {
      ...idempotency.answer,
      fingerprint: idempotency.fingerprint,
    });
  if (inbox !== undefined) state.cursors.set(inbox.stream, inbox.version);
  for (const { stream, expectedVersion, events } of writes)
    state.versions.set(stream, expectedVersion + events.length);
  return undefined;
};

/**
 * Whether the appends agree among themselves: each continues its streams where those before it end, and no
 * two use one key or handle one foreign event. What is stored can then refuse them only by its own keys.
 */
export const areConsistent = (appends: readonly PreparedAppend[]): boolean => {
  const state: CommitState = { versions: new Map(), answers: new Map(), cursors: new Map() };
  for (const { stream, expectedVersion } of appends.flatMap(({ writes }) => writes))
    if (!state.versions.has(stream)) state.versions.set(stream, expectedVersion);
  return appends.every((append) => refusalOf(append, state) === undefined);
};

const firstObstacle = (
  { writes, answerId, idempotency, inbox }: PreparedAppend,
  { answers, cursors, versions }: CommitState,
): AppendResult | undefined => {
  const answer = answerId === undefined ? undefined : answers.get(answerId);
  if (answer !== undefined) {
    const { status, body, fingerprint } = answer;
    const sameRequest = fingerprint === idempotency?.fingerprint;
    return { outcome: 'key-used', answer: { status, body }, sameRequest };
  }
  if (inbox !== undefined && inbox.version <= (cursors.get(inbox.stream) ?? 0))
    return { outcome: 'already-handled' };
  if (writes.some(({ stream, expectedVersion }) => versions.get(stream) !== expectedVersion))
    return { outcome: 'version-conflict' };
  return undefined;
};
