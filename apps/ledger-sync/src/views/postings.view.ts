import type { Insurance } from '@canbao/vocabulary';
import { leavesWork, postingStream, type PostingEvent } from '@canbao/domain-ledger-sync';
import type { Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { plainArray, type Database, type InlineView, type Migration } from '@canbao/postgres';

export const postingsMigrations: readonly Migration[] = [
  {
    name: 'Postings',
    sql: `create table postings (
        stream text primary key, person_id uuid not null, insurance text not null, month text not null, state json not null, paid_at text,
        status text not null, attempts int not null default 0, due_at timestamptz
      );
      create index on postings (person_id, month);
      create index on postings (due_at) where due_at is not null;`,
  },
  {
    name: 'PostingWork',
    // States are folded from the events; a row that changed with each of them cost as much as the events (ADR
    // 12).
    sql: `create table posting_work (stream text primary key, attempts int not null default 1, due_at timestamptz not null default now() + interval '5 seconds');
      create index on posting_work (due_at);
      insert into posting_work select stream, attempts, due_at from postings where due_at is not null;
      create table posting_months (person_id uuid, month text, insurance text, primary key (person_id, month, insurance));
      insert into posting_months select person_id, month, insurance from postings;
      drop table postings; drop function if exists digest_postings(); delete from projection_digest where name = 'postings';`,
  },
];

/** Events of postings; the service's streams have others too. */
export const postingEvents = (events: readonly StoredEvent[]): readonly (StoredEvent & PostingEvent)[] =>
  (events as readonly unknown[] as readonly (StoredEvent & PostingEvent)[]).filter(
    ({ data }) => 'month' in (data as object),
  );

/**
 * The months of each person of which a bureau is, or may be, asked; and the postings that have something to
 * ask.
 */
export const postingsView: InlineView = {
  name: 'postings',
  tables: [
    { name: 'posting_months', derived: ['person_id', 'month', 'insurance'] },
    // Attempts and the next look are the worker's.
    { name: 'posting_work', derived: ['stream'] },
  ],
  statements: (events) => {
    const own = postingEvents(events);
    const begun = own.filter(({ version }) => version === 1).map(({ data }) => data);
    const work = new Map(
      own.flatMap((event) => {
        const left = leavesWork(event);
        return left === undefined ? [] : [[postingStream(event.data), left] as const];
      }),
    );
    const [left, done] = [true, false].map((wanted) =>
      [...work].filter(([, has]) => has === wanted).map(([stream]) => stream),
    ) as [string[], string[]];
    return [
      ...(begun.length === 0
        ? []
        : [
            {
              name: 'insert-posting-months',
              text: 'insert into posting_months (person_id, month, insurance) select * from unnest($1::uuid[], $2::text[], $3::text[])',
              values: [
                plainArray(begun.map(({ personId }) => personId)),
                plainArray(begun.map(({ month }) => month)),
                plainArray(begun.map(({ insurance }) => insurance)),
              ],
            },
          ]),
      ...(left.length === 0
        ? []
        : [
            {
              name: 'leave-work',
              text: 'insert into posting_work (stream) select * from unnest($1::text[]) on conflict (stream) do update set attempts = default, due_at = default',
              values: [left],
            },
          ]),
      ...(done.length === 0
        ? []
        : [{ name: 'work-done', text: 'delete from posting_work where stream = any($1)', values: [done] }]),
    ];
  },
};

/** The streams of a person's postings. */
export const streamsOf = async (
  database: Database,
  personId: string,
  month: string | undefined,
): Promise<string[]> => {
  const rows = await database.query<{ month: Month; insurance: Insurance }>(
    'select month, insurance from posting_months where person_id = $1 and ($2::text is null or month = $2) order by month, insurance',
    [personId, month ?? null],
  );
  return rows.map((row) => postingStream({ personId, ...row }));
};

/** Work that somebody took up; `attempts` counts how often. */
export interface Work {
  readonly stream: string;
  readonly attempts: number;
}

/**
 * Takes work whose lease has run out: what is new is taken up by the process that stored it. Another worker
 * sees it again only if
 * this one dies. The wait doubles with each attempt.
 */
export const leaseDue = (database: Database, most: number): Promise<Work[]> =>
  database.query<Work & Record<string, unknown>>(
    `update posting_work set attempts = attempts + 1, due_at = now() + least(interval '5 seconds' * power(2, least(attempts, 6)), interval '5 minutes')
     where stream in (select stream from posting_work where due_at <= now() order by due_at limit $1 for update skip locked)
     returning stream, attempts`,
    [most],
  );
