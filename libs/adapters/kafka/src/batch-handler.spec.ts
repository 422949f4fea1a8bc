import type { ForgedRecord, Inbox, InboxEntry, ParkedRecord, RawRecord } from '@canbao/event-sourcing';
import { BatchHandler } from './batch-handler';
import type { Received } from './envelope';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const [li, wang] = ['0197a000-0000-7000-8000-00000000000a', '0197a000-0000-7000-8000-00000000000b'];
const never = new AbortController().signal;

const record = (personId: string, version: number, change: object = {}): RawRecord => ({
  topic: 'registration.events',
  partition: 0,
  offset: `${version}`,
  mac: 'true',
  key: personId,
  value: JSON.stringify({
    specversion: '1.0',
    id: `0197a000-0000-7000-8000-${personId.slice(-1)}0000000000${version}`,
    source: '/canbao/registration',
    type: 'canbao.registration.PersonRegistered.v1',
    subject: personId,
    time: '2025-03-01T08:00:00.000+08:00',
    datacontenttype: 'application/json',
    stream: `person-${personId}`,
    version,
    previousversion: version - 1,
    position: `${version}`,
    data: { personId },
    ...change,
  }),
});

/** A consumer's tables in memory. */
class MemoryInbox implements Omit<Inbox, 'blockedKeys'> {
  readonly cursors = new Map<string, number>();
  readonly blocked = new Set<string>();
  parked: (ParkedRecord & { readonly error: string })[] = [];

  async state(streams: readonly string[], keys: readonly string[]) {
    const cursors = [...this.cursors].filter(([stream]) => streams.includes(stream));
    return { cursors: new Map(cursors), blocked: new Set(keys.filter((key) => this.blocked.has(key))) };
  }
  async record(entries: readonly InboxEntry[]): Promise<void> {
    for (const { stream, version } of entries)
      this.cursors.set(stream, Math.max(version, this.cursors.get(stream) ?? 0));
  }
  async park(raw: RawRecord, key: string, error: string): Promise<void> {
    this.blocked.add(key);
    this.parked.push({ ...raw, key, error, id: `${this.parked.length}` });
  }
  async parkBehind(raw: RawRecord, key: string): Promise<boolean> {
    if (!this.blocked.has(key)) return false;
    this.parked.push({ ...raw, key, error: 'behind', id: `${this.parked.length}` });
    return true;
  }
  readonly setAsideRecords: ForgedRecord[] = [];
  async setAside(records: readonly ForgedRecord[]): Promise<void> {
    this.setAsideRecords.push(...records);
  }
  async parkedOf(key: string): Promise<ParkedRecord[]> {
    return this.parked.filter((parked) => parked.key === key);
  }
  async unpark(id: string): Promise<void> {
    this.parked = this.parked.filter((parked) => parked.id !== id);
  }
  async unblock(key: string): Promise<boolean> {
    if (this.parked.some((parked) => parked.key === key)) return false;
    return this.blocked.delete(key);
  }
  errors(): string[] {
    return this.parked.map(({ error }) => error);
  }
}

/** What only the owner of the topic could have written says so. */
const macs = { fault: ({ mac }: RawRecord) => (mac === 'true' ? undefined : 'its MAC is wrong') };

/** A consumer whose handler stores the inbox entry, as `execute` does. */
const consumer = (fault: (received: Received) => Error | undefined = () => undefined) => {
  const inbox = new MemoryInbox();
  const [calls, handled]: [number[], number[]] = [[], []];
  const alarms: unknown[] = [];
  const log = { ...silent, error: (fields: object) => void alarms.push(fields) };
  const handle = async (received: Received): Promise<void> => {
    calls.push(received.inbox.version);
    const error = fault(received);
    if (error !== undefined) throw error;
    handled.push(received.inbox.version);
    await inbox.record([received.inbox]);
  };
  return { inbox, calls, handled, handler: new BatchHandler('payment', inbox, handle, macs, log), alarms };
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());
/** Lets retries come up without waiting for them. */
const soon = async <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(60_000);
  return work;
};

describe('a batch', () => {
  it('is handled in order, each event once', async () => {
    const { handler, handled } = consumer();
    await handler.handleAll([record(li, 1), record(li, 2)], never);
    await handler.handleAll([record(li, 1), record(li, 2), record(li, 3)], never);
    expect(handled).toEqual([1, 2, 3]);
  });

  it('records events of types that are newer than the code without handling them', async () => {
    const { handler, handled, inbox } = consumer();
    await handler.handleAll([record(li, 1, { type: 'canbao.registration.PersonMoved.v1' })], never);
    expect(handled).toEqual([]);
    expect([...inbox.cursors.values()]).toEqual([1]);
  });

  it('parks an event after three failures, and what follows of its key behind it', async () => {
    const { handler, calls, inbox } = consumer(({ subject }) =>
      subject === li ? new Error('cannot be handled') : undefined,
    );
    await soon(
      handler.handleAll([record(li, 1), record(li, 2), record(wang, 5, { previousversion: 0 })], never),
    );
    expect(inbox.errors()).toEqual(['Error: cannot be handled', 'behind']);
    expect(calls.toSorted()).toEqual([1, 1, 1, 5]);
  });

  it('is retried, not parked, while a server is unavailable', async () => {
    let failures = 10;
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const { handler, handled, inbox } = consumer(() => ((failures -= 1) >= 0 ? refused : undefined));
    await soon(handler.handleAll([record(li, 1)], never));
    expect(handled).toEqual([1]);
    expect(inbox.errors()).toEqual([]);
  });

  it('parks an event whose predecessor is missing', async () => {
    const { handler, handled, inbox } = consumer();
    await handler.handleAll([record(li, 3)], never);
    expect(handled).toEqual([]);
    expect(inbox.errors()).toEqual([`gap: registration.events/person-${li} is at 0, version 3 follows 2`]);
  });

  it.each([
    ['the next event of a person', { ...record(li, 2), offset: '20', mac: 'false' }],
    ['an event far ahead', { ...record(li, 9), offset: '20', mac: 'false' }],
    ['a record of a newer type', { ...record(li, 2, { type: 'canbao.x.Y.v1' }), offset: '20', mac: 'false' }],
    ['text', { ...record(li, 2), offset: '20', value: 'no event', mac: undefined }],
    ['a record without a key', { ...record(li, 2), offset: '20', key: undefined, mac: undefined }],
  ])('sets aside %s that somebody else wrote, and handles what is true', async (_, forged) => {
    const { handler, handled, inbox, alarms } = consumer();
    await handler.handleAll([record(li, 1), forged, record(li, 2), record(li, 3)], never);
    expect(handled).toEqual([1, 2, 3]);
    expect(inbox.setAsideRecords).toEqual([{ ...forged, error: 'its MAC is wrong' }]);
    expect([inbox.blocked.size, inbox.parked]).toEqual([0, []]);
    expect(alarms).toEqual([expect.objectContaining({ alarm: 'forged-record', offset: '20' })]);
  });

  it('says little about a flood of forged records', async () => {
    const { handler, inbox, alarms } = consumer();
    const flood = Array.from({ length: 500 }, (_, n) => ({ ...record(wang, n + 1), mac: 'false' }));
    await handler.handleAll(flood, never);
    expect(inbox.setAsideRecords).toHaveLength(500);
    expect(alarms).toHaveLength(11);
    expect(alarms.at(-1)).toMatchObject({ alarm: 'forged-record', more: 490 });
  });

  it('ends with the signal instead of parking', async () => {
    const stopping = new AbortController();
    const { handler, inbox } = consumer(() => {
      stopping.abort(new Error('stopping'));
      return new Error('failed while stopping');
    });
    await expect(soon(handler.handleAll([record(li, 1)], stopping.signal))).rejects.toThrow('stopping');
    expect(inbox.errors()).toEqual([]);
  });
});

describe('the release of a key', () => {
  it('replays what is parked in the order of its source, and lets the key flow again', async () => {
    const { handler, handled, inbox } = consumer();
    await handler.handleAll([record(li, 3), record(li, 1), record(li, 2)], never);
    expect(handled).toEqual([]);
    expect(await handler.release(li, never)).toBeUndefined();
    expect(handled).toEqual([1, 2, 3]);
    expect(inbox.blocked).toEqual(new Set());
  });

  it.each([
    ['gap', [record(li, 2)], undefined],
    ['undecodable', [record(li, 1, { data: {} })], undefined],
    ['handler', [record(li, 1)], new Error('cannot be handled')],
  ] as const)('names the obstacle: %s', async (because, records, error) => {
    const { handler, inbox } = consumer(() => error);
    await soon(handler.handleAll(records, never));
    expect(await soon(handler.release(li, never))).toMatchObject({
      because,
      topic: 'registration.events',
      offset: records[0].offset,
    });
    expect(inbox.blocked).toEqual(new Set([li]));
  });

  it('handles up to the obstacle, and the rest once it is gone', async () => {
    let broken = true;
    const { handler, handled, inbox } = consumer(({ inbox: { version } }) =>
      broken && version === 2 ? new Error('cannot be handled') : undefined,
    );
    await soon(handler.handleAll([record(li, 1), record(li, 2), record(li, 3)], never));
    await soon(handler.release(li, never));
    expect([handled, inbox.parked.length]).toEqual([[1], 2]);
    broken = false;
    expect(await soon(handler.release(li, never))).toBeUndefined();
    expect(handled).toEqual([1, 2, 3]);
  });
});
