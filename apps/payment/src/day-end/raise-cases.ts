import type { Instant } from '@canbao/calendar';
import type { CaseKind, CaseSubject, ProofKind } from '@canbao/domain-reconciliation';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { present, type Commands, type ServiceLog } from '@canbao/service-kit';
import { proveCase, raiseCase } from './case-desk';
import { caseSources } from './case-sources';

/** Configuration: cases that one round opens, and closes. */
const atOnceMax = 200;

interface DueRow extends Record<string, unknown> {
  readonly kind: CaseKind;
  readonly reference: string;
  readonly order_id: string | null;
  readonly person_id: string | null;
  readonly channel: string | null;
  readonly day: string | null;
  readonly insurance: string | null;
  readonly fen: string;
  readonly cause: string;
}

interface ProvenRow extends Record<string, unknown> {
  readonly case_id: string;
  readonly proof: ProofKind;
  readonly reference: string;
  readonly fen: string;
}

interface Work {
  readonly database: Database;
  readonly commands: Commands;
  readonly log: Pick<ServiceLog, 'error'>;
  readonly now: Instant;
}

const unionOf = (selects: readonly string[]): string =>
  selects.map((text) => `select * from (${text}) as s`).join(' union all ');

const dueText = `select kind, reference, order_id, person_id, channel, day::text as day, insurance,
    fen::text as fen, cause
  from (${unionOf(caseSources.map(({ due }) => due))}) as due limit ${atOnceMax}`;
const provenText = `select case_id, proof, reference, fen::text as fen
  from (${unionOf(caseSources.flatMap(({ proven }) => proven ?? []))}) as proven
  where $1::timestamptz is not null limit ${atOnceMax}`;

/** Kinds that somebody should hear of at once. */
const alarming: readonly CaseKind[] = [
  'statement-missing',
  'fact-unmatched',
  'bureau-conflict',
  'debit-contradiction',
  'treasury-unanswered',
];

/** Opens the cases that the sources tell of, each once, and closes those that something proves to be over. */
export const workSources = async ({ database, commands, log, now }: Work): Promise<void> => {
  const desk = { commands, actor: 'day-end', now };
  for (const { case_id: caseId, proof: kind, reference, fen } of await database.query<ProvenRow>(provenText, [
    now,
  ]))
    await proveCase(desk, caseId, { kind, reference, amount: fromFen(BigInt(fen)) });
  for (const row of await database.query<DueRow>(dueText, [now])) {
    const { kind, reference, cause, fen } = row;
    if (alarming.includes(kind)) log.error({ alarm: kind, reference }, cause);
    await raiseCase(desk, { kind, subject: subjectOf(row), amount: fromFen(BigInt(fen)), cause });
  }
};

const subjectOf = ({ reference, order_id, person_id, channel, day, insurance }: DueRow): CaseSubject => ({
  reference,
  ...present({ orderId: order_id, personId: person_id, channel, day, insurance }),
});
