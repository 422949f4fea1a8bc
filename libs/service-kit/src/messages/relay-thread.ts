import { parentPort } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { ServiceName } from '@canbao/contracts';
import { RecordMacs, type KafkaServers } from '@canbao/kafka';
import { Database } from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import { withSeals } from '../evidence/kit-events';
import { logOf } from '../lifecycle/log';
import { commonSettings, kafkaOf, readSettings } from '../lifecycle/settings';
import { startRelay, type Publishing, type RunningRelay } from './relay';
import { assertNotRolledBack, RolledBack } from './rolled-back';

/**
 * The thread's side of `startRelayThread`; it loads no more than publishing needs. It ends, and the service
 * with it, when the database was rolled back to an earlier state.
 */
export const runRelayThread = (service: ServiceName, publishing: Publishing): void =>
  new RelayThread(service, withSeals(service, publishing)).run();

class RelayThread {
  private readonly servers: KafkaServers;
  private readonly macs: RecordMacs;
  private readonly log: Logger;
  private readonly database: Database;
  private relay: RunningRelay | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    service: string,
    private readonly publishing: Publishing,
  ) {
    const settings = readSettings(commonSettings);
    const { DATABASE_URL: url, LOG_LEVEL } = settings;
    this.servers = kafkaOf(settings);
    this.macs = new RecordMacs(settings.ENVELOPE_KEYS);
    this.log = logOf(service, LOG_LEVEL);
    this.database = Database.attach({ url, service, poolSize: 1 });
  }

  run(): void {
    parentPort?.on('message', (message: 'wake' | 'stop') => {
      if (message === 'wake') this.relay?.wake();
      else this.stop();
    });
    untilReachable('Kafka', () => this.check(), this.log).then(
      () => this.start(),
      (error: unknown) => this.giveUp(error),
    );
  }

  private async check(): Promise<void> {
    try {
      await assertNotRolledBack(this.database, this.servers, this.macs, this.log);
    } catch (error) {
      if (error instanceof RolledBack) {
        this.log.fatal({ alarm: 'rolled-back' }, error.message);
        this.stop();
      }
      throw error;
    }
  }

  private start(): void {
    this.relay = startRelay({
      database: this.database,
      servers: this.servers,
      macs: this.macs,
      publishing: this.publishing,
      beforeLeading: this.checkExceptFirst(),
      log: this.log,
      onFatal: () => undefined,
    });
    parentPort?.postMessage('checked');
  }

  /**
   * The first lead follows a check. A later one may follow the loss of a server that came back in an earlier
   * state.
   */
  private checkExceptFirst(): () => Promise<void> {
    let justChecked = true;
    return async () => {
      if (!justChecked) await this.check();
      justChecked = false;
    };
  }

  private giveUp(error: unknown): void {
    if (!(error instanceof RolledBack)) this.log.error({ error: String(error) }, 'the relay could not start');
    this.stop();
  }

  private stop(): void {
    this.stopped ??= this.close();
  }

  /** Closing the port ends the thread. */
  private async close(): Promise<void> {
    try {
      await this.relay?.stop();
      await this.database.close();
    } finally {
      parentPort?.close();
    }
  }
}
