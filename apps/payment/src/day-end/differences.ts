import type { Day, Instant } from '@canbao/calendar';
import type { DifferenceClass, ProofKind } from '@canbao/domain-reconciliation';
import type { Database } from '@canbao/postgres';
import { instantText } from '@canbao/postgres';
import type { Channel } from '@canbao/vocabulary';

/** Configuration: differences that one round works on; a corrected statement has its turn after it. */
const atOnceMax = 100;

/** A difference as it is read; amounts in fen. */
export interface Difference extends Record<string, unknown> {
  readonly id: string;
  readonly channel: Channel;
  readonly day: Day;
  readonly kind: 0 | 1;
  readonly key: string;
  readonly class: DifferenceClass;
  readonly theirs: string | null;
  readonly ours: string | null;
  readonly orderNo: string | null;
  readonly at: Instant | null;
  readonly orderId: string | null;
  readonly personId: string | null;
  readonly statementId: string | null;
  readonly line: number | null;
  readonly caseId: string | null;
  readonly proof: ProofKind | null;
  readonly reference: string | null;
  readonly proofFen: string | null;
  readonly foundAt: Instant;
}

const selected = `select id::text as id, channel, day::text as day, kind, key, class,
    theirs_fen::text as theirs, ours_fen::text as ours, order_no as "orderNo",
    ${instantText('at')} as at, order_id as "orderId", person_id as "personId",
    statement_id::text as "statementId", line, case_id as "caseId", proof, reference,
    proof_fen::text as "proofFen", ${instantText('found_at')} as "foundAt"
  from day_differences`;

/**
 * What was carried long enough is a break: the next day's statement is matched and has it neither, or two
 * days have passed. Configuration.
 */
export const endCarrying = (database: Database, now: Instant): Promise<unknown> =>
  database.query(
    `update day_differences d set state = 'open'
     where state = 'carried' and (
       exists (select from channel_days n where n.channel = d.channel and n.day = d.day + 1
         and n.matched_at > d.found_at)
       or (d.day + 2)::timestamp at time zone 'Asia/Shanghai' + interval '12 hours' <= $1)`,
    [now],
  );

/** Breaks that have no case yet. */
export const breaksWithoutCase = (database: Database): Promise<Difference[]> =>
  database.query<Difference>(
    `${selected} where state = 'open' and case_id is null order by id limit ${atOnceMax}`,
  );

/** The difference's case, once it is opened. */
export const linkCase = (database: Database, { id }: Difference, caseId: string): Promise<unknown> =>
  database.query('update day_differences set case_id = $2 where id = $1', [id, caseId]);

/** What operators have explained by closing its case. */
export const settleClosed = (database: Database): Promise<unknown> =>
  database.query(
    `update day_differences d set state = 'explained', settled = true, proof = c.proof ->> 'kind',
       reference = c.proof ->> 'reference'
     from cases c where c.case_id = d.case_id and c.status = 'closed' and d.state <> 'explained'`,
  );

/** What is explained and whose case is still open. */
export const explainedWithOpenCase = (database: Database): Promise<Difference[]> =>
  database.query<Difference>(
    `${selected} as d where state = 'explained' and case_id is not null
       and exists (select from cases c where c.case_id = d.case_id and c.status = 'open')
     order by id limit ${atOnceMax}`,
  );

/** The difference that a case is about. */
export const differenceOfCase = async (database: Database, caseId: string): Promise<Difference | undefined> =>
  (
    await database.query<Difference>(
      `${selected} where case_id = $1 and state <> 'explained' order by id desc limit 1`,
      [caseId],
    )
  )[0];

/** A channel's day that waits to be matched, or matched again. */
export interface DueDay extends Record<string, unknown> {
  readonly channel: Channel;
  readonly day: Day;
  readonly statementId: string;
  readonly isClosed: boolean;
}

/** Days with a statement in force that were never matched with it, or of which something of ours changed. */
export const daysToMatch = (database: Database): Promise<DueDay[]> =>
  database.query<DueDay>(
    `select channel, day::text as day, statement_id::text as "statementId",
       closed_at is not null as "isClosed"
     from channel_days
     where statement_id is not null
       and (matched_position is null or changed_position > matched_position)
     order by day, channel limit 50`,
  );

/** Matched days of which every difference is explained. */
export const daysToClose = (database: Database): Promise<DueDay[]> =>
  database.query<DueDay>(
    `select channel, day::text as day, statement_id::text as "statementId", false as "isClosed"
     from channel_days c
     where closed_at is null and matched_position is not null and changed_position <= matched_position
       and not exists (select from day_differences d
         where d.channel = c.channel and d.day = c.day and d.state <> 'explained')
     order by day, channel limit 50`,
  );

export const markClosed = (database: Database, { channel, day }: DueDay, at: Instant): Promise<unknown> =>
  database.query('update channel_days set closed_at = $3 where channel = $1 and day = $2', [
    channel,
    day,
    at,
  ]);

/** Of a day that is not over, more was told after it was closed. */
export const markOpen = (database: Database, { channel, day }: DueDay): Promise<unknown> =>
  database.query('update channel_days set closed_at = null where channel = $1 and day = $2', [channel, day]);
