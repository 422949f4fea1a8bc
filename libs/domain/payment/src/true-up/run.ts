import type { Instant } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { TrueUpTerms } from '@canbao/rules';
import type { RunSums, TrueUpRunEvent } from './true-up.events';

interface OfRun {
  readonly runId: string;
  readonly at: Instant;
}
/** An operator wants to know what final limits change about a year, for whom, and what it comes to. */
export interface OpenTrueUpRun extends OfRun {
  readonly type: 'OpenTrueUpRun';
  readonly terms: TrueUpTerms;
  /** The position in the log up to which paid months count. */
  readonly upTo: string;
  readonly by: string;
}
/** Everybody is looked at, or everybody's months are adjusted. */
export interface EndPhase extends OfRun {
  readonly type: 'NoteRehearsed' | 'NoteCompleted';
  readonly sums: RunSums;
}
/** Two operators have agreed on the sums; or one stops the run, or has it go on. */
export interface SteerRun extends OfRun {
  readonly type: 'ActivateRun' | 'StopRun' | 'ResumeRun';
  readonly by: string;
}
export type TrueUpRunCommand = OpenTrueUpRun | EndPhase | SteerRun;

/** Why a run is not steered that way. */
export type TrueUpRunReason =
  'true-up-run-not-found' | 'true-up-not-rehearsed' | 'true-up-run-not-running' | 'true-up-run-not-stopped';

/** Where a run stands; `stopped` goes on as what it was. */
export interface TrueUpRunState {
  readonly status: 'new' | 'rehearsing' | 'rehearsed' | 'activating' | 'completed';
  readonly isStopped: boolean;
  readonly opened?: Extract<TrueUpRunEvent, { type: 'TrueUpRunOpened' }>['data'];
  readonly sums?: RunSums;
}

/** The stream of a run. */
export const trueUpRunStream = (runId: string): StreamName => `true-up-run-${runId}`;

/** A run (多退少补): rehearsed, activated by two operators, stopped and resumed by one. */
export const trueUpRun: Decider<TrueUpRunCommand, TrueUpRunState, TrueUpRunEvent, TrueUpRunReason> = {
  initial: { status: 'new', isStopped: false },
  streams: ({ runId }) => [trueUpRunStream(runId)],
  decide: (command, state) => {
    if (command.type === 'OpenTrueUpRun') return opened(command, state);
    if (state.status === 'new') return reject('true-up-run-not-found');
    switch (command.type) {
      case 'NoteRehearsed':
      case 'NoteCompleted':
        return ended(command, state);
      default:
        return steered(command, state);
    }
  },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'TrueUpRunOpened':
        return { ...state, status: 'rehearsing', opened: data };
      case 'TrueUpRehearsed':
        return { ...state, status: 'rehearsed', sums: data.sums };
      case 'TrueUpActivated':
        return { ...state, status: 'activating' };
      case 'TrueUpStopped':
        return { ...state, isStopped: true };
      case 'TrueUpResumed':
        return { ...state, isStopped: false };
      case 'TrueUpCompleted':
        return { ...state, status: 'completed', sums: data.sums };
    }
  },
};

type Decided = Outcome<TrueUpRunEvent, TrueUpRunReason>;

const opened = ({ runId, terms, upTo, by, at }: OpenTrueUpRun, { status }: TrueUpRunState): Decided =>
  status === 'new'
    ? accept<TrueUpRunEvent>({ type: 'TrueUpRunOpened', data: { runId, ...terms, upTo, by, at } })
    : accept();

/** A phase that was stopped meanwhile, or is over, does not end. */
const ended = ({ type, runId, sums, at }: EndPhase, { status, isStopped }: TrueUpRunState): Decided => {
  const due = type === 'NoteRehearsed' ? 'rehearsing' : 'activating';
  if (status !== due || isStopped) return accept();
  const told = type === 'NoteRehearsed' ? 'TrueUpRehearsed' : 'TrueUpCompleted';
  return accept<TrueUpRunEvent>({ type: told, data: { runId, sums, at } });
};

const steered = ({ type, runId, by, at }: SteerRun, { status, isStopped }: TrueUpRunState): Decided => {
  const data = { runId, by, at };
  const isRunning = status === 'rehearsing' || status === 'activating';
  switch (type) {
    case 'ActivateRun':
      if (status === 'activating' || status === 'completed') return accept();
      return status === 'rehearsed'
        ? accept<TrueUpRunEvent>({ type: 'TrueUpActivated', data })
        : reject('true-up-not-rehearsed', { status });
    case 'StopRun':
      if (isStopped) return accept();
      return isRunning
        ? accept<TrueUpRunEvent>({ type: 'TrueUpStopped', data })
        : reject('true-up-run-not-running', { status });
    case 'ResumeRun':
      if (isStopped) return accept<TrueUpRunEvent>({ type: 'TrueUpResumed', data });
      return isRunning ? accept() : reject('true-up-run-not-stopped', { status });
  }
};
