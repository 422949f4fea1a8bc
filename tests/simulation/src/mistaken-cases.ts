import type { CaseCommand, CaseEvent, CaseState } from '@canbao/domain-reconciliation';
import { accept, type Decider } from '@canbao/event-sourcing';

/** The planted bug `break-closed-without-proof`: whoever asks for it has a case closed. */
export const closingWithoutProof = <Reason extends string>(
  cases: Decider<CaseCommand, CaseState, CaseEvent, Reason>,
): Decider<CaseCommand, CaseState, CaseEvent, Reason> => ({
  ...cases,
  decide: (command, state) => {
    const decided = cases.decide(command, state);
    if (decided.accepted || command.type !== 'CloseCase') return decided;
    const { caseId, by, at } = command;
    const proof = { kind: 'statement-line', reference: '' } as const;
    return accept<CaseEvent>({ type: 'CaseClosed', data: { caseId, by, at, proof } });
  },
});
