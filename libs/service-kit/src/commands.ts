import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import type { Call, Condition, RejectionTable, RejectionText } from '@canbao/contracts';
import {
  EventStore,
  execute,
  fold,
  type Answer,
  type Decided,
  type Decider,
  type Details,
  type Event,
  type Executed,
} from '@canbao/event-sourcing';
import type { Received } from '@canbao/kafka';
import { identityOf } from './http/caller';
import type { InputOf } from './http/input';
import { AnsweredProblem, Problem, type ProblemText } from './http/problem';

/** What a controller adds to a command: whom it is about, and how its outcome is answered. */
export interface RunOptions<State, E extends Event, Reason extends string> {
  /** The person the command is about; a function where only the events say. */
  readonly subject: string | ((events: readonly E[]) => string);
  readonly rejections: RejectionTable<Reason>;
  /** The body of success. */
  readonly reply: (accepted: { readonly events: readonly E[]; readonly state: State }) => unknown;
  /**
   * Whether the success waits for another fact: it is not stored then, and a repeat is answered as things
   * stand (ADR 22).
   */
  readonly isProvisional?: (state: State) => boolean;
}

/**
 * The way from a controller, consumer or job to `execute`: adds clock, caller, idempotency and problem
 * documents.
 */
@Injectable()
export class Commands {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs the command of a request and answers it; a repeat under the same idempotency key gets the stored
   * answer. One that may change is not stored, so its repeat is decided again (ADR 22).
   * @throws AnsweredProblem when the command is rejected, now or the first time.
   * @throws Problem `idempotency-key-reused` when the key belongs to another request.
   */
  async run<C, State, E extends Event, Reason extends string>(
    input: InputOf<Call>,
    decider: Decider<C, State, E, Reason>,
    command: C,
    options: RunOptions<State, E, Reason>,
  ): Promise<unknown> {
    const { idempotency } = input;
    const executed = await execute(this.store, decider, command, {
      subject: options.subject,
      recordedAt: this.clock.now(),
      metadata: { actor: identityOf(input.caller) },
      answer: (decided) => answerTo(decided, options),
      isProvisional: (decided) =>
        decided.accepted
          ? options.isProvisional?.(decided.state) === true
          : mayClear(options.rejections[decided.reason]),
      ...(idempotency === undefined ? {} : { idempotency }),
    });
    if (executed.outcome === 'key-reused') throw Problem.general('idempotency-key-reused');
    if (executed.outcome === 'already-handled') throw Problem.general('internal');
    if (executed.outcome === 'replayed' && idempotency !== undefined) idempotency.replayed = true;
    return bodyOf(executed.answer as Answer);
  }

  /** Decides without storing anything. @throws Problem when the command would be rejected as things stand. */
  async check<C, State, E extends Event, Reason extends string>(
    decider: Decider<C, State, E, Reason>,
    command: C,
    rejections: RejectionTable<Reason>,
  ): Promise<void> {
    const streams = decider.streams(command);
    const outcome = decider.decide(command, fold(decider, streams, await this.store.load(streams)));
    if (outcome.accepted) return;
    throw problemOf(outcome.reason, rejections[outcome.reason], outcome.details);
  }

  /**
   * Runs a command that a foreign event calls for. The last command of an event stores the inbox entry with
   * its effect; when it is rejected, the entry is stored alone.
   * @throws Error when a command before the last is rejected, so that the event is not recorded as handled.
   */
  async react<C, State, E extends Event, Reason extends string>(
    received: Received,
    decider: Decider<C, State, E, Reason>,
    command: C,
    last = true,
  ): Promise<void> {
    const executed = await execute(this.store, decider, command, {
      subject: received.subject,
      recordedAt: this.clock.now(),
      metadata: { actor: received.inbox.consumer, causationId: received.eventId },
      ...(last ? { inbox: received.inbox } : {}),
    });
    if (executed.outcome === 'rejected' && !last) throw new Error(`reaction rejected: ${executed.reason}`);
  }

  /** Runs a command of a job, or of a line of a file. `actor` names the job or the caller. */
  act<C, State, E extends Event, Reason extends string>(
    actor: string,
    subject: RunOptions<State, E, Reason>['subject'],
    decider: Decider<C, State, E, Reason>,
    command: C,
  ): Promise<Executed<State, E, Reason>> {
    return execute(this.store, decider, command, {
      subject,
      recordedAt: this.clock.now(),
      metadata: { actor },
    });
  }
}

/** A version conflict is: reading again changes If-Match, which is not part of the key's fingerprint. */
const mayClear = ({ retryable, status }: RejectionText): boolean => retryable || status === 412;

const answerTo = <State, E extends Event, Reason extends string>(
  decided: Decided<State, E, Reason>,
  { rejections, reply }: RunOptions<State, E, Reason>,
): Answer =>
  decided.accepted
    ? { status: 200, body: reply(decided) }
    : refusal(decided.reason, rejections[decided.reason], decided.details);

const refusal = (code: string, text: ProblemText, details: Details): Answer => ({
  status: text.status,
  body: problemOf(code, text, details).document(),
});

const problemOf = (code: string, text: ProblemText, { conditions, ...details }: Details): Problem =>
  new Problem(code, text, {
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(conditions === undefined ? {} : { conditions: conditions as readonly Condition[] }),
  });

/** The body of a success. @throws AnsweredProblem for a refusal, which may have been stored before. */
const bodyOf = ({ status, body }: Answer): unknown => {
  if (status < 400) return body;
  throw new AnsweredProblem(body as Record<string, unknown>);
};
