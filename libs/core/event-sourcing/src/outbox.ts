/** A stored event, as the relay reads it. */
export interface OutboxRow {
  /** Order of commit in the source, as decimal text. */
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  /** Version of the stream's preceding event on the same topic; 0 for the first. */
  readonly previousversion: number;
  readonly eventId: string;
  /** The person the event is about: the Kafka key. */
  readonly subject: string;
  /** RFC 3339 at +08:00. */
  readonly recordedAt: string;
  readonly type: string;
  /** Only where the event is published; in the present revision of its type. */
  readonly data: unknown;
  /** Where it is published; null for an event that stays inside the service. */
  readonly topic: string | null;
}

/** The rights of the leader of a service's relay until it is deposed. */
export interface Lead {
  /** Fences off a leader that has not noticed that it was replaced. */
  readonly epoch: string;
  /** Everything up to this position is published. */
  readonly cursor: string;
  /** The most events that one read returns. */
  readonly batchSize: number;
  /** The next events after a position, in commit order; at most {@link batchSize}. */
  read(after: string): Promise<OutboxRow[]>;
  /** The leader whose place this one took because it had fallen silent. */
  readonly replaced: { readonly holder: string; readonly silentSeconds: number } | undefined;
  /** False when so much time has passed that another instance may have taken over: then ask. */
  readonly isSure: boolean;
  /** True when another instance has taken over. */
  deposed(): Promise<boolean>;
  /** Moves the cursor; false when another instance has taken over. */
  advance(to: string): Promise<boolean>;
  end(): Promise<void>;
}

/** The event table as an outbox: at most one instance leads. */
export interface Outbox {
  /** The lead, or nothing while another instance holds it. */
  lead(): Promise<Lead | undefined>;
  /** Stored events that are not yet published, whoever leads. */
  lag(): Promise<number>;
  /** Moves the cursor back, never forward, and deposes the leader so that it restarts from there. */
  rewind(position: bigint): Promise<void>;
}
