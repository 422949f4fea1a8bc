import { partitionCount } from '@canbao/kafka';
import { isTransient } from '@canbao/runtime';
import { Commands } from '@canbao/service-kit';
import { topicsOf } from '@canbao/contracts';
import { Connection } from './connection';
import { consume } from './consumer';
import { runDebits } from './debits/debit-jobs';
import { withUnlockedItems } from './debits/mistaken-debits';
import { expireOrders, postBundles, type Leases } from './jobs';
import { withMistakenAccounts } from './mistaken-accounts';
import { foldingBackwards, withFloatTotals } from './mistakes';
import { hearAnswers } from './readers/hear-answers';
import { sendRefunds } from './refunds';
import { relay } from './relay';
import type { Instance } from './running';
import { Process } from './scheduler';
import { sealEvents } from './sealing';
import { services, type ServiceName } from './services';
import type { Setting } from './setting';
import { leaveSuspense } from './suspense';
import { runTrueUps } from './true-ups/true-up-job';
import { askChannels } from './wallets/at-channels';
import { workThroughNotices } from './wallets/notices';

/** The partitions of all topics that a service consumes. */
export const partitionsOf = (name: ServiceName): readonly Partition[] => partitions[name];

interface Partition {
  readonly topic: string;
  readonly partition: number;
}

const partitionsFor = (name: ServiceName): readonly Partition[] =>
  topicsOf(services[name].subscriptions).flatMap((topic) =>
    Array.from({ length: partitionCount }, (_, partition) => ({ topic, partition })),
  );

const partitions: Readonly<Record<ServiceName, readonly Partition[]>> = {
  registration: partitionsFor('registration'),
  assessment: partitionsFor('assessment'),
  payment: partitionsFor('payment'),
  'ledger-sync': partitionsFor('ledger-sync'),
};

/** Starts an instance with its relay, its consumer and its jobs. */
export const boot = (setting: Setting, leases: Leases, name: ServiceName, number: number): Instance => {
  const { scheduler, clock, tables, bugs } = setting;
  const process = new Process(`${name}-${number}`);
  const connection = new Connection(tables[name], process, scheduler);
  if (bugs.foldsInWrongOrder === true) foldingBackwards(connection);
  const commands = new Commands(connection, clock);
  if (bugs.floatMoney === true) withFloatTotals(commands);
  if (name === 'assessment') withMistakenAccounts(commands, bugs);
  if (name === 'payment') withUnlockedItems(commands, bugs);

  const instance = { process, connection, commands };
  const run = (what: string, work: () => Promise<void>): void =>
    void keepRunning(setting, process, what, work);
  run('sealing', () => sealEvents(setting, name, process, connection));
  run('relay', () => relay(setting, name, process, connection));
  const consumed = partitionsOf(name);
  if (consumed.length > 0)
    run('consumer', () => consume(setting, name, consumed, process, connection, commands));
  if (name === 'ledger-sync') run('post-bundles', () => postBundles(setting, leases, process, commands));
  if (name === 'ledger-sync' && setting.readers.length > 0)
    run('hear-answers', () => hearAnswers(setting, process, connection, commands));
  if (name === 'payment') {
    run('expire-orders', () => expireOrders(setting, process, commands));
    run('send-refunds', () => sendRefunds(setting, process, commands));
    run('ask-channels', () => askChannels(setting, instance));
    run('notices', () => workThroughNotices(setting, instance));
    run('leave-suspense', () => leaveSuspense(setting, process, commands));
    run('debit-runs', () => runDebits(setting, process, commands));
    if (setting.playsTrueUps) run('true-ups', () => runTrueUps(setting, process, commands));
  }
  return instance;
};

/** Starts the work again after every error, until the process dies. */
const keepRunning = async (
  { scheduler, faults }: Setting,
  process: Process,
  what: string,
  work: () => Promise<void>,
): Promise<void> => {
  while (!process.dead) {
    await work().catch((error: unknown) => {
      if (process.dead || isWeather(error)) return;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      faults.push(`${process.name} ${what}: ${text}`);
    });
    if (!process.dead) await scheduler.sleep(process, 100).catch(() => undefined);
  }
};

/** A lost connection, a lost lead and contention are what the simulation is about. */
const isWeather = (error: unknown): boolean =>
  isTransient(error) || /another relay leads|crashed/.test(String(error));
