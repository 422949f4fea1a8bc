import { instant } from '@canbao/calendar';
import {
  accept,
  Contention,
  execute,
  InMemoryEventStore,
  on,
  reject,
  type AppendRequest,
  type AppendResult,
  type Decider,
  type Event,
  type Execution,
} from './index';

type Counted = Event<'Counted', { by: string }> | Event<'Shared', { by: string }>;
type Count = { readonly type: 'Count' | 'Share' | 'ShareUnlisted'; readonly by: string };
/** Counts to two; sharing also writes to a second stream, listed by the command or named by its events. */
const counter: Decider<Count, readonly string[], Counted, 'full'> = {
  initial: [],
  streams: ({ type }) => (type === 'Share' ? ['counter-1', 'shared-1'] : ['counter-1']),
  decide: ({ type, by }, counted) => {
    if (counted.length >= 2) return reject('full', { counted });
    return type === 'Count'
      ? accept({ type: 'Counted', data: { by } })
      : accept<Counted>(
          { type: 'Counted', data: { by } },
          on<Counted>('shared-1', { type: 'Shared', data: { by } }),
        );
  },
  evolve: (counted, { data }) => [...counted, data.by],
};
const at = instant('2022-05-18T12:00:00+08:00');
const execution = { subject: 'someone', recordedAt: at, metadata: { actor: 'spec' } } as const;
const keyed = (
  key: string,
  fingerprint: string,
  scope = 'caller:count',
): Execution<readonly string[], Counted, 'full'> => ({
  ...execution,
  idempotency: { scope, key, fingerprint },
  answer: (decided) =>
    decided.accepted
      ? { status: 200, body: { counted: decided.state } }
      : { status: 422, body: { reason: decided.reason } },
});
const streams = async (store: InMemoryEventStore): Promise<string[]> =>
  (await store.readAfter(0n, 100)).map(({ stream, version, type }) => `${stream}@${version} ${type}`);

/** Another writer is faster, the given number of times. */
class Busy extends InMemoryEventStore {
  constructor(
    private times: number,
    private readonly rival: Count = { type: 'Count', by: 'rival' },
  ) {
    super();
  }
  override async append(request: AppendRequest): Promise<AppendResult> {
    if (this.times <= 0) return super.append(request);
    this.times -= 1;
    const first = {
      stream: 'counter-1',
      expectedVersion: (await this.load(['counter-1'])).get('counter-1')?.version ?? 0,
      previousHash: '' as never,
      events: [{ type: 'Counted', data: { by: this.rival.by } }],
    };
    await super.append({ subject: 'rival', recordedAt: at, metadata: { actor: 'rival' }, writes: [first] });
    return super.append(request);
  }
}

describe('a command', () => {
  it('stores what was decided, with who, when and about whom', async () => {
    const store = new InMemoryEventStore();
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, execution)).toMatchObject({
      outcome: 'accepted',
      state: ['a'],
      lastPosition: 1n,
    });
    expect(await store.readAfter(0n, 9)).toMatchObject([
      {
        stream: 'counter-1',
        version: 1,
        type: 'Counted',
        data: { by: 'a' },
        subject: 'someone',
        recordedAt: at,
        metadata: { actor: 'spec' },
      },
    ]);
  });
  it('writes all its streams or none', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Share', by: 'a' }, execution);
    expect(await streams(store)).toEqual(['counter-1@1 Counted', 'shared-1@1 Shared']);
  });
  it('that is refused stores nothing and says why', async () => {
    const store = new InMemoryEventStore();
    for (const by of ['a', 'b']) await execute(store, counter, { type: 'Count', by }, execution);
    expect(await execute(store, counter, { type: 'Count', by: 'c' }, execution)).toEqual({
      outcome: 'rejected',
      reason: 'full',
      details: { counted: ['a', 'b'] },
      state: ['a', 'b'],
    });
    expect(await streams(store)).toHaveLength(2);
  });
  it('takes its subject from its events, where only they name it', async () => {
    const store = new InMemoryEventStore();
    await execute(
      store,
      counter,
      { type: 'Count', by: 'a' },
      { ...execution, subject: ([event]) => event?.data.by ?? 'nobody' },
    );
    expect(await store.readAfter(0n, 9)).toMatchObject([{ subject: 'a' }]);
  });
});

describe('a command that expects new streams', () => {
  const expecting: typeof counter = { ...counter, expectsNewStreams: () => true };
  class Watched extends InMemoryEventStore {
    loads = 0;
    override load(names: readonly string[]): ReturnType<InMemoryEventStore['load']> {
      this.loads += 1;
      return super.load(names);
    }
  }
  it('is decided without loading', async () => {
    const store = new Watched();
    expect(await execute(store, expecting, { type: 'Share', by: 'a' }, execution)).toMatchObject({
      outcome: 'accepted',
      lastPosition: 2n,
    });
    expect(store.loads).toBe(0);
  });
  it('is decided again on the stored events when a stream was not new', async () => {
    const store = new Watched();
    await execute(store, counter, { type: 'Count', by: 'a' }, execution);
    expect(await execute(store, expecting, { type: 'Share', by: 'b' }, execution)).toMatchObject({
      outcome: 'accepted',
      state: ['a', 'b', 'b'],
    });
    expect(await streams(store)).toEqual(['counter-1@1 Counted', 'counter-1@2 Counted', 'shared-1@1 Shared']);
  });
  it('loads a stream that the decision rests on but does not write', async () => {
    const store = new Watched();
    const cautious: typeof counter = {
      ...expecting,
      decide: (command, counted) =>
        counted.includes('a') ? accept() : counter.decide({ ...command, type: 'Count' }, counted),
    };
    await execute(store, { ...counter, streams: () => ['shared-1'] }, { type: 'Count', by: 'a' }, execution);
    expect(await execute(store, cautious, { type: 'Share', by: 'b' }, execution)).toMatchObject({
      outcome: 'accepted',
      events: [],
      state: ['a'],
    });
    expect(store.loads).toBe(2);
  });
  it('returns the stored answer for a repeated key', async () => {
    const store = new Watched();
    const first = await execute(store, expecting, { type: 'Count', by: 'a' }, keyed('k', 'f'));
    expect(await execute(store, expecting, { type: 'Count', by: 'a' }, keyed('k', 'f'))).toEqual({
      outcome: 'replayed',
      answer: (first as { answer: unknown }).answer,
    });
  });
});

describe('a conflict', () => {
  it('is decided again on the new facts', async () => {
    const store = new Busy(1);
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, execution)).toMatchObject({
      outcome: 'accepted',
      state: ['rival', 'a'],
    });
  });
  it('can turn an acceptance into a refusal', async () => {
    const store = new Busy(2);
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, execution)).toMatchObject({
      outcome: 'rejected',
      reason: 'full',
      state: ['rival', 'rival'],
    });
  });
  it('leaves nothing behind in the other streams', async () => {
    const store = new Busy(2);
    await execute(store, counter, { type: 'Share', by: 'a' }, execution);
    expect(await streams(store)).toEqual(['counter-1@1 Counted', 'counter-1@2 Counted']);
  });
  it.each([
    [7, true],
    [8, false],
  ])('lost %i times in a row is survived: %s', async (times, survived) => {
    const endless: typeof counter = {
      ...counter,
      decide: ({ by }) => accept({ type: 'Counted', data: { by } }),
    };
    const done = execute(new Busy(times), endless, { type: 'Count', by: 'a' }, execution);
    if (survived) expect(await done).toMatchObject({ outcome: 'accepted' });
    else await expect(done).rejects.toBeInstanceOf(Contention);
  });
});

describe('a stream that only the events name', () => {
  it('is loaded, and the command is decided again with it', async () => {
    const store = new InMemoryEventStore();
    expect(await execute(store, counter, { type: 'ShareUnlisted', by: 'a' }, execution)).toMatchObject({
      outcome: 'accepted',
    });
    expect(await streams(store)).toEqual(['counter-1@1 Counted', 'shared-1@1 Shared']);
  });
  it('can turn the decision into a refusal', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Share', by: 'a' }, execution);
    expect(await execute(store, counter, { type: 'ShareUnlisted', by: 'b' }, execution)).toMatchObject({
      outcome: 'rejected',
      reason: 'full',
    });
    expect(await streams(store)).toHaveLength(2);
  });
});

describe('an idempotency key', () => {
  it('returns the first answer to the same request, although the facts have changed', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', 'f'));
    await execute(store, counter, { type: 'Count', by: 'b' }, execution);
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', 'f'))).toEqual({
      outcome: 'replayed',
      answer: { status: 200, body: { counted: ['a'] } },
    });
    expect(await streams(store)).toHaveLength(2);
  });
  it('is refused for another request', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', 'f'));
    expect(await execute(store, counter, { type: 'Count', by: 'b' }, keyed('k', 'other'))).toEqual({
      outcome: 'key-reused',
    });
  });
  it('belongs to its caller and call', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', 'f'));
    expect(
      await execute(store, counter, { type: 'Count', by: 'b' }, keyed('k', 'f', 'other:count')),
    ).toMatchObject({ outcome: 'accepted' });
  });
  it('keeps a refusal too', async () => {
    const store = new InMemoryEventStore();
    for (const by of ['a', 'b']) await execute(store, counter, { type: 'Count', by }, execution);
    await execute(store, counter, { type: 'Count', by: 'c' }, keyed('k', 'f'));
    expect(await execute(store, counter, { type: 'Count', by: 'c' }, keyed('k', 'f'))).toEqual({
      outcome: 'replayed',
      answer: { status: 422, body: { reason: 'full' } },
    });
  });
  describe('of a refusal that may clear', () => {
    const provisional = (fingerprint = 'f'): Execution<readonly string[], Counted, 'full'> => ({
      ...keyed('k', fingerprint),
      isProvisional: (decided) => !decided.accepted && decided.reason === 'full',
    });
    let isFull: boolean;
    const gate: typeof counter = {
      ...counter,
      decide: (command, counted) => (isFull ? reject('full', { counted }) : counter.decide(command, counted)),
    };
    const count = (store: InMemoryEventStore, fingerprint = 'f') =>
      execute(store, gate, { type: 'Count', by: 'a' }, provisional(fingerprint));
    const refused = {
      outcome: 'rejected',
      reason: 'full',
      answer: { status: 422, body: { reason: 'full' } },
    };
    const replayed = { outcome: 'replayed', answer: { status: 200, body: { counted: ['a'] } } };
    beforeEach(() => {
      isFull = true;
    });

    it('is not used up: the request is decided again until it is accepted, and that answer is final', async () => {
      const store = new InMemoryEventStore();
      expect(await count(store)).toMatchObject(refused);
      expect(await count(store)).toMatchObject(refused);
      isFull = false;
      expect(await count(store)).toMatchObject({ outcome: 'accepted', state: ['a'] });
      isFull = true;
      expect(await count(store)).toEqual(replayed);
      expect(await streams(store)).toHaveLength(1);
    });
    it('is free for another request, which then owns it', async () => {
      const store = new InMemoryEventStore();
      await count(store);
      isFull = false;
      expect(await count(store, 'other')).toMatchObject({ outcome: 'accepted' });
      expect(await count(store)).toEqual({ outcome: 'key-reused' });
    });
    it('returns the answer given before, where that is the reason for the refusal', async () => {
      const store = new InMemoryEventStore();
      isFull = false;
      await count(store);
      await execute(store, counter, { type: 'Count', by: 'b' }, execution);
      expect(await count(store)).toEqual(replayed);
      expect(await count(store, 'other')).toEqual({ outcome: 'key-reused' });
    });
    it('lets twins at the same time be refused alike, and either be accepted later', async () => {
      const store = new InMemoryEventStore();
      for (const { outcome } of await Promise.all([count(store), count(store)]))
        expect(outcome).toBe('rejected');
      isFull = false;
      const twins = await Promise.all([count(store), count(store)]);
      expect(twins.map(({ outcome }) => outcome)).toEqual(['accepted', 'replayed']);
      expect(await streams(store)).toHaveLength(1);
    });
    it('gives a slower twin, refused because of the faster, the answer of the faster', async () => {
      const store = new InMemoryEventStore();
      const single: typeof counter = {
        ...counter,
        decide: (command, counted) =>
          counted.length > 0 ? reject('full', { counted }) : counter.decide(command, counted),
      };
      const twin = () => execute(store, single, { type: 'Count', by: 'a' }, provisional());
      const twins = await Promise.all([twin(), twin(), twin()]);
      expect(twins.map(({ outcome }) => outcome)).toEqual(['accepted', 'replayed', 'replayed']);
    });
  });
  it.each([
    ['f', 'replayed'],
    ['other', 'key-reused'],
  ])('of twins at the same time with fingerprint %s has one effect: %s', async (fingerprint, outcome) => {
    const store = new InMemoryEventStore();
    const [first, second] = await Promise.all([
      execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', 'f')),
      execute(store, counter, { type: 'Count', by: 'a' }, keyed('k', fingerprint)),
    ]);
    expect([first.outcome, second.outcome]).toEqual(['accepted', outcome]);
    expect(await streams(store)).toHaveLength(1);
  });
});

describe('a foreign event', () => {
  const heard = (version: number): Execution<readonly string[], Counted, 'full'> => ({
    ...execution,
    inbox: { consumer: 'spec', stream: 'topic/stream', after: version - 1, version },
  });
  const received = heard(2);
  it('has its effect once', async () => {
    const store = new InMemoryEventStore();
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, received)).toMatchObject({
      outcome: 'accepted',
    });
    expect(await execute(store, counter, { type: 'Count', by: 'a' }, received)).toEqual({
      outcome: 'already-handled',
    });
    expect(await streams(store)).toHaveLength(1);
  });
  it('is handled when a later one of its stream was', async () => {
    const store = new InMemoryEventStore();
    await execute(store, counter, { type: 'Count', by: 'a' }, received);
    expect(await execute(store, counter, { type: 'Count', by: 'b' }, heard(1))).toEqual({
      outcome: 'already-handled',
    });
    expect(await execute(store, counter, { type: 'Count', by: 'c' }, heard(3))).toMatchObject({
      outcome: 'accepted',
    });
    expect(await streams(store)).toHaveLength(2);
  });
  it('without effect is recorded as handled', async () => {
    const store = new InMemoryEventStore();
    for (const by of ['a', 'b']) await execute(store, counter, { type: 'Count', by }, execution);
    await execute(store, counter, { type: 'Count', by: 'c' }, received);
    expect(await execute(store, counter, { type: 'Count', by: 'c' }, received)).toEqual({
      outcome: 'already-handled',
    });
  });
});
