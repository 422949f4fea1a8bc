import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import type { Operation, RejectionTable } from '@canbao/contracts';
import {
  EventStore,
  execute,
  fold,
  type Answer,
  type Decided,
  type Decider,
  type Event,
  type Executed,
} from '@canbao/event-sourcing';
import type { Received } from '@canbao/kafka';
import type { InputOf } from './http/operation-guard';
import { Problem, type ProblemText } from './http/problem';

/** What a controller adds to a command: whom it is about and how its outcome is told. */
export interface Command<State, E extends Event, Reason extends string> {
  /** The person the command is about; a function where only the events tell. */
  readonly subject: string | ((events: readonly E[]) => string);
  readonly rejections: RejectionTable<Reason>;
  /** The body of success. */
  readonly reply: (done: { readonly events: readonly E[]; readonly state: State }) => unknown;
  /**
   * Refusals that facts still on their way from another service could clear: decided again for a while (ADR
   * 4).
   */
  readonly retryWhile?: readonly Reason[];
}

/** How many milliseconds a refusal waits for facts in flight (ADR 4). */
export const CATCH_UP_MS = Symbol('CATCH_UP_MS');
const pauseMs = 50;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs));

/** The glue between a controller or consumer and `execute`: clock, caller, idempotency, problem documents. */
@Injectable()
export class Commands {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CATCH_UP_MS) private readonly catchUpMs: number,
  ) {}

  async run<C, State, E extends Event, Reason extends string>(
    input: InputOf<Operation>,
    decider: Decider<C, State, E, Reason>,
    command: C,
    options: Command<State, E, Reason>,
  ): Promise<unknown> {
    if (options.retryWhile !== undefined) await this.waitWhileRejected(decider, command, options.retryWhile);
    const answer = (decided: Decided<State, E, Reason>): Answer =>
      decided.accepted
        ? { status: 200, body: options.reply(decided) }
        : this.refusal(decided.reason, options.rejections[decided.reason], decided.details);
    const executed = await execute(this.store, decider, command, {
      subject: options.subject,
      recordedAt: this.clock.now(),
      metadata: { actor: input.caller.subject },
      answer,
      ...(input.idempotency === undefined ? {} : { idempotency: input.idempotency }),
    });
    if (executed.outcome === 'key-reused') throw Problem.general('idempotency-key-reused');
    if (executed.outcome === 'already-handled') throw Problem.general('internal');
    if (executed.outcome === 'replayed') void input.reply.header('idempotent-replayed', 'true');
    return give(executed.answer as Answer);
  }

  /** The same for what a foreign event causes; the effect and the inbox row commit together. */
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
    if (executed.outcome === 'rejected' && !last) throw new Error(`reaction refused: ${executed.reason}`);
  }

  /** The same for what a job does, or a line of a file. */
  act<C, State, E extends Event, Reason extends string>(
    actor: string,
    subject: string,
    decider: Decider<C, State, E, Reason>,
    command: C,
  ): Promise<Executed<State, E, Reason>> {
    return execute(this.store, decider, command, {
      subject,
      recordedAt: this.clock.now(),
      metadata: { actor },
    });
  }

  /** Asks until there is an answer or facts in flight have had their time. */
  async waitFor<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let waited = 0; ; waited += pauseMs) {
      const found = await ask();
      if (found !== undefined || waited >= this.catchUpMs) return found;
      await pause();
    }
  }

  private async waitWhileRejected<C, State, E extends Event, Reason extends string>(
    decider: Decider<C, State, E, Reason>,
    command: C,
    reasons: readonly Reason[],
  ): Promise<void> {
    await this.waitFor(async () => {
      const streams = decider.streams(command);
      const outcome = decider.decide(command, fold(decider, streams, await this.store.load(streams)));
      return outcome.accepted || !reasons.includes(outcome.reason) ? true : undefined;
    });
  }

  private refusal(code: string, text: ProblemText, details: Readonly<Record<string, unknown>>): Answer {
    const { conditions, ...rest } = details as { conditions?: never };
    return {
      status: text.status,
      body: new Problem(code, text, {
        ...(Object.keys(rest).length === 0 ? {} : { details: rest }),
        ...(conditions === undefined ? {} : { conditions }),
      }).document(),
    };
  }
}

/** A stored answer again: success as a body, a refusal as the problem it was. */
const give = ({ status, body }: Answer): unknown => {
  if (status < 400) return body;
  throw new AnsweredProblem(body as Record<string, unknown>);
};

/** A problem document that was made, and perhaps stored, before. */
export class AnsweredProblem extends Error {
  constructor(readonly document: Record<string, unknown>) {
    super(String(document['code']));
  }
}
