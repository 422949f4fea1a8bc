import type { Instant } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { CaseEvent, CaseOwner, Evidence } from './case.events';
import { refusedProof, type ProofReason } from './proofs';

type DataOf<Type extends CaseEvent['type']> = Extract<CaseEvent, { type: Type }>['data'];

export type OpenCase = DataOf<'CaseOpened'> & { readonly type: 'OpenCase' };
export type ProbeCase = DataOf<'CaseProbed'> & { readonly type: 'ProbeCase' };
export type AssignCase = DataOf<'CaseAssigned'> & { readonly type: 'AssignCase' };
export type NoteOnCase = DataOf<'CaseNoted'> & { readonly type: 'NoteOnCase' };
export type CloseCase = Omit<DataOf<'CaseClosed'>, 'proof'> & {
  readonly type: 'CloseCase';
  readonly proof?: Evidence;
};
export type CaseCommand = OpenCase | ProbeCase | AssignCase | NoteOnCase | CloseCase;

/** Why a case is not changed. */
export type CaseReason = 'case-not-found' | 'case-closed' | ProofReason;

/** A case as it stands. */
export interface CaseState {
  readonly opened?: DataOf<'CaseOpened'>;
  readonly owner?: CaseOwner;
  readonly nextProbeAt?: Instant;
  readonly probes: number;
  /** What was noted or found last, and when: told again, it is nothing. */
  readonly last?: string;
  readonly closed?: DataOf<'CaseClosed'>;
}

/** The stream of a case. */
export const caseStream = (caseId: string): StreamName => `case-${caseId}`;

/**
 * A case is opened once, changed while it is open, and closed by a proof alone: an event, a line or an answer
 * that says where its money is.
 */
const decide = (command: CaseCommand, state: CaseState): Outcome<CaseEvent, CaseReason> => {
  if (command.type === 'OpenCase') {
    const { type: _, ...data } = command;
    return state.opened === undefined ? accept<CaseEvent>({ type: 'CaseOpened', data }) : accept();
  }
  if (state.opened === undefined) return reject('case-not-found');
  if (command.type === 'CloseCase') return close(command, state);
  if (state.closed !== undefined) return reject('case-closed');
  switch (command.type) {
    case 'ProbeCase': {
      const { type: _, ...data } = command;
      return state.last === told(data.found, data.at)
        ? accept()
        : accept<CaseEvent>({ type: 'CaseProbed', data });
    }
    case 'AssignCase': {
      const { type: _, ...data } = command;
      return data.owner === state.owner ? accept() : accept<CaseEvent>({ type: 'CaseAssigned', data });
    }
    case 'NoteOnCase': {
      const { type: _, ...data } = command;
      return state.last === told(data.note, data.at)
        ? accept()
        : accept<CaseEvent>({ type: 'CaseNoted', data });
    }
  }
};

const told = (what: string, at: Instant): string => `${at} ${what}`;

const close = (
  { type: _, proof, ...data }: CloseCase,
  { opened, closed }: CaseState,
): Outcome<CaseEvent, CaseReason> => {
  if (closed !== undefined)
    return closed.proof.reference === proof?.reference ? accept() : reject('case-closed');
  const refused = refusedProof(opened as DataOf<'CaseOpened'>, proof);
  if (refused !== undefined) return reject(refused);
  return accept<CaseEvent>({ type: 'CaseClosed', data: { ...data, proof: proof as Evidence } });
};

const evolve = (state: CaseState, { type, data }: CaseEvent): CaseState => {
  const { nextProbeAt: _, ...unprobed } = state;
  switch (type) {
    case 'CaseOpened':
    case 'CaseProbed': {
      const probed = data.nextProbeAt === undefined ? unprobed : { ...state, nextProbeAt: data.nextProbeAt };
      return type === 'CaseOpened'
        ? { ...probed, opened: data, owner: data.owner }
        : { ...probed, probes: state.probes + 1, last: told(data.found, data.at) };
    }
    case 'CaseAssigned':
      return { ...state, owner: data.owner };
    case 'CaseNoted':
      return { ...state, last: told(data.note, data.at) };
    case 'CaseClosed':
      return { ...unprobed, closed: data };
  }
};

/** The cases of the day end, and of whoever else has something to be explained. */
export const cases: Decider<CaseCommand, CaseState, CaseEvent, CaseReason> = {
  initial: { probes: 0 },
  streams: ({ caseId }) => [caseStream(caseId)],
  decide,
  evolve,
};
