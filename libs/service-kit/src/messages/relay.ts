import type { ContractEvent } from '@canbao/contracts';
import type { Event, EventTypes } from '@canbao/event-sourcing';
import { Relay, type KafkaServers, type RecordMacs } from '@canbao/kafka';
import { PostgresOutbox, type Database } from '@canbao/postgres';
import type { Log } from '@canbao/runtime';

/** The relay that publishes a service's events, in whatever thread it runs. */
export interface RunningRelay {
  /** Resolves when the service may store events; rejects when the relay cannot run. */
  readonly ready: Promise<void>;
  /** Publishes what was appended now instead of at the next poll. */
  wake(): void;
  /** Stops publishing after the send in flight. */
  stop(): Promise<void>;
}

/** Which of a service's events are published, and as what. */
export interface Publishing {
  readonly eventTypes: EventTypes;
  published(event: Event): ContractEvent | undefined;
}

/** What a relay works with. */
export interface RelaySetup {
  readonly database: Database;
  readonly servers: KafkaServers;
  readonly macs: RecordMacs;
  readonly publishing: Publishing;
  /** Runs each time before the relay leads; what it throws ends the lead. */
  readonly beforeLeading?: () => Promise<void>;
  readonly log: Log;
  /** Called when the relay has ended for good, so that the process exits and is restarted. */
  readonly onFatal: () => void;
}

/** Starts a relay. */
export type StartRelay = (setup: RelaySetup) => RunningRelay;

/** Starts the relay in the calling thread. */
export const startRelay: StartRelay = ({ database, servers, macs, publishing, beforeLeading, log }) => {
  const relay = new Relay({
    service: database.service,
    outbox: new PostgresOutbox(database, publishing.eventTypes),
    servers,
    macs,
    published: (event) => publishing.published(event),
    log,
    ...(beforeLeading === undefined ? {} : { beforeLeading }),
  });
  relay.start();
  return { ready: Promise.resolve(), wake: () => relay.wake(), stop: () => relay.stop() };
};
