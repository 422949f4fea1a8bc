import type { Day } from '@canbao/calendar';
import { person, registrationRejections } from '@canbao/domain-registration';
import { Caller } from './caller';
import { Counters } from './counters';
import type { History } from './history';
import { Payers } from './payers';
import type { World } from './world';

/** Registering departments, counters and payers at work. */
export class Clients {
  readonly history: History = {
    persons: [],
    collections: [],
    orders: [],
    delegations: new Set(),
    problems: [],
  };
  private readonly caller: Caller;
  private readonly counters: Counters;
  private readonly payers: Payers;
  private busy = 0;

  constructor(private readonly world: World) {
    this.caller = new Caller(world);
    this.counters = new Counters(world, this.caller, this.history);
    this.payers = new Payers(world, this.caller, this.history);
  }

  get idle(): boolean {
    return this.busy === 0;
  }

  begin(persons: number, tellers: number, payers: number, jobsEach: number): void {
    const { scheduler } = this.world;
    this.spawn(async () => {
      for (let number = 0; number < persons; number += 1) await this.register(scheduler.uuid());
    });
    for (let number = 0; number < tellers; number += 1)
      this.work(jobsEach, (personId) => this.counters.serve(personId));
    for (let number = 1; number <= payers; number += 1)
      this.work(jobsEach, (personId) => this.payers.act(`payer-${number}`, personId));
  }

  /** One after the other, each for a person that is registered by then. */
  private work(jobs: number, job: (personId: string) => Promise<void>): void {
    const { scheduler } = this.world;
    this.spawn(async () => {
      for (let number = 0; number < jobs; number += 1) {
        await scheduler.sleep(this.caller.process, scheduler.below(200));
        if (this.history.persons.length > 0) await job(scheduler.pick(this.history.persons));
      }
    });
  }

  private spawn(work: () => Promise<void>): void {
    this.busy += 1;
    void work()
      .catch((error: unknown) => {
        this.history.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      })
      .finally(() => {
        this.busy -= 1;
      });
  }

  private async register(personId: string): Promise<void> {
    const from = '2020-01-01' as Day;
    for (const command of [
      { type: 'Register', personId },
      { type: 'EnrolPension', personId, district: '370102', from },
      { type: 'EnrolMedical', personId, district: '370102', scheme: 'pooled', from },
    ] as const) {
      await this.caller.call('registration', this.world.scheduler.uuid(), ({ commands }, input) =>
        commands.run(input, person, command, {
          subject: personId,
          rejections: registrationRejections,
          reply: () => ({ personId }),
        }),
      );
    }
    this.history.persons.push(personId);
  }
}
