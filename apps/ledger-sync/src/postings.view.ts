import { posting, postingStream, type PostingEvent, type PostingState } from '@canbao/domain-ledger-sync';
import type { Insurance } from '@canbao/contracts';
import type { Database, InlineView, Migration } from '@canbao/postgres';
import type { ClientBase } from 'pg';

export const postingsMigration: Migration = {
  name: 'Postings',
  sql: `create table postings (
      stream text primary key, person_id uuid not null, insurance text not null, month text not null, state json not null, paid_at text,
      status text not null, attempts int not null default 0, due_at timestamptz
    );
    create index on postings (person_id, month);
    create index on postings (due_at) where due_at is not null;`,
};

/** Statuses in which the worker has something to ask the bureau. */
const working = ['requested', 'unknown', 'reversing'];

/** One row a posting: its folded state, and when the worker looks at it next. */
export const postingsView: InlineView = {
  name: 'postings',
  // Attempts and the next look are the worker's.
  tables: [{ name: 'postings', derived: ['stream', 'person_id', 'insurance', 'month', 'state::jsonb', 'paid_at', 'status'], inUse: 'due_at is not null' }],
  apply: async (client, stored) => {
    const events = stored as readonly unknown[] as readonly PostingEvent[];
    const own = events.filter(({ data }) => 'month' in (data as object));
    const states = await statesOf(client, [...new Set(own.map(({ data }) => postingStream(data)))]);
    const rows = new Map<string, { data: PostingEvent['data']; state: PostingState; paidAt: string | null }>();
    for (const event of own) {
      const stream = postingStream(event.data);
      const before = rows.get(stream)?.state ?? states.get(stream)?.state ?? posting.initial;
      const paidAt = event.type === 'PostingRequested' ? event.data.paidAt : (rows.get(stream)?.paidAt ?? states.get(stream)?.paidAt ?? null);
      rows.set(stream, { data: event.data, state: posting.evolve(before, event), paidAt });
    }
    if (rows.size === 0) return;
    const all = [...rows];
    await client.query({
      name: 'upsert-postings',
      text: `insert into postings (stream, person_id, insurance, month, state, paid_at, status, due_at)
        select s, p, i, m, st, pa, x, case when x = any($8) then now() end from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::json[], $6::text[], $7::text[]) as r(s, p, i, m, st, pa, x)
        on conflict (stream) do update set state = excluded.state, status = excluded.status, paid_at = excluded.paid_at,
          attempts = case when postings.status = excluded.status then postings.attempts else 0 end, due_at = excluded.due_at`,
      values: [all.map(([stream]) => stream), all.map(([, { data }]) => data.personId), all.map(([, { data }]) => data.insurance), all.map(([, { data }]) => data.month), all.map(([, { state }]) => JSON.stringify(state)),
        all.map(([, { paidAt }]) => paidAt), all.map(([, { state }]) => state.status), working],
    });
  },
};

const statesOf = async (client: ClientBase, streams: readonly string[]): Promise<ReadonlyMap<string, { state: PostingState; paidAt: string | null }>> => {
  const { rows } = await client.query<{ stream: string; state: PostingState; paid_at: string | null }>({
    name: 'postings-before', text: 'select stream, state, paid_at from unnest($1::text[]) as asked(name) cross join lateral (select * from postings where stream = name offset 0) as found', values: [streams],
  });
  return new Map(rows.map(({ stream, state, paid_at: paidAt }) => [stream, { state, paidAt }]));
};

export interface PostingRow extends Record<string, unknown> { readonly person_id: string; readonly insurance: Insurance; readonly month: string; readonly state: PostingState; readonly paid_at: string | null; readonly attempts: number }

/** A person's postings, each with the id of the event that brought it to its state. */
export const postingsOf = (database: Database, personId: string, month: string | undefined): Promise<(PostingRow & { readonly event_id: string })[]> =>
  database.query(
    `select person_id, insurance, month, state, paid_at, attempts, event_id
     from postings p, lateral (select event_id from events e where e.stream = p.stream order by version desc limit 1) last
     where person_id = $1 and ($2::text is null or month = $2) order by month, insurance`, [personId, month ?? null]);

/** Takes due postings for a while: another worker sees them again only if this one dies. The wait doubles with each attempt. */
export const leaseDue = (database: Database, most: number): Promise<PostingRow[]> =>
  database.query<PostingRow>(
    `update postings set attempts = attempts + 1, due_at = now() + least(interval '5 seconds' * power(2, least(attempts, 6)), interval '5 minutes')
     where stream in (select stream from postings where due_at <= now() order by due_at limit $1 for update skip locked)
     returning person_id, insurance, month, state, paid_at, attempts`, [most]);
