import { monthsOfYear, type Instant, type Month } from '@canbao/calendar';
import { debitItem, debitRun, type RequestDebit } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { uuidOf, type Commands } from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { agreementsAfter, failedMonths, type AgreementRow, type RunRow } from '../views/debit-rows';

/** Configuration: agreements of a page; the run remembers where it has got to behind each. */
const pageSize = 500;
const job = 'debit-runs';

/** What a page has asked for, and the last agreement of it. */
interface Page {
  readonly asked: number;
  readonly after: string | undefined;
}

/**
 * Asks assessment for the months of every confirmed agreement, a page at a time: that of the run, and those
 * of the year that failed before. The items' ids follow from the run, so that a page asked again asks
 * nothing new.
 */
export const askAgreements = async (
  database: Database,
  commands: Commands,
  run: RunRow,
  after: string | undefined,
  at: Instant,
): Promise<Page> => {
  const page = await agreementsAfter(database, after, pageSize);
  const mayAct = page.filter((agreement) => agreement.mayAct);
  const months = await dueMonths(database, run, mayAct);
  const requests = mayAct.flatMap((agreement) => requestsFor(run, agreement, months, at));
  await Promise.all(requests.map((request) => commands.act(job, request.personId, debitItem, request)));
  const last = page.at(-1)?.agreementId ?? after;
  await commands.act(job, run.runId, debitRun, {
    type: 'NoteAsked',
    runId: run.runId,
    after: last ?? '',
    asked: requests.length,
    isLast: page.length < pageSize,
  });
  return { asked: requests.length, after: last };
};

type Months = ReadonlyMap<string, readonly Month[]>;
const keyOf = (agreementId: string, insurance: string): string => `${agreementId} ${insurance}`;

/** By agreement and insurance, the months of the year that failed before the run's own. */
const dueMonths = async (
  database: Database,
  { month }: RunRow,
  agreements: readonly AgreementRow[],
): Promise<Months> => {
  const ids = agreements.map(({ agreementId }) => agreementId);
  const [january = month] = monthsOfYear(month);
  const failed = await failedMonths(database, ids, january, month);
  const byKey = Map.groupBy(failed, ({ agreementId, insurance }) => keyOf(agreementId, insurance));
  return new Map([...byKey].map(([key, rows]) => [key, rows.map((row) => row.month)]));
};

const requestsFor = (
  { runId, month, until }: RunRow,
  { agreementId, personId, payerId, bank, insurances }: AgreementRow,
  failed: Months,
  at: Instant,
): RequestDebit[] =>
  insurances.split(',').flatMap((insurance) =>
    [...(failed.get(keyOf(agreementId, insurance)) ?? []), month].map((due) => ({
      type: 'RequestDebit',
      itemId: uuidOf(`debit|${runId}|${personId}|${insurance}|${due}`),
      runId,
      personId,
      insurance: insurance as Insurance,
      month: due,
      agreementId,
      payerId,
      bank,
      until,
      at,
    })),
  );
