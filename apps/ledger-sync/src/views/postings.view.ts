import type { Insurance } from '@canbao/vocabulary';
import {
  leavesWork,
  postingEvents,
  postingStream,
  type Obligation,
  type PostingEvent,
} from '@canbao/domain-ledger-sync';
import type { Month } from '@canbao/calendar';
import { plainArray, type Database, type InlineView } from '@canbao/postgres';

/** Which months of a person have a posting, and which postings have work left at their bureau. */
export const postingsView: InlineView = {
  name: 'postings',
  tables: [
    { name: 'posting_months', derived: ['person_id', 'month', 'insurance'] },
    // Attempts and the next due time belong to the worker.
    { name: 'posting_work', derived: ['stream'] },
  ],
  statements: (events) => {
    const own = events.filter(postingEvents.has);
    const firstEvents = own.filter(({ version }) => version === 1);
    const { left, done } = workAfter(own);
    return [
      ...(firstEvents.length === 0 ? [] : [insertMonths(firstEvents.map(({ data }) => data))]),
      ...(left.length === 0 ? [] : [insertWork(left)]),
      ...(done.length === 0 ? [] : [deleteWork(done)]),
    ];
  },
};

/** The streams that have work left after the events, and those whose work is done; the last event decides. */
const workAfter = (events: readonly PostingEvent[]): { left: string[]; done: string[] } => {
  const hasWork = new Map<string, boolean>();
  for (const event of events) {
    const left = leavesWork(event);
    if (left !== undefined) hasWork.set(postingStream(event.data), left);
  }
  const streams = [...hasWork.keys()];
  return {
    left: streams.filter((stream) => hasWork.get(stream) === true),
    done: streams.filter((stream) => hasWork.get(stream) === false),
  };
};

const insertMonths = (months: readonly Obligation[]) => ({
  name: 'insert-posting-months',
  text: `insert into posting_months (person_id, month, insurance)
    select * from unnest($1::uuid[], $2::text[], $3::text[])`,
  values: [
    plainArray(months.map(({ personId }) => personId)),
    plainArray(months.map(({ month }) => month)),
    plainArray(months.map(({ insurance }) => insurance)),
  ],
});

const insertWork = (streams: readonly string[]) => ({
  name: 'leave-work',
  text: `insert into posting_work (stream) select * from unnest($1::text[])
    on conflict (stream) do update set attempts = default, due_at = default`,
  values: [streams],
});

const deleteWork = (streams: readonly string[]) => ({
  name: 'work-done',
  text: 'delete from posting_work where stream = any($1)',
  values: [streams],
});

/** The streams of a person's postings, of all months or of one. */
export const streamsOf = async (
  database: Database,
  personId: string,
  month: string | undefined,
): Promise<string[]> => {
  const rows = await database.query<{ month: Month; insurance: Insurance }>(
    `select month, insurance from posting_months
     where person_id = $1 and ($2::text is null or month = $2) order by month, insurance`,
    [personId, month ?? null],
  );
  return rows.map((row) => postingStream({ personId, ...row }));
};

/** Leased work; `attempts` counts the leases. */
export interface Work {
  readonly stream: string;
  readonly attempts: number;
}

/**
 * Leases work that is due, up to `limit`: no other worker sees it until the lease runs out, and the lease
 * doubles with each attempt, from 5 seconds to 5 minutes. New work starts out leased by the process that
 * stored it.
 */
export const leaseDue = (database: Database, limit: number): Promise<Work[]> =>
  database.query<Work & Record<string, unknown>>(
    `update posting_work set attempts = attempts + 1,
       due_at = now() + least(interval '5 seconds' * power(2, least(attempts, 6)), interval '5 minutes')
     where stream in (
       select stream from posting_work where due_at <= now() order by due_at limit $1 for update skip locked
     )
     returning stream, attempts`,
    [limit],
  );
