import type { InboxEntry } from './event-store';

/** A record of a topic. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | undefined;
  readonly value: string;
  /** The keyed hash that came with it; it is checked before anything else, and is not kept. */
  readonly mac?: string | undefined;
}

/** A record that the owner of its topic did not write, and how that shows. */
export interface ForgedRecord extends RawRecord {
  readonly error: string;
}

/** A record that waits until its key is released. */
export interface ParkedRecord extends RawRecord {
  readonly id: string;
  readonly key: string;
}

/** A person whose events wait. */
export interface BlockedKey {
  readonly key: string;
  /** RFC 3339 at +08:00. */
  readonly since: string;
  readonly error: string;
  readonly records: number;
}

/** A consumer's memory before a batch. */
export interface InboxState {
  /** The highest version handled of each foreign stream. */
  readonly cursors: Map<string, number>;
  /** Keys that wait to be released. */
  readonly blocked: Set<string>;
}

/** The port to a consumer's memory: handled events, the cursor of each foreign stream, parked records. */
export interface Inbox {
  /** Cursors of the streams, and which of the keys are blocked. */
  state(streams: readonly string[], keys: readonly string[]): Promise<InboxState>;
  /** Moves the cursors past events without effect; for events with one, the event store moves them. */
  record(entries: readonly InboxEntry[]): Promise<void>;
  /** Blocks the key and parks its record, in one transaction. */
  park(record: RawRecord, key: string, error: string): Promise<void>;
  /** Parks a record behind those of its blocked key; false when the key was released meanwhile. */
  parkBehind(record: RawRecord, key: string): Promise<boolean>;
  /** Keeps records as evidence that are not events: they block nobody and are never handled. */
  setAside(records: readonly ForgedRecord[]): Promise<void>;
  /** The parked records of a key, in the order they were parked. */
  parkedOf(key: string): Promise<ParkedRecord[]>;
  unpark(id: string): Promise<void>;
  /** Lets the key flow again if no record of it is parked; false when one is. */
  unblock(key: string): Promise<boolean>;
  /** Blocked keys with the reason and the number of records parked; the oldest first. */
  blockedKeys(): Promise<BlockedKey[]>;
}
