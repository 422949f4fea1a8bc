import type { Provider, Type } from '@nestjs/common';
import type { ContractEvent, Operation, ServiceName } from '@canbao/contracts';
import type { Event, EventTypes } from '@canbao/event-sourcing';
import type { Database, InlineView, Migration } from '@canbao/postgres';

/**
 * What a service stores: its tables, and how events fill them. Needs no secrets, so `rebuild` can load it
 * alone.
 */
export interface Storage {
  readonly name: ServiceName;
  readonly migrations: readonly Migration[];
  readonly views: readonly InlineView[];
  readonly eventTypes: EventTypes;
}

/** What a service consists of. */
export interface Service extends Storage {
  /** The contract event that a stored event is published as, if it is published. */
  published(event: Event): ContractEvent | undefined;
  readonly operations: readonly Operation[];
  /** Controllers, consumers and jobs. */
  readonly module: Type;
  /** Further providers: adapters that need settings of their own. */
  readonly providers?: (database: Database) => Provider[];
  /** The JavaScript file that runs the service's relay in a thread: it calls `runRelayThread`. */
  readonly relayThread: string;
}

/** Token of the {@link Service} that runs. */
export const SERVICE = Symbol('SERVICE');

/** A service that runs in this process. */
export interface Running {
  readonly url: string;
  /** Resolves once the consumer has joined its group, so that the service can be ready. */
  readonly joined: Promise<void>;
  /** Stops everything in the reverse order of starting; a second call waits for the first. */
  readonly stop: () => Promise<void>;
}
