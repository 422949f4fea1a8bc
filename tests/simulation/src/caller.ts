import type { Operation } from '@canbao/contracts';
import { isTransient } from '@canbao/runtime';
import { AnsweredProblem, type InputOf } from '@canbao/service-kit';
import type { Instance } from './running';
import { Crashed, Process } from './scheduler';
import type { ServiceName } from './services';
import type { World } from './world';

const attemptsMax = 1000;

/** Something outside that calls the services and may wait; it never crashes. */
export class Caller {
  readonly process = new Process('outside');

  constructor(private readonly world: World) {}

  /** Repeats a broken call under the same key until there is an answer; a problem document is one. */
  async call(
    service: ServiceName,
    key: string,
    work: (instance: Instance, input: InputOf<Operation>) => Promise<unknown>,
  ): Promise<unknown> {
    const { scheduler, clock } = this.world;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      await scheduler.sleep(this.process, attempt * 200);
      const input = {
        caller: { subject: 'counter', role: 'tax-desk' },
        idempotency: { scope: service, key, fingerprint: key },
        now: clock.now(),
        reply: { header: () => undefined },
      } as unknown as InputOf<Operation>;
      try {
        return await work(this.world.instance(service), input);
      } catch (error) {
        if (error instanceof AnsweredProblem) return error;
        if (!isTransient(error) && !(error instanceof Crashed)) throw error;
      }
    }
    throw new Error(`${service} never answered`);
  }
}

/** An answer as the history keeps it, after the key it was given under. */
export const noted = (key: string, answer: unknown): string =>
  `${key} ${answer instanceof AnsweredProblem ? answer.message : JSON.stringify(answer)}`;
