import type { Day, Instant, Month } from '@canbao/calendar';
import { accept, reject, type Decider, type StreamName } from '@canbao/event-sourcing';
import type { DebitRunEvent } from './run.events';

/** A batch of all agreements is begun. */
export interface OpenRun {
  readonly type: 'OpenRun';
  readonly runId: string;
  readonly month: Month;
  readonly entrustDate: Day;
  readonly until: Day;
  readonly because: string;
  readonly at: Instant;
}
/** A page of agreements has been asked for. */
export interface NoteAsked {
  readonly type: 'NoteAsked';
  readonly runId: string;
  /** The last agreement of the page. */
  readonly after: string;
  readonly asked: number;
  readonly isLast: boolean;
}
/** No item is under way any more. */
export interface CloseRun {
  readonly type: 'CloseRun';
  readonly runId: string;
  readonly at: Instant;
}
export type RunCommand = OpenRun | NoteAsked | CloseRun;
export type RunReason = 'debit-run-not-found';

export interface RunState {
  readonly status: 'new' | 'asking' | 'asked' | 'closed';
  readonly opened?: Extract<DebitRunEvent, { type: 'DebitRunOpened' }>['data'];
  readonly after?: string;
}

export const runStream = (runId: string): StreamName => `debit-run-${runId}`;

/** A run, page by page. */
export const debitRun: Decider<RunCommand, RunState, DebitRunEvent, RunReason> = {
  initial: { status: 'new' },
  streams: ({ runId }) => [runStream(runId)],
  decide: (command, state) => {
    switch (command.type) {
      case 'OpenRun': {
        const { type: _, at: openedAt, ...run } = command;
        return state.status === 'new'
          ? accept<DebitRunEvent>({ type: 'DebitRunOpened', data: { ...run, openedAt } })
          : accept();
      }
      case 'NoteAsked': {
        const { type: _, ...asked } = command;
        // Two instances may ask for one page: its items are the same.
        const isKnown = state.after !== undefined && asked.after <= state.after && !asked.isLast;
        if (state.status === 'new') return reject('debit-run-not-found');
        return state.status !== 'asking' || isKnown
          ? accept()
          : accept<DebitRunEvent>({ type: 'DebitRunAsked', data: asked });
      }
      case 'CloseRun': {
        const { runId, at: closedAt } = command;
        if (state.status === 'new') return reject('debit-run-not-found');
        return state.status === 'asked'
          ? accept<DebitRunEvent>({ type: 'DebitRunClosed', data: { runId, closedAt } })
          : accept();
      }
    }
  },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'DebitRunOpened':
        return { ...state, status: 'asking', opened: data };
      case 'DebitRunAsked':
        return { ...state, status: data.isLast ? 'asked' : 'asking', after: data.after };
      case 'DebitRunClosed':
        return { ...state, status: 'closed' };
    }
  },
};
