import type { Instant } from '@canbao/calendar';
import {
  cases,
  deadlineOf,
  firstOwner,
  nextProbe,
  type CaseCommand,
  type CaseKind,
  type Evidence,
  type OpenCase,
} from '@canbao/domain-reconciliation';
import { fromFen, type Yuan } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { uuidOf, type Commands, type ServiceLog } from '@canbao/service-kit';
import { caseById, dueCases, type CaseRow } from '../views/cases.view';
import {
  breaksWithoutCase,
  differenceOfCase,
  explainedWithOpenCase,
  linkCase,
  type Difference,
} from './differences';

/** Asks whoever may know what a difference is about, and does what is certain; says what was found. */
export type Probe = (difference: Difference, now: Instant) => Promise<string>;

interface Work {
  readonly database: Database;
  readonly commands: Commands;
  readonly log: Pick<ServiceLog, 'error'>;
  readonly now: Instant;
}

const actor = 'day-end';

const run = (commands: Commands, subject: string, command: CaseCommand) =>
  commands.act(actor, subject, cases, command);

/** Every break has a case: with its cause, who has to act, when it is asked about next, and until when. */
export const openCases = async ({ database, commands, now }: Work): Promise<void> => {
  for (const difference of await breaksWithoutCase(database)) {
    const command = openingOf(difference, now);
    await run(commands, command.caseId, command);
    await linkCase(database, difference, command.caseId);
  }
};

const openingOf = (difference: Difference, at: Instant): OpenCase => {
  const { id, channel, day, key, orderId, personId, statementId, line, foundAt } = difference;
  const kind: CaseKind = difference.class;
  const seen = statementId === null || line === null ? [] : [`statement ${statementId} line ${line}`];
  return {
    type: 'OpenCase',
    caseId: uuidOf(`case|difference|${id}|${foundAt}`),
    kind,
    subject: {
      channel,
      day,
      reference: key,
      ...(orderId === null ? {} : { orderId }),
      ...(personId === null ? {} : { personId }),
    },
    amount: amountOf(difference),
    cause: causeOf(difference),
    owner: firstOwner(kind),
    openedAt: at,
    nextProbeAt: at,
    deadline: deadlineOf(kind, at),
    evidence: seen.map((reference): Evidence => ({
      kind: 'statement-line',
      reference,
      amount: theirsOf(difference),
    })),
  };
};

/** Where both sides have the item, ours: the proof is a line that agrees with it. */
const amountOf = ({ ours, theirs }: Difference): Yuan => fromFen(BigInt(ours ?? theirs ?? '0'));
const theirsOf = ({ theirs }: Difference): Yuan => fromFen(BigInt(theirs ?? '0'));

const causeOf = ({ class: of, theirs, ours }: Difference): string => {
  const [theirYuan, ourYuan] = [theirs, ours].map((fen) => (fen === null ? '-' : fromFen(BigInt(fen))));
  switch (of) {
    case 'channel-only':
      return `长款: the channel has taken ${theirYuan} that nobody has reported`;
    case 'ours-only':
      return `短款: ${ourYuan} were reported that the channel's statement does not have`;
    case 'amount':
      return `金额不符: the channel has ${theirYuan}, our books ${ourYuan}`;
    case 'status':
      return `状态不符: the two sides do not agree whether ${theirYuan} stand`;
    case 'conflict':
      return `重复流水: the channel confirms a report of ${theirYuan} under the number, we booked ${ourYuan}`;
  }
};

/** What the matching has explained closes its case: with the event, the line or the statement as proof. */
export const closeExplained = async ({ database, commands, log, now: at }: Work): Promise<void> => {
  for (const { caseId, proof, reference, proofFen } of await explainedWithOpenCase(database)) {
    if (caseId === null || proof === null || reference === null) continue;
    const evidence = {
      kind: proof,
      reference,
      ...(proofFen === null ? {} : { amount: fromFen(BigInt(proofFen)) }),
    };
    const close = { type: 'CloseCase', caseId, proof: evidence, by: actor, at } as const;
    const executed = await run(commands, caseId, close);
    if (executed.outcome !== 'rejected') continue;
    log.error({ alarm: 'case-without-proof', caseId, reason: executed.reason }, 'case stays open');
    await run(commands, caseId, {
      type: 'AssignCase',
      caseId,
      owner: 'operator',
      because: executed.reason,
      at,
    });
  }
};

/** Probes the cases that are due, and gives those that are overdue to an operator. */
export const workDueCases = async (work: Work, probe: Probe): Promise<void> => {
  const { database, commands, now: at } = work;
  for (const due of await dueCases(database, at)) {
    const { caseId } = due;
    if (due.probe === true) {
      const nextProbeAt = nextProbe(at, due.probes);
      const found = await foundOut(work, due, probe);
      await run(commands, caseId, { type: 'ProbeCase', caseId, found, at, nextProbeAt });
    }
    if (due.overdue)
      await run(commands, caseId, { type: 'AssignCase', caseId, owner: 'operator', because: 'deadline', at });
  }
};

/** Whom each kind waits for, where there is no item of a day to ask about: others ask them already. */
const waitsFor: Readonly<Record<CaseKind, string>> = {
  'channel-only': 'nothing to ask',
  'ours-only': 'nothing to ask',
  amount: 'nothing to ask',
  status: 'nothing to ask',
  conflict: 'nothing to ask',
  'treasury-missing': `the treasury's flow of each day is read; it does not have the item`,
  'treasury-amount': `the treasury's correction is awaited`,
  'treasury-conflict': `the treasury's correction is awaited`,
  'treasury-unknown': 'nothing of ours has the number',
  'treasury-return-missing': `the treasury's flow of each day is read; it does not have the return`,
  'treasury-unanswered': 'the treasury is asked again under the same number by the schedule',
  'bureau-missing': 'ledger-sync asks the bureau under the same request; no answer yet',
  'bureau-refused': 'the bureau has refused: post again, or open a refund',
  'bureau-amount': 'the bureau keeps its amount',
  'bureau-conflict': 'the bureau keeps its answer',
  'bureau-unreversed': 'the bureau has refused to reverse: have it asked again once it is put right',
  'bureau-total': 'the bureau is told our totals again by the schedule',
  'refund-abnormal': 'the money has not left another way yet',
  'suspense-stays': 'the line is still in suspense',
  'debit-base': 'the payer has not changed the base',
  'debit-contradiction': 'the bank has told two ends of the debit: ask it which one holds',
  'fact-unmatched': 'the channel is asked again by the schedule',
  'statement-missing': 'no whole statement yet; a bill is fetched again every minute',
  other: 'nothing to ask',
};

const foundOut = async (
  { database, now }: Work,
  { caseId, kind }: Pick<CaseRow, 'caseId' | 'kind'>,
  probe: Probe,
): Promise<string> => {
  const difference = await differenceOfCase(database, caseId);
  return difference === undefined ? waitsFor[kind as CaseKind] : probe(difference, now);
};

/** Has a case probed at once. */
export const probeNow = async (work: Work, caseId: string, probe: Probe): Promise<boolean> => {
  const row = await caseById(work.database, caseId);
  if (row === undefined || row.status === 'closed') return false;
  const found = await foundOut(work, row, probe);
  const nextProbeAt = nextProbe(work.now, row.probes);
  await run(work.commands, caseId, { type: 'ProbeCase', caseId, found, at: work.now, nextProbeAt });
  return true;
};
