import type { Instant } from '@canbao/calendar';
import {
  cases,
  deadlineOf,
  firstOwner,
  nextProbe,
  type CaseKind,
  type CaseSubject,
  type Evidence,
} from '@canbao/domain-reconciliation';
import type { Yuan } from '@canbao/money';
import { uuidOf, type Commands } from '@canbao/service-kit';

/** Something that has to be explained. */
export interface Finding {
  readonly kind: CaseKind;
  /** With the number under which the other side knows it, which names the case. */
  readonly subject: CaseSubject;
  /** Yuan; `0.00` where no money is in question. */
  readonly amount: Yuan;
  readonly cause: string;
}

interface Desk {
  readonly commands: Commands;
  readonly actor: string;
  readonly now: Instant;
}

/** One case for one thing of a kind, for ever. */
export const caseIdOf = (kind: CaseKind, reference: string): string => uuidOf(`case|${kind}|${reference}`);

/** Opens the finding's case, once: found again, nothing happens. */
export const raiseCase = async (
  { commands, actor, now: at }: Desk,
  { kind, subject, amount, cause }: Finding,
): Promise<void> => {
  const caseId = caseIdOf(kind, subject.reference);
  await commands.act(actor, subject.personId ?? caseId, cases, {
    type: 'OpenCase',
    caseId,
    kind,
    subject,
    amount,
    cause,
    owner: firstOwner(kind),
    openedAt: at,
    nextProbeAt: nextProbe(at, 0),
    deadline: deadlineOf(kind, at),
    evidence: [],
  });
};

/** Closes a case by its proof; one that is not there, or that the proof does not fit, stays as it is. */
export const proveCase = ({ commands, actor, now: at }: Desk, caseId: string, proof: Evidence) =>
  commands.act(actor, caseId, cases, { type: 'CloseCase', caseId, proof, by: actor, at });
