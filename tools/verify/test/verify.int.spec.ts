import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { anyEvents, eventIdOf, genesisHash, type Event } from '@canbao/event-sourcing';
import { ConsumerLoop, kafkaClient, partitionCount, partitionOf, Relay } from '@canbao/kafka';
import { type Database, PostgresEventStore, PostgresInbox, PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { eventually, testDatabase } from '@canbao/test-servers/service';
import type { Comparison } from '../src/compare';
import { republish, verifyService, type Place } from '../src/verify';
import { sendAsOwner, testKafka, testMacs } from '@canbao/test-servers/kafka';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const recordedAt = instant('2025-03-01T08:00:00.000+08:00');
const topic = 'registration.events';
const published = ({ type, data }: Event): ContractEvent | undefined =>
  type === 'Registered'
    ? { type: 'canbao.registration.PersonRegistered.v1', data: data as { personId: string } }
    : undefined;

/** Persons on every partition, so that each has something to lose. */
const persons = Array.from({ length: partitionCount }, (_, partition) => {
  for (;;) {
    const id = randomUUID();
    if (partitionOf(id) === partition) return id;
  }
});

describe('the verifier', () => {
  const kafka: Kafka = kafkaClient(testKafka, 'spec', quiet);
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let place: Place;
  let source: { db: Database; store: PostgresEventStore };
  let target: { db: Database; store: PostgresEventStore; loop: ConsumerLoop };
  let relay: Relay | undefined;

  const startRelay = (): void => {
    relay = new Relay({
      service: source.db.service,
      outbox: new PostgresOutbox(source.db, anyEvents),
      servers: testKafka,
      macs: testMacs,
      published,
      log: quiet,
    });
    relay.start();
  };
  const stopRelay = async (): Promise<void> => {
    await relay?.stop();
    relay = undefined;
  };
  const deleteRecords = async (before: (low: bigint, high: bigint) => bigint): Promise<number> => {
    const admin = kafka.admin();
    await admin.connect();
    const ends = (await admin.fetchTopicOffsets(topic))
      .map(({ partition, low, high }) => ({
        partition,
        low: BigInt(low),
        offset: before(BigInt(low), BigInt(high)),
      }))
      .filter(({ low, offset }) => offset > low);
    if (ends.length > 0)
      await admin.deleteTopicRecords({
        topic,
        partitions: ends.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
      });
    await admin.disconnect();
    return ends.reduce((sum, { low, offset }) => sum + Number(offset - low), 0);
  };
  const append = async (
    store: PostgresEventStore,
    subject: string,
    stream: string,
    types: readonly string[],
    inbox?: { consumer: string; eventId: string; stream: string; version: number },
  ): Promise<void> => {
    const at = (await store.load([stream])).get(stream);
    await store.append({
      subject,
      recordedAt,
      metadata: { actor: 'spec' },
      ...(inbox === undefined ? {} : { inbox }),
      writes: [
        {
          stream,
          expectedVersion: at?.version ?? 0,
          previousHash: at?.hash ?? genesisHash,
          events: types.map((type) => ({ type, data: { personId: subject } })),
        },
      ],
    });
  };
  const register = (personId: string, ...types: string[]): Promise<void> =>
    append(source.store, personId, `person-${personId}`, types);
  const effects = async (): Promise<number[]> =>
    Promise.all(
      persons.map(
        async (person) =>
          (await target.store.load([`effect-${person}`])).get(`effect-${person}`)?.version ?? 0,
      ),
    );
  const verified = async (): Promise<Comparison> => (await verifyService(place))[0] as Comparison;
  const kinds = async (): Promise<string[]> => (await verified()).first.map(({ kind }) => kind).sort();
  const send = (...records: { key: string; value: string }[]): Promise<void> =>
    sendAsOwner(testKafka, topic, ...records);
  const envelope = (of: {
    id: string;
    personId: string;
    version: number;
    previousversion: number;
    position: string;
  }): string =>
    JSON.stringify({
      specversion: '1.0',
      source: '/canbao/registration',
      type: 'canbao.registration.PersonRegistered.v1',
      subject: of.personId,
      time: recordedAt,
      datacontenttype: 'application/json',
      stream: `person-${of.personId}`,
      ...of,
      data: { personId: of.personId },
    });

  beforeAll(async () => {
    database = await testDatabase();
    place = { service: 'registration', databaseUrl: database.url, kafka, macs: testMacs };
    // What other specs left in the topic is in none of these tables.
    await deleteRecords((_, high) => high);
    const [sourceDb, targetDb] = [
      await openDatabase({ url: database.url, service: 'registration', migrations: [] }),
      await openDatabase({ url: database.url, service: 'assessment', migrations: [] }),
    ];
    source = {
      db: sourceDb,
      store: new PostgresEventStore(sourceDb, {
        views: [],
        topicOf: (event) => (published(event) === undefined ? undefined : topic),
        eventTypes: anyEvents,
      }),
    };
    const store = new PostgresEventStore(targetDb, {
      views: [],
      topicOf: () => undefined,
      eventTypes: anyEvents,
    });
    const loop = new ConsumerLoop({
      inbox: new PostgresInbox(targetDb),
      servers: testKafka,
      macs: testMacs,
      consumer: 'assessment',
      topics: [topic],
      log: quiet,
      onFatal: () => undefined,
      handle: ({ subject, inbox }) => append(store, subject, `effect-${subject}`, ['Effect'], inbox),
    });
    target = { db: targetDb, store, loop };
    startRelay();
    await loop.start();
  });
  afterAll(async () => {
    await target.loop.stop();
    await stopRelay();
    for (const { store, db } of [source, target]) {
      await store.close();
      await db.close();
    }
    await database.drop();
  });

  it('finds table and topic equal, repeats included', async () => {
    for (let round = 0; round < 5; round += 1)
      await Promise.all(persons.map((person) => register(person, 'Registered', 'Noted', 'Registered')));
    await eventually(effects, (counts) => counts.every((count) => count === 10));
    await republish(place, 30n);
    expect(await verified()).toMatchObject({
      topic,
      events: 60,
      stored: 60,
      count: 0,
      first: [],
      repaired: 0,
    });
    expect((await verified()).records).toBeGreaterThan(80);
  });

  it('finds the records that were deleted; publishing again mends it without a second effect', async () => {
    await deleteRecords((low) => low + 13n);
    const deleted = await verified();
    expect(deleted.count).toBeGreaterThan(0);
    expect(deleted).toMatchObject({
      count: 60 - deleted.events,
      first: Array.from({ length: Math.min(10, deleted.count) }, () =>
        expect.objectContaining({ kind: 'missing' }),
      ),
    });
    await republish(place, BigInt(deleted.firstMissing ?? '0') - 1n);
    expect(await verified()).toMatchObject({ events: 60, stored: 60, count: 0 });
    await Promise.all(persons.map((person) => register(person, 'Registered')));
    await eventually(effects, (counts) => counts.every((count) => count >= 11));
    expect(await effects()).toEqual(persons.map(() => 11));
    expect(await target.loop.blockedKeys()).toEqual([]);
  });

  it('leaves out what is not yet published', async () => {
    await stopRelay();
    await register(persons[0] ?? '', 'Registered');
    expect(await verified()).toMatchObject({ count: 0 });
    startRelay();
    await eventually(effects, (counts) => counts[0] === 12);
  });

  it('finds a record that was never stored, one that is no event, and one that somebody else wrote', async () => {
    const personId = randomUUID();
    await send(
      {
        key: personId,
        value: envelope({ id: randomUUID(), personId, version: 1, previousversion: 0, position: '1' }),
      },
      { key: personId, value: 'no event' },
    );
    expect(await kinds()).toEqual(['foreign', 'unreadable']);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: personId, value: 'no event' }] });
    await producer.disconnect();
    expect(await kinds()).toEqual(['foreign', 'forged', 'unreadable']);
    await deleteRecords((_, high) => high);
    await republish(place, 0n);
    expect(await kinds()).toEqual([]);
  });

  it('finds a stream out of order, a wrong predecessor, a wrong key and a wrong position', async () => {
    await stopRelay();
    const personId = randomUUID();
    await register(personId, 'Registered', 'Registered', 'Registered');
    const [one, two, three] = (await database.query(
      `select encode(hash, 'hex') as hash, position::text, version from registration.events
        where data->>'personId' = $1 order by events.position`,
      [personId],
    )) as [Stored, Stored, Stored];
    const record = (stored: Stored, change: object = {}): { key: string; value: string } => ({
      key: personId,
      value: envelope({
        ...stored,
        id: eventIdOf(stored.hash),
        personId,
        previousversion: stored.version - 1,
        ...change,
      }),
    });
    await send(
      record(one),
      record(three),
      record(two, { previousversion: 0 }),
      record(two, { position: '1' }),
      { ...record(two), key: 'another' },
    );
    await database.query(
      'update registration.relay set cursor = (select max(position) from registration.events)',
    );
    expect(new Set(await kinds())).toEqual(
      new Set(['differs', 'out-of-order', 'wrong-key', 'wrong-previousversion']),
    );
    // Published again in order: repaired.
    await send(record(three));
    expect(await kinds()).not.toContain('out-of-order');
    expect((await verified()).repaired).toBe(1);
  });
});

interface Stored {
  readonly hash: string;
  readonly position: string;
  readonly version: number;
}
