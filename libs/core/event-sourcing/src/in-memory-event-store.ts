import {
  EventStore,
  genesisHash,
  type Answer,
  type AppendRequest,
  type AppendResult,
  type IdempotencyKey,
  type Loaded,
  type StoredEvent,
} from './event-store';

/** The same port without a database, for specs and the simulator. Hashes are not computed. */
export class InMemoryEventStore extends EventStore {
  private readonly log: StoredEvent[] = [];
  private readonly answers = new Map<string, { fingerprint: string; answer: Answer }>();
  private readonly cursors = new Map<string, number>();

  override async load(streams: readonly string[]): Promise<ReadonlyMap<string, Loaded>> {
    return this.loaded(streams);
  }

  private loaded(streams: readonly string[]): ReadonlyMap<string, Loaded> {
    return new Map(
      streams.map((stream) => {
        const events = this.log.filter((event) => event.stream === stream);
        return [stream, { version: events.length, hash: genesisHash, events }];
      }),
    );
  }

  private answered({
    scope,
    key,
    fingerprint,
  }: IdempotencyKey): { answer: Answer; sameRequest: boolean } | undefined {
    const used = this.answers.get(`${scope}\n${key}`);
    return used === undefined
      ? undefined
      : { answer: used.answer, sameRequest: used.fingerprint === fingerprint };
  }

  /** Has no `await` inside, so that like a transaction it is not interrupted by another append. */
  override async append(request: AppendRequest): Promise<AppendResult> {
    const { idempotency, inbox } = request;
    const used = idempotency === undefined ? undefined : this.answered(idempotency);
    if (used !== undefined) return { outcome: 'key-used', ...used };
    if (inbox !== undefined && inbox.version <= (this.cursors.get(inbox.stream) ?? 0))
      return { outcome: 'already-handled' };
    const loaded = this.loaded(request.writes.map(({ stream }) => stream));
    if (request.writes.some(({ stream, expectedVersion }) => loaded.get(stream)?.version !== expectedVersion))
      return { outcome: 'version-conflict' };
    for (const { stream, expectedVersion, events } of request.writes) {
      events.forEach((event, index) =>
        this.log.push({
          ...event,
          revision: 1,
          stream,
          version: expectedVersion + index + 1,
          position: BigInt(this.log.length + 1),
          eventId: `event-${this.log.length + 1}`,
          subject: request.subject,
          recordedAt: request.recordedAt,
          metadata: request.metadata,
        }),
      );
    }
    if (idempotency?.answer !== undefined) {
      const { scope, key, fingerprint, answer } = idempotency;
      this.answers.set(`${scope}\n${key}`, { fingerprint, answer });
    }
    if (inbox !== undefined) this.cursors.set(inbox.stream, inbox.version);
    return { outcome: 'appended', lastPosition: BigInt(this.log.length) };
  }

  override async readAfter(position: bigint, limit: number): Promise<readonly StoredEvent[]> {
    return this.log.filter((event) => event.position > position).slice(0, limit);
  }
}
