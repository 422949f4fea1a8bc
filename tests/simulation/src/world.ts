import { currentMonth } from '@canbao/calendar';
import { anyEvents, fold, type Decider, type Event } from '@canbao/event-sourcing';
import { topicsOf } from '@canbao/contracts';
import { orderIdOf } from '@canbao/domain-payment';
import type { Published } from '@canbao/kafka';
import type { Insurance } from '@canbao/vocabulary';
import { withSeals } from '@canbao/service-kit';
import { Broker } from './broker';
import type { Bugs } from './bugs';
import { hasDebitsToDo } from './debits/debit-books';
import { DebitBanks } from './debits/debit-banks';
import { SimulatedBureau } from './bureau';
import { boot, partitionsOf } from './instance';
import { additionsAlone } from './invariants/payment-events';
import { hasDuePostings, refusedPostings, type Leases } from './jobs';
import { openOrders } from './orders';
import { answersGroup, partitionsOfAnswers } from './readers/hear-answers';
import { ReadingBureau } from './readers/reading-bureau';
import { RefundChannel } from './refund-channel';
import { hasOpenRefunds } from './refunds';
import type { Instance } from './running';
import { Scheduler } from './scheduler';
import { isUnsealed } from './seals';
import { serviceNames, services, type ServiceName } from './services';
import type { Setting } from './setting';
import { hasLinesToLeave } from './suspense';
import { Tables } from './tables';
import { hasTrueUpsToDo } from './true-ups/true-up-job';
import type { TrueUpWorks } from './true-ups/true-up-works';
import { finalFrom, VirtualClock } from './virtual-clock';
import { ordersAtChannels } from './wallets/at-channels';
import { NoticeBox } from './wallets/notice-box';
import type { Questions } from './wallets/questions';
import { WalletChannel } from './wallets/wallet-channel';

/**
 * The whole system in one process: real domain, relay and inbox code over simulated tables, broker, bureaus
 * and time.
 */
export class World implements Setting {
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly broker: Broker;
  readonly bureaus: Setting['bureaus'];
  readonly readers: readonly ReadingBureau[];
  readonly refundChannel: RefundChannel;
  readonly wallets: WalletChannel;
  readonly debitBanks: DebitBanks;
  readonly notices = new NoticeBox();
  readonly questions: Questions = new Map();
  readonly tables: Setting['tables'];
  readonly trueUpWorks: TrueUpWorks = new Map();
  readonly faults: string[] = [];
  pollMs = 200;
  crashRate = 0;
  crashes = 0;
  /** Bureaus send messages, too: in some seeds, so that the others stay what they were. */
  readonly playsFeeds: boolean;
  /** The limits of the year become final while the clients are at work: in every twentieth seed, too. */
  readonly playsTrueUps: boolean;
  private readonly instances = new Map<ServiceName, Instance[]>();
  private readonly leases: Leases = new Map();

  constructor(
    seed: number,
    readonly bugs: Bugs,
  ) {
    // Of somebody who leaves, where limits become final.
    this.playsFeeds = seed % 20 === 0 || seed % 60 === 30;
    this.playsTrueUps = seed % 20 === 10;
    this.scheduler = new Scheduler(seed);
    this.clock = new VirtualClock(this.scheduler, this.playsTrueUps ? finalFrom : undefined);
    this.broker = new Broker(this.scheduler, bugs.forgesRecords === true);
    const firstMonth = currentMonth(this.clock.now());
    this.bureaus = {
      pension: new SimulatedBureau(this.scheduler, firstMonth),
      medical: new SimulatedBureau(this.scheduler, firstMonth),
    };
    this.readers = readersOf(seed).map(
      (insurance) => new ReadingBureau(insurance, this.bureaus[insurance], this.broker, this.scheduler),
    );
    this.refundChannel = new RefundChannel(this.scheduler);
    this.debitBanks = new DebitBanks(this.scheduler, this.clock);
    this.wallets = new WalletChannel(this.scheduler, this.clock, (orderNo) =>
      this.tables.payment.streams.has(`order-${orderIdOf(orderNo) ?? ''}`),
    );
    const tablesOf = (name: ServiceName): Tables => new Tables(name, publishedBy(name, bugs), bugs);
    this.tables = {
      registration: tablesOf('registration'),
      assessment: tablesOf('assessment'),
      payment: tablesOf('payment'),
      'ledger-sync': tablesOf('ledger-sync'),
    };
  }

  start(): void {
    for (const name of serviceNames) {
      const numbers = Array.from({ length: services[name].instances }, (_, index) => index + 1);
      this.instances.set(
        name,
        numbers.map((number) => boot(this, this.leases, name, number)),
      );
    }
    for (const reader of this.readers)
      void reader.work(() => this.pollMs).catch((error: unknown) => this.faults.push(String(error)));
  }

  /** An instance to call, as a load balancer picks it. */
  instance(name: ServiceName): Instance {
    return this.scheduler.pick(this.instances.get(name) ?? []);
  }

  /** Called before every step: one of the instances may die here, and is started again at once. */
  perhapsCrash(): void {
    if (!this.scheduler.chance(this.crashRate)) return;
    this.crash(this.scheduler.pick(serviceNames));
  }

  /** One of the instances dies, and is started again at once. */
  crash(name: ServiceName): void {
    const running = this.instances.get(name) ?? [];
    const index = this.scheduler.below(running.length);
    running[index]?.process.kill();
    this.crashes += 1;
    running[index] = boot(this, this.leases, name, index + 1);
  }

  consumes(name: ServiceName, topic: string): boolean {
    return topicsOf(services[name].subscriptions).some((subscribed) => subscribed === topic);
  }

  /** Days pass at once; whatever waits for its time is due. */
  leap(ms: number): void {
    this.clock.leap(ms);
    this.wallets.isSilentToday = false;
    for (const [name, question] of this.questions) this.questions.set(name, { ...question, dueMs: 0 });
  }

  /** Everything published, everything consumed, no order open, no bureau to contact. */
  atRest(): boolean {
    const areAllPublished = Object.values(this.tables).every(
      ({ relay, log }) => relay.cursor >= Number(log.at(-1)?.position ?? 0n),
    );
    return (
      areAllPublished &&
      Object.values(this.tables).every((tables) => !isUnsealed(tables)) &&
      this.areAllConsumed() &&
      (this.wallets.isSilentToday || (this.areOrdersEnded() && this.notices.isEmpty)) &&
      !hasDebitsToDo(this.tables.payment, (traNo, day) => this.debitBanks.mayEnd(traNo, day)) &&
      !hasLinesToLeave(this.tables.payment, this.clock.now()) &&
      !hasOpenRefunds(this.tables.payment) &&
      additionsAlone(this).length === 0 &&
      !hasTrueUpsToDo(this.tables.payment) &&
      !hasDuePostings(this.tables['ledger-sync']) &&
      refusedPostings(this.tables['ledger-sync']).length === 0
    );
  }

  private areOrdersEnded(): boolean {
    const { payment } = this.tables;
    return openOrders(payment).length === 0 && ordersAtChannels(payment).length === 0;
  }

  private areAllConsumed(): boolean {
    const isConsumed = (group: string, partitions: ReturnType<typeof partitionsOf>): boolean =>
      partitions.every(
        ({ topic, partition }) =>
          this.broker.offsetOf(group, topic, partition) >=
          (this.broker.partitions.get(`${topic}/${partition}`)?.length ?? 0),
      );
    return (
      serviceNames.every((name) => isConsumed(name, partitionsOf(name))) &&
      this.readers.every((each) => each.isDone && isConsumed(answersGroup, partitionsOfAnswers(each.topic)))
    );
  }

  stop(): void {
    for (const { process } of [...this.instances.values()].flat()) process.kill();
    for (const reader of this.readers) reader.stop();
  }
}

/**
 * The bureaus that read `ledger.events`, in every tenth seed: that of medical insurance, or both; and that of
 * pensions where limits become final, now and then.
 */
const readersOf = (seed: number): readonly Insurance[] => {
  if (seed % 20 === 8) return ['medical'];
  if (seed % 20 === 18) return ['pension', 'medical'];
  return seed % 60 === 30 ? ['pension'] : [];
};

const publishedBy = (name: ServiceName, bugs: Bugs): Published => {
  const { published } = withSeals(name, { ...services[name], eventTypes: anyEvents });
  if (bugs.keepsReversalsToItself !== true) return published;
  return (event) => (event.type === 'SettlementReversed' ? undefined : published(event));
};

/** The state of a stream of a service, as its own decider folds it. */
export const stateOf = <Command, State, E extends Event, Reason extends string>(
  { tables }: Setting,
  service: ServiceName,
  decider: Decider<Command, State, E, Reason>,
  stream: string,
): State => fold(decider, [stream], tables[service].load([stream]));
