import { dayOf, type Instant } from '@canbao/calendar';
import type { Subscription } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { BatchHandler, type Received } from '@canbao/kafka';
import { FactsInFlight, Reactor, type Commands } from '@canbao/service-kit';
import { debitSubscriptions } from '@canbao/domain-assessment';
import { delegations } from '@canbao/domain-delegation';
import type { Bugs } from './bugs';
import type { Connection } from './connection';
import { misheard } from './mistaken-events';
import { simulatedMacs } from './macs';
import { quiet } from './quiet';
import type { Process } from './scheduler';
import { rules, services, type ServiceName } from './services';
import type { Setting } from './setting';

interface Partition {
  readonly topic: string;
  readonly partition: number;
}

/** Hands what a service consumes to the product's handler. */
export const consume = (
  setting: Setting,
  name: ServiceName,
  partitions: readonly Partition[],
  process: Process,
  connection: Connection,
  commands: Commands,
): Promise<void> => {
  const { clock, bugs } = setting;
  const handling = handle(name, bugs, commands, () => clock.now());
  const handler = new BatchHandler(name, connection, handling, simulatedMacs, quiet);
  return readOn(setting, name, process, partitions, (records) => handler.handleAll(records, process.signal));
};

/** Reads the partitions in turn, has their records handled and commits the offsets. */
export const readOn = async (
  setting: Setting,
  group: string,
  process: Process,
  partitions: readonly Partition[],
  handleAll: (records: RawRecord[]) => Promise<void>,
): Promise<void> => {
  const { scheduler, broker, bugs } = setting;
  const positions = new Map<string, number>();
  for (;;) {
    let isIdle = true;
    for (const { topic, partition } of partitions) {
      const place = `${topic}/${partition}`;
      const from = positions.get(place) ?? broker.offsetOf(group, topic, partition);
      if ((broker.partitions.get(place)?.length ?? 0) <= from) continue;
      isIdle = false;
      const records = await broker.fetch(process, topic, partition, from, 1 + scheduler.below(20));
      const next = from + records.length;
      if (bugs.offsetBeforeHandling === true) await broker.commit(process, group, topic, partition, next);
      await handleAll(records);
      await broker.commit(process, group, topic, partition, next);
      // A rebalance or a lost offset commit redelivers what was handled.
      positions.set(place, scheduler.chance(0.05) ? scheduler.below(next + 1) : next);
    }
    if (isIdle) await scheduler.sleep(process, setting.pollMs);
  }
};

const handle = (name: ServiceName, bugs: Bugs, commands: Commands, now: () => Instant) => {
  const reactor = new Reactor(commands, new FactsInFlight(0, () => false));
  const subscriptions = heard(services[name].subscriptions, bugs);
  return async (received: Received): Promise<'ignored' | undefined> => {
    const event = misheard(bugs, received.event, dayOf(now()));
    if (event === undefined) return 'ignored';
    const answering =
      event.type === 'canbao.payment.DebitRequested.v1' ? debitSubscriptions(rules, now()) : subscriptions;
    const reaction = reactor.react(answering, { ...received, event });
    if (bugs.skipsFailedEvents !== true) return reaction;
    return reaction.catch((error: unknown) => {
      if ((error as { code?: string }).code === undefined) throw error;
      return 'ignored';
    });
  };
};

const heard = (subscriptions: readonly Subscription[], bugs: Bugs): readonly Subscription[] =>
  bugs.deafToDelegations === true
    ? subscriptions.filter((subscription) => subscription !== delegations)
    : subscriptions;
