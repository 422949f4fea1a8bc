import { isTransient } from './transient';

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

const largest = 200;

/**
 * Answers callers together: while one round trip is under way the next callers gather, and go together in the next.
 * Nobody waits for a timer, so at low load a group is one caller. The fault of one caller does not refuse its
 * neighbours: the group is asked again one by one, unless it is the world that fails, or `faults` says that they are everybody's.
 */
export class Gather<Asked, Answer> {
  private waiting: Waiting<Asked, Answer>[] = [];
  private readonly running = new Set<Promise<void>>();
  private runs = 0;

  /** `atOnce` round trips may be under way; more than one makes smaller groups, and hides the wait for the disk. */
  constructor(private readonly answerAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>, private readonly atOnce = 1, private readonly faults: 'own' | 'shared' = 'own') {}

  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ asked, resolve, reject });
      if (this.runs < this.atOnce) this.start();
    });
  }

  /** Ends when nobody waits any more. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  private start(): void {
    this.runs += 1;
    const run = this.run();
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }

  private async run(): Promise<void> {
    // Let all who come with this turn of the event loop join the first group: what many sockets brought is read in one.
    await new Promise((resolve) => { setImmediate(resolve); });
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, largest);
      await this.answer(group).catch(async (error: unknown) => {
        if (group.length === 1 || this.faults === 'shared' || isTransient(error)) return group.forEach(({ reject }) => { reject(error); });
        for (const one of group) await this.answer([one]).catch(one.reject);
      });
    }
    // At once: whoever asks in the next microtask starts the next run.
    this.runs -= 1;
  }

  private async answer(group: readonly Waiting<Asked, Answer>[]): Promise<void> {
    const answers = await this.answerAll(group.map(({ asked }) => asked));
    group.forEach(({ resolve }, index) => { resolve(answers[index] as Answer); });
  }
}
