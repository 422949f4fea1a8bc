import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createTopics } from '@canbao/kafka';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import type { RunningRelay } from '../messages/relay';
import { ServiceLog } from './service-log';
import { kafkaOf, SETTINGS, type Settings } from './settings';

/** Token of the function that starts this service's relay. */
export const START_RELAY = Symbol('START_RELAY');

/**
 * Starts the relay before jobs, consumer and HTTP can store anything, and stops it after they have ended;
 * then closes the store and the database.
 */
@Injectable()
export class RelayLifecycle implements OnModuleInit, OnApplicationShutdown {
  private relay: RunningRelay | undefined;

  constructor(
    @Inject(START_RELAY) private readonly startRelay: () => RunningRelay,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly database: Database,
    private readonly store: PostgresEventStore,
    private readonly log: ServiceLog,
  ) {}

  async onModuleInit(): Promise<void> {
    const { CANBAO_PROFILE: profile } = this.settings;
    const servers = kafkaOf(this.settings);
    // The consumer, which starts later, cannot subscribe to a topic that does not exist.
    await untilReachable('Kafka', () => createTopics(servers, { profile, log: this.log }), this.log);
    const relay = this.startRelay();
    this.relay = relay;
    this.store.onAppended(() => relay.wake());
    // Nothing may be stored before the relay has checked that the database was not rolled back.
    await relay.ready;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.logged(async () => this.relay?.stop());
    await this.logged(() => this.store.close());
    await this.logged(() => this.database.close());
  }

  /** One part that cannot stop must not keep the others running. */
  private async logged(stop: () => Promise<void>): Promise<void> {
    await stop().catch((error: unknown) => this.log.error({ fault: String(error) }, 'stopping failed'));
  }
}
