import { isTransient } from '@canbao/runtime';
import { Clock, instant, type Instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import {
  contributionAccount,
  published as assessmentPublished,
  reactions as assessmentReactions,
} from '@canbao/domain-assessment';
import {
  contactBureau,
  posting,
  postingOf,
  published as ledgerSyncPublished,
  reactions as ledgerSyncReactions,
  type DuePosting,
  type PostingCommand,
  type PostingEvent,
  type PostingState,
} from '@canbao/domain-ledger-sync';
import { paymentOrder, published as paymentPublished } from '@canbao/domain-payment';
import { published as registrationPublished } from '@canbao/domain-registration';
import { fold, type Decider, type Event, type Lead } from '@canbao/event-sourcing';
import { BatchHandler, Lane, partitionCount, Publisher, type Published, type Received } from '@canbao/kafka';
import { pack } from '@canbao/rules';
import { Commands } from '@canbao/service-kit';
import { Broker } from './broker';
import type { Bugs } from './bugs';
import { SimulatedBureau } from './bureau';
import { Process, Scheduler } from './scheduler';
import { Connection, Tables } from './tables';

export const serviceNames = ['registration', 'assessment', 'payment', 'ledger-sync'] as const;
export type ServiceName = (typeof serviceNames)[number];

const topicsOf: Readonly<Record<ServiceName, readonly string[]>> = {
  registration: [],
  assessment: ['registration.events', 'payment.events', 'ledger.events'],
  payment: [],
  'ledger-sync': ['ledger.events', 'payment.events'],
};
const asking: readonly string[] = ['requested', 'unknown', 'reversing'];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const began = Date.parse('2022-05-18T09:00:00+08:00');
export const rules = pack('jinan');
export const account = contributionAccount(rules);

class VirtualClock extends Clock {
  constructor(private readonly scheduler: Scheduler) {
    super();
  }
  override now(): Instant {
    return instant(
      new Date(began + this.scheduler.nowMs + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
    );
  }
}

/** A running instance of a service: everything in it is lost when it dies. */
export interface Instance {
  readonly process: Process;
  readonly connection: Connection;
  readonly commands: Commands;
}

/**
 * The whole system in one process: real domain, relay and inbox code over simulated tables, broker, bureaus
 * and time.
 */
export class World {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly broker: Broker;
  readonly bureaus: Readonly<Record<'pension' | 'medical', SimulatedBureau>>;
  readonly tables: Readonly<Record<ServiceName, Tables>>;
  /** Payment as this world decides it. */
  readonly paymentOrder: typeof paymentOrder;
  crashRate = 0;
  crashes = 0;
  /** Faults of programs that are no crash: the simulation fails on any. */
  readonly faults: string[] = [];
  private readonly instances = new Map<ServiceName, Instance[]>();
  private readonly leases = new Map<string, { status: string; attempts: number; dueMs: number }>();

  constructor(
    seed: number,
    readonly bugs: Bugs,
  ) {
    this.scheduler = new Scheduler(seed);
    this.clock = new VirtualClock(this.scheduler);
    this.broker = new Broker(this.scheduler);
    this.bureaus = {
      pension: new SimulatedBureau(this.scheduler),
      medical: new SimulatedBureau(this.scheduler),
    };
    const publishedBy: Record<ServiceName, unknown> = {
      registration: registrationPublished,
      assessment: assessmentPublished,
      payment: paymentPublished,
      'ledger-sync': ledgerSyncPublished,
    };
    this.tables = Object.fromEntries(
      serviceNames.map((name) => {
        const published = publishedBy[name] as Published;
        const kept: Published = (event) =>
          bugs.keepsReversalsToItself === true && event.type === 'SettlementReversed'
            ? undefined
            : published(event);
        return [name, new Tables(name, kept, this.scheduler, bugs)];
      }),
    ) as Record<ServiceName, Tables>;
    this.paymentOrder = bugs.refusesLateMoney === true ? refusingLateMoney : paymentOrder;
  }

  start(): void {
    for (const name of serviceNames)
      this.instances.set(
        name,
        (name === 'payment' || name === 'ledger-sync' ? [1, 2] : [1]).map((number) =>
          this.boot(name, number),
        ),
      );
  }

  /** An instance to call, as a load balancer picks it. */
  instance(name: ServiceName): Instance {
    return this.scheduler.pick(this.instances.get(name) ?? []);
  }

  /** Called before every step: one of the instances may die here, and comes back after a while. */
  perhapsCrash(): void {
    if (!this.scheduler.chance(this.crashRate)) return;
    const name = this.scheduler.pick(serviceNames);
    const all = this.instances.get(name) ?? [];
    const index = this.scheduler.below(all.length);
    all[index]?.process.kill();
    this.crashes += 1;
    all[index] = this.boot(name, index + 1);
  }

  consumes(name: ServiceName, topic: string): boolean {
    return topicsOf[name].includes(topic);
  }

  /** Everything published, everything consumed, nothing left to ask the bureaus. */
  atRest(): boolean {
    const published = Object.values(this.tables).every(
      ({ relay, log }) => relay.cursor >= Number(log.at(-1)?.position ?? 0n),
    );
    const consumed = serviceNames.every((name) =>
      topicsOf[name].every((topic) =>
        Array.from({ length: partitionCount }, (_, partition) => partition).every(
          (partition) =>
            this.broker.offsetOf(name, topic, partition) >=
            (this.broker.partitions.get(`${topic}/${partition}`)?.length ?? 0),
        ),
      ),
    );
    const asked = [...this.tables['ledger-sync'].streams.keys()].every(
      (stream) => !asking.includes(this.postingOf(stream)?.state.status ?? ''),
    );
    return published && consumed && asked;
  }

  stop(): void {
    for (const { process } of [...this.instances.values()].flat()) process.kill();
  }

  private boot(name: ServiceName, number: number): Instance {
    const process = new Process(`${name}-${number}`);
    const connection = new Connection(this.tables[name], process, this.scheduler, name);
    if (this.bugs.foldsInWrongOrder === true) {
      const load = connection.load.bind(connection);
      connection.load = async (streams) =>
        new Map(
          [...(await load(streams))].map(([stream, loaded]) => [
            stream,
            { ...loaded, events: loaded.events.toReversed() },
          ]),
        );
    }
    const commands = new Commands(connection, this.clock, 0);
    const keepRunning = (what: string, work: () => Promise<void>): void => {
      void (async () => {
        while (!process.dead) {
          await work().catch((error: unknown) => {
            if (!process.dead && !expected(error))
              this.faults.push(
                `${process.name} ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
              );
          });
          if (!process.dead) await this.scheduler.sleep(process, 100).catch(() => undefined);
        }
      })();
    };
    keepRunning('relay', () => this.relay(name, process, connection));
    if (topicsOf[name].length > 0)
      keepRunning('consumer', () => this.consume(name, process, connection, commands));
    if (name === 'ledger-sync') keepRunning('worker', () => this.postBundles(process, commands));
    return { process, connection, commands };
  }

  private async relay(name: ServiceName, process: Process, connection: Connection): Promise<void> {
    const { leader } = this.tables[name].relay;
    // Now and then the lock is lost without the leader noticing: two lead for a while, and the epoch decides.
    if (leader !== undefined && !leader.dead && leader !== process && !this.scheduler.chance(0.01)) return;
    const lead = await connection.lead();
    const lanes = [0, 1, 2].map(() => this.lane(process));
    const publisher = new Publisher(name, this.tables[name].published, lanes);
    for (;;) {
      const done = await publisher.step(
        this.bugs.cursorBeforeSend === true ? movingFirst(lead) : lead,
        process.signal,
      );
      if (done === 'deposed') return;
      if (done === 0) await this.scheduler.sleep(process, 200);
    }
  }

  private lane(process: Process): Pick<Lane, 'send'> {
    const made = (): Lane => new Lane(this.broker.clientFor(process), quiet);
    const lane = made();
    if (this.bugs.trustsEveryAcknowledgement === true) {
      const failing = {
        throwIfAborted: () => {
          process.signal.throwIfAborted();
        },
        aborted: false,
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
      } as unknown as AbortSignal;
      return {
        send: async (parcels) => {
          for (const parcel of parcels)
            await lane
              .send([parcel], () => Promise.reject(new Error('gives up')), failing)
              .catch(() => undefined);
        },
      };
    }
    if (this.bugs.sendsWithoutOrder === true) {
      return {
        send: async (parcels, leading, signal) => {
          await Promise.all(
            parcels.flatMap(({ records, ...to }) =>
              records.map((record) => made().send([{ ...to, records: [record] }], leading, signal)),
            ),
          );
        },
      };
    }
    return lane;
  }

  private async consume(
    name: ServiceName,
    process: Process,
    connection: Connection,
    commands: Commands,
  ): Promise<void> {
    const handler = new BatchHandler(
      name,
      connection,
      (received) => this.handle(name, commands, received),
      quiet,
    );
    const positions = new Map<string, number>();
    const partitions = topicsOf[name].flatMap((topic) =>
      Array.from({ length: partitionCount }, (_, partition) => ({ topic, partition })),
    );
    for (;;) {
      let idle = true;
      for (const { topic, partition } of partitions) {
        const at = `${topic}/${partition}`;
        const from = positions.get(at) ?? this.broker.offsetOf(name, topic, partition);
        if ((this.broker.partitions.get(at)?.length ?? 0) <= from) continue;
        idle = false;
        const records = await this.broker.fetch(
          process,
          topic,
          partition,
          from,
          1 + this.scheduler.below(20),
        );
        const next = from + records.length;
        if (this.bugs.offsetBeforeHandling === true)
          await this.broker.commit(process, name, topic, partition, next);
        await handler.handleAll(records, process.signal);
        await this.broker.commit(process, name, topic, partition, next);
        // A rebalance or a lost commit brings back what was handled.
        positions.set(at, this.scheduler.chance(0.05) ? this.scheduler.below(next + 1) : next);
      }
      if (idle) await this.scheduler.sleep(process, 200);
    }
  }

  private async handle(name: ServiceName, commands: Commands, received: Received): Promise<'ignored' | void> {
    const react = async (): Promise<'ignored' | void> => {
      if (name === 'assessment') {
        const command = assessmentReactions(received.event);
        return command === undefined ? 'ignored' : commands.react(received, account, command);
      }
      const decider = this.bugs.floatMoney === true ? addingFloats : posting;
      const asked = ledgerSyncReactions(
        this.bugs.postsParts === true ? asIfWhole(received.event) : received.event,
        (month) => idOf(received.eventId, month),
      );
      for (const [index, command] of asked.entries())
        await commands.react(received, decider, command, index === asked.length - 1);
      return asked.length === 0 ? 'ignored' : undefined;
    };
    if (this.bugs.skipsFailedEvents !== true) return react();
    return react().catch((error: unknown) => {
      if ((error as { code?: string }).code === undefined) throw error;
      return 'ignored';
    });
  }

  private async postBundles(process: Process, commands: Commands): Promise<void> {
    for (;;) {
      const due = this.lease();
      if (due === undefined) {
        await this.scheduler.sleep(process, 300);
        continue;
      }
      const command = await contactBureau(this.bureau(process, due.insurance), due, () => this.clock.now());
      if (command !== undefined) await commands.act('post-bundles', due.personId, posting, command);
    }
  }

  private bureau(process: Process, insurance: 'pension' | 'medical') {
    const bureau = this.bureaus[insurance].seenBy(process);
    if (this.bugs.resendsUnderNewId === true)
      return {
        ...bureau,
        query: () => Promise.resolve({ outcome: 'not-found' } as const),
        post: (request: Parameters<typeof bureau.post>[0]) =>
          bureau.post({ ...request, requestId: this.scheduler.uuid() }),
      };
    if (this.bugs.readsSilenceAsRefusal === true) {
      const certain = async (answer: ReturnType<typeof bureau.query>) => {
        const said = await answer;
        return said.outcome === 'unknown' ? ({ outcome: 'refused', reason: 'silence' } as const) : said;
      };
      return {
        ...bureau,
        post: (request: Parameters<typeof bureau.post>[0]) => certain(bureau.post(request)),
        query: (id: string) => certain(bureau.query(id)),
      };
    }
    return bureau;
  }

  /** What the table `posting_work` and its lease do in the database. */
  private lease(): DuePosting | undefined {
    for (const stream of this.tables['ledger-sync'].streams.keys()) {
      const due = this.postingOf(stream);
      if (due === undefined || !asking.includes(due.state.status)) continue;
      const held = this.leases.get(stream);
      const status = `${due.state.status} ${due.state.requestId}`;
      if (held?.status === status && held.dueMs > this.scheduler.nowMs) continue;
      const attempts = held?.status === status ? held.attempts + 1 : 1;
      this.leases.set(stream, {
        status,
        attempts,
        dueMs: this.scheduler.nowMs + Math.min(300_000, 5_000 * 2 ** Math.min(attempts, 6)),
      });
      return { ...due, attempts };
    }
    return undefined;
  }

  private postingOf(stream: string): Omit<DuePosting, 'attempts'> | undefined {
    return stream.startsWith('posting-')
      ? postingOf(
          (this.tables['ledger-sync'].streams.get(stream) ??
            []) as readonly unknown[] as readonly PostingEvent[],
        )
      : undefined;
  }
}

/** A lost connection, a lost lead and contention are part of the weather. */
const expected = (error: unknown): boolean =>
  isTransient(error) || /another relay leads|crashed/.test(String(error));

const idOf = (eventId: string, month: string): string =>
  `${eventId.slice(0, 24)}${month.replace('-', '').padStart(12, '0')}`;

const movingFirst = (lead: Lead): Lead => ({
  ...lead,
  cursor: lead.cursor,
  read: async () => {
    const rows = await lead.read();
    const last = rows.at(-1);
    if (last !== undefined) await lead.advance(last.position);
    return rows;
  },
  advance: () => Promise.resolve(true),
});

const refusingLateMoney: typeof paymentOrder = {
  ...paymentOrder,
  decide: (command, state) => {
    const outcome = paymentOrder.decide(command, state);
    const late =
      outcome.accepted &&
      outcome.events.some(
        ({ event }) => event.type === 'ReceiptKeptInSuspense' && event.data.because === 'already-paid',
      );
    return late ? { accepted: false, reason: 'month-already-paid', details: {} } : outcome;
  },
};

const cut = (amounts: readonly string[]): string =>
  (Math.floor(amounts.reduce((total, amount) => total + Number(amount), 0) * 100) / 100).toFixed(2);

const addingFloats: Decider<PostingCommand, PostingState, PostingEvent> = {
  ...posting,
  decide: (command, state) => {
    const outcome = posting.decide(command, state);
    if (!outcome.accepted) return outcome;
    return {
      accepted: true,
      events: outcome.events.map(({ event, ...to }) => ({
        ...to,
        event: (event.type === 'PostingRequested'
          ? { ...event, data: { ...event.data, total: cut(event.data.items.map(({ amount }) => amount)) } }
          : event) as PostingEvent,
      })),
    };
  },
};

const asIfWhole = (event: ContractEvent): ContractEvent =>
  event.type === 'canbao.payment.BundlePartReceived.v1'
    ? ({
        type: 'canbao.ledger.BundleSettled.v1',
        data: {
          ...event.data,
          items: event.data.received,
          total: '0.00',
          paidAt: event.data.receivedAt,
          district: '370102',
          scheme: 'pooled',
        },
      } as unknown as ContractEvent)
    : event;

/** The state of a stream of a service, as its own decider folds it. */
export const stateOf = <C, S, E extends Event, R extends string>(
  world: World,
  service: ServiceName,
  decider: Decider<C, S, E, R>,
  stream: string,
): S => fold(decider, [stream], world.tables[service].load([stream]));
