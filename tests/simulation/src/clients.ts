import { Agencies } from './agencies';
import { Caller } from './caller';
import { Counters } from './counters';
import { DebitSigners } from './debits/debit-signers';
import { Feeds } from './feeds';
import { newHistory } from './history';
import { Operators } from './operators';
import { Payers } from './payers';
import { RefundOffice } from './refund-office';
import { Registrars } from './registrars';
import { SuspenseDesk } from './suspense-desk';
import { TrueUpOffice } from './true-ups/true-up-office';
import { WalletPayers } from './wallets/wallet-payers';
import type { World } from './world';

/** A registering department, an agency, counters and payers at work. */
export class Clients {
  readonly history = newHistory();
  private readonly caller: Caller;
  private readonly counters: Counters;
  private readonly payers: Payers;
  private readonly wallets: WalletPayers;
  private readonly signers: DebitSigners;
  private readonly registrars: Registrars;
  private readonly agencies: Agencies;
  private readonly feeds: Feeds;
  private readonly trueUps: TrueUpOffice;
  private busy = 0;

  constructor(private readonly world: World) {
    this.caller = new Caller(world);
    this.payers = new Payers(world, this.caller, this.history);
    this.wallets = new WalletPayers(world, this.caller, this.history);
    this.signers = new DebitSigners(world, this.caller, this.history);
    this.feeds = new Feeds(world, this.caller, this.history);
    this.registrars = new Registrars(world, this.caller, this.history, this.feeds);
    this.agencies = new Agencies(world, this.caller, this.history);
    this.trueUps = new TrueUpOffice(world, this.caller, this.history);
    this.counters = new Counters(world, this.caller, this.history, (personId) => this.disturb(personId));
  }

  get idle(): boolean {
    return this.busy === 0;
  }

  /** Whether nothing that they have sent is still on its way. */
  get areHeard(): boolean {
    return this.idle && this.wallets.isIdle;
  }

  begin(persons: number, tellers: number, payers: number, jobsEach: number): void {
    const { scheduler } = this.world;
    void new Operators(this.world, this.caller, this.history).work();
    void new RefundOffice(this.world, this.caller, this.history).work();
    void new SuspenseDesk(this.world, this.caller, this.history).work();
    this.spawn(async () => {
      for (let number = 0; number < persons; number += 1) await this.registrars.register(scheduler.uuid());
    });
    if (this.world.playsFeeds) this.spawn(() => this.feeds.work(scheduler.uuid()));
    this.work(scheduler.below(8), (personId) => this.registrars.act(this.orBegun(personId)), 1_500);
    this.work(2 + scheduler.below(6), (personId) => this.agencies.act(this.orBegun(personId)), 800);
    for (let number = 0; number < tellers; number += 1)
      this.work(jobsEach, (personId) => this.counters.serve(personId));
    for (let number = 1; number <= payers; number += 1)
      this.work(jobsEach, (personId) => this.payers.act(`payer-${number}`, personId));
    this.work(2 + scheduler.below(6), (personId) => this.wallets.order('payer-1', personId), 1_000);
    if (scheduler.chance(0.7)) this.beginDebits();
    if (this.world.playsTrueUps) this.beginTrueUps();
  }

  /** Of months that were paid since the last run, or by somebody who was taken for dead. */
  adjustTheRest(): void {
    this.spawn(() => this.trueUps.adjust());
  }

  /** A day has passed: the channels send their bills. */
  endDay(): void {
    this.spawn(() => this.wallets.sendBills());
  }

  /** The limits are over: some banks find out what they did not know. */
  endLimits(): void {
    this.spawn(() => this.signers.sendLateResults());
  }

  /** What a run adds is paid while others may still be at work. */
  private beginTrueUps(): void {
    this.work(12, (personId) => this.counters.serve(personId), 600);
    this.spawn(async () => {
      await this.trueUps.work();
      this.work(12, (personId) => this.counters.serve(personId), 600);
    });
  }

  private beginDebits(): void {
    const { scheduler } = this.world;
    this.work(2 + scheduler.below(4), (personId) => this.signers.sign(personId), 2_000);
    this.work(1 + scheduler.below(2), () => this.signers.openRun(), 6_000);
  }

  /** Changes are most telling where a bundle has begun to arrive. */
  private orBegun(personId: string): string {
    return this.world.scheduler.chance(0.5) ? (this.history.incomplete.at(-1) ?? personId) : personId;
  }

  private async disturb(personId: string): Promise<void> {
    const { scheduler } = this.world;
    if (scheduler.chance(0.2)) await this.registrars.change(personId);
    if (scheduler.chance(0.12)) await this.agencies.act(personId);
  }

  /** One after the other, each for a person that is registered by then. */
  private work(jobs: number, job: (personId: string) => Promise<void>, pauseMsMax = 200): void {
    const { scheduler } = this.world;
    this.spawn(async () => {
      for (let number = 0; number < jobs; number += 1) {
        await scheduler.sleep(this.caller.process, scheduler.below(pauseMsMax));
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
}
