import type { Day, Instant, Month } from '@canbao/calendar';
import { instantText, type Database } from '@canbao/postgres';
import type { Bank, Insurance } from '@canbao/vocabulary';

/** An agreement as it is read. */
export interface AgreementRow extends Record<string, unknown> {
  readonly agreementId: string;
  readonly personId: string;
  readonly payerId: string;
  /** Joined by commas. */
  readonly insurances: string;
  readonly bank: Bank;
  readonly protocolNo: string;
  readonly last4: string;
  readonly status: 'awaiting-bank' | 'verified' | 'refused' | 'stopped';
  readonly because: string;
}
const agreements = `select agreement_id as "agreementId", person_id as "personId", payer_id as "payerId",
    insurances, bank, protocol_no as "protocolNo", last4, status, because from debit_agreements`;

/** Begins the payer of an agreement that a bank signed at its counter: no payer of ours signed it. */
export const counterPrefix = 'counter/';
const atCounter = `like '${counterPrefix}%'`;

export const agreementById = async (database: Database, id: string): Promise<AgreementRow | undefined> =>
  (await database.query<AgreementRow>(`${agreements} where agreement_id = $1`, [id]))[0];

export const agreementsOf = (database: Database, payerId: string): Promise<AgreementRow[]> =>
  database.query<AgreementRow>(
    `${agreements} where payer_id = $1 or (payer_id ${atCounter}
       and person_id in (select person_id from delegations where delegations.payer_id = $1))
     order by position desc limit 100`,
    [payerId],
  );

/** Configuration: from the first look at a bank to the next, doubled every time, up to an hour. */
const nextLook = "now() + least(interval '1 hour', interval '2 seconds' * (1 << least(attempts, 11)))";

/** Agreements that wait for their bank's confirmation: each is given to one instance, and again later. */
export const leaseAgreements = (database: Database, max: number): Promise<AgreementRow[]> =>
  database.query<AgreementRow>(
    `with due as (
       select agreement_id from debit_agreements where status = 'awaiting-bank' and due_at <= now()
       order by due_at limit $1 for update skip locked),
     leased as (
       update debit_agreements set attempts = attempts + 1, due_at = ${nextLook}
       where agreement_id in (select agreement_id from due) returning agreement_id)
     ${agreements} where agreement_id in (select agreement_id from leased)`,
    [max],
  );

/** A page of confirmed agreements behind one, with whether their payer may still act for the person. */
export const agreementsAfter = (
  database: Database,
  after: string | undefined,
  max: number,
): Promise<(AgreementRow & { readonly mayAct: boolean })[]> =>
  database.query<AgreementRow & { mayAct: boolean }>(
    `select page.*, page."payerId" ${atCounter} or exists (select from delegations
        where delegations.payer_id = page."payerId" and delegations.person_id = page."personId") as "mayAct"
     from (${agreements} where status = 'verified' and ($1::uuid is null or agreement_id > $1::uuid)
       order by agreement_id limit $2) as page
     order by "agreementId"`,
    [after ?? null, max],
  );

/** A run as it is read. */
export interface RunRow extends Record<string, unknown> {
  readonly runId: string;
  readonly month: Month;
  readonly entrustDate: Day;
  readonly until: Day;
  readonly because: string;
  readonly status: 'asking' | 'asked' | 'closed';
  readonly openedAt: Instant;
}
const runs = `select run_id as "runId", month, entrust_date::text as "entrustDate", until::text as until,
    because, status, ${instantText('opened_at')} as "openedAt" from debit_runs`;

export const runById = async (database: Database, runId: string): Promise<RunRow | undefined> =>
  (await database.query<RunRow>(`${runs} where run_id = $1`, [runId]))[0];

export const latestRuns = (database: Database): Promise<RunRow[]> =>
  database.query<RunRow>(`${runs} order by debit_runs.position desc limit 100`, []);

export const openRuns = (database: Database): Promise<RunRow[]> =>
  database.query<RunRow>(`${runs} where status <> 'closed' order by debit_runs.position limit 20`, []);

/** Whether an item of a run has no end yet. */
export const isUnderWay = async (database: Database, runId: string): Promise<boolean> => {
  const [row] = await database.query<{ found: boolean }>(
    `select exists (select from debit_items where run_id = $1
       and status in ('asked', 'ready', 'packed', 'unknown')) as found`,
    [runId],
  );
  return row?.found === true;
};

/** How many items of a run stand how, and why; yuan. */
export const itemCounts = (
  database: Database,
  runId: string,
): Promise<{ status: string; because: string; count: string; amount: string }[]> =>
  database.query<{ status: string; because: string; count: string; amount: string }>(
    `select status, because, count(*)::text as count, coalesce(sum(amount), 0)::numeric(14,2)::text as amount
     from debit_items where run_id = $1 group by status, because order by status, because`,
    [runId],
  );

/**
 * A month that has come to no good end in an earlier run, and not to a good one since: under the agreement,
 * or under another of the same payer or of a counter (a closed account gets a new agreement).
 */
export interface FailedMonth extends Record<string, unknown> {
  readonly agreementId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

export const failedMonths = (
  database: Database,
  agreementIds: readonly string[],
  from: Month,
  before: Month,
): Promise<FailedMonth[]> =>
  database.query<FailedMonth>(
    `select agreement_id as "agreementId", insurance, month from (
       select distinct on (mine.agreement_id, insurance, month) mine.agreement_id, insurance, month,
         debit_items.status, debit_items.because
       from debit_agreements mine
       join debit_agreements any_of on any_of.person_id = mine.person_id
         and (any_of.payer_id = mine.payer_id or any_of.payer_id ${atCounter} or mine.payer_id ${atCounter})
       join debit_items on debit_items.agreement_id = any_of.agreement_id
       where mine.agreement_id = any($1::uuid[]) and month >= $2 and month < $3
       order by mine.agreement_id, insurance, month, asked_position desc) as latest
     where status in ('failed', 'voided')
       or (status = 'left-out' and because not in ('already-paid', 'month-already-paid'))`,
    [agreementIds, from, before],
  );

/** Ready items of a run by bank: how many, and how many of the run have no answer of assessment yet. */
export const readyCounts = (
  database: Database,
  runId: string,
): Promise<{ bank: Bank; ready: number; asked: number }[]> =>
  database.query<{ bank: Bank; ready: number; asked: number }>(
    `select bank, count(*) filter (where status = 'ready')::int as ready,
       count(*) filter (where status = 'asked')::int as asked
     from debit_items where run_id = $1 and status in ('ready', 'asked') group by bank order by bank`,
    [runId],
  );

/** Ready items of a run and bank, the first asked first, with how their agreement stands. */
export const readyItems = (
  database: Database,
  runId: string,
  bank: Bank,
  max: number,
): Promise<
  {
    itemId: string;
    personId: string;
    insurance: Insurance;
    month: Month;
    agreementStatus: string;
  }[]
> =>
  database.query(
    `select item_id as "itemId", debit_items.person_id as "personId", insurance, month,
       case when debit_agreements.protocol_no <> debit_items.protocol_no then 'changed'
         else debit_agreements.status end as "agreementStatus"
     from debit_items join debit_agreements using (agreement_id)
     where run_id = $1 and debit_items.status = 'ready' and debit_items.bank = $2
     order by asked_position limit $3`,
    [runId, bank, max],
  );

/** A pack as it is read. */
export interface PackRow extends Record<string, unknown> {
  readonly entrustDate: Day;
  readonly packNo: string;
  readonly runId: string;
  readonly bank: Bank;
  readonly count: number;
  /** Yuan. */
  readonly total: string;
  readonly until: Day;
  readonly status: 'made' | 'taken' | 'refused';
  readonly conflicts: number;
}
const packs = `select entrust_date::text as "entrustDate", pack_no as "packNo", run_id as "runId", bank,
    count, total::text as total, until::text as until, status, conflicts from debit_packs`;

export const packsOf = (database: Database, runId: string): Promise<PackRow[]> =>
  database.query<PackRow>(`${packs} where run_id = $1 order by entrust_date, pack_no`, [runId]);

/** Packs on that day: the next one has the number behind them. */
export const packsOn = async (database: Database, entrustDate: Day): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    'select count(*)::int as count from debit_packs where entrust_date = $1',
    [entrustDate],
  );
  return row?.count ?? 0;
};

/** Packs that are to be sent, or some of whose items have no end: each is given to one instance. */
export const leasePacks = (database: Database, max: number): Promise<PackRow[]> =>
  database.query<PackRow>(
    `with due as (
       select entrust_date, pack_no from debit_packs
       where due_at <= now() and (status = 'made' or exists (select from debit_items
         where debit_items.pack = debit_packs.entrust_date || ' ' || debit_packs.pack_no
           and debit_items.status in ('packed', 'unknown')))
       order by due_at limit $1 for update skip locked),
     leased as (
       update debit_packs set attempts = attempts + 1, due_at = ${nextLook}
       where (entrust_date, pack_no) in (select entrust_date, pack_no from due)
       returning entrust_date, pack_no)
     ${packs} where (entrust_date, pack_no) in (select entrust_date, pack_no from leased)`,
    [max],
  );

/** Items of a run that need somebody: a base outside the limits. */
export const casesOf = (
  database: Database,
  runId: string,
): Promise<{ itemId: string; personId: string; insurance: Insurance; month: Month; because: string }[]> =>
  database.query(
    `select item_id as "itemId", person_id as "personId", insurance, month, because from debit_items
     where run_id = $1 and status = 'left-out'
       and because in ('base-below-lower-limit', 'base-above-upper-limit', 'base-not-multiple-of-step')
     order by asked_position limit 1000`,
    [runId],
  );
