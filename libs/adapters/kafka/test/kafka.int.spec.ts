import { randomUUID } from 'node:crypto';
import type { ContractEvent } from '@canbao/contracts';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash, type Event } from '@canbao/event-sourcing';
import { type Database, PostgresEventStore, PostgresInbox, PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import {
  ConsumerLoop,
  createTopics,
  kafkaClient,
  macHeader,
  partitionCount,
  Relay,
  type Received,
} from '../src';
import { waitFor } from '@canbao/runtime';
import { partitionOf } from '../src/partition';
import { sendAsOwner, testKafka, testMacs } from '@canbao/test-servers/kafka';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const mark = randomUUID().slice(0, 8);
const source = `kafka-source-${mark}`;
const target = `kafka-target-${mark}`;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const recordedAt = instant('2025-03-01T08:00:00.000+08:00');

/** `Registered` is published, `Noted` is not: versions on the topic have holes, which are not gaps. */
const published = (event: Event): ContractEvent | undefined =>
  event.type === 'Registered'
    ? { type: 'canbao.registration.PersonRegistered.v1', data: event.data as { personId: string } }
    : undefined;

const until = async (what: string, met: () => Promise<boolean> | boolean): Promise<void> => {
  const answer = await waitFor(async () => ((await met()) ? true : undefined), {
    timeoutMs: 20_000,
    everyMs: 100,
  });
  if (answer === undefined) throw new Error(`timed out waiting until ${what}`);
};

describe('from the event table through Kafka to an effect', () => {
  let sourceDb: Database;
  let targetDb: Database;
  let sourceStore: PostgresEventStore;
  let targetStore: PostgresEventStore;
  let relay: Relay;
  let loop: ConsumerLoop;
  /** Persons whose events the handler fails on. */
  const poisonous = new Set<string>();
  const calls: Received[] = [];
  const fatal = jest.fn();

  const handle = async (received: Received): Promise<'ignored' | void> => {
    calls.push(received);
    if (poisonous.has(received.subject)) throw new Error('cannot be handled');
    const { inbox, subject } = received;
    if (!inbox.stream.includes(mark)) return 'ignored'; // Left in the topic by other specs.
    const stream = `effect-${subject}`;
    const at = (await targetStore.load([stream])).get(stream);
    await targetStore.append({
      subject,
      recordedAt,
      metadata: { actor: 'spec' },
      inbox,
      writes: [
        {
          stream,
          expectedVersion: at?.version ?? 0,
          previousHash: at?.hash ?? genesisHash,
          events: [{ type: 'Effect', data: {} }],
        },
      ],
    });
  };

  const register = async (personId: string, ...types: string[]): Promise<void> => {
    const stream = `person-${mark}-${personId}`;
    const at = (await sourceStore.load([stream])).get(stream);
    await sourceStore.append({
      subject: personId,
      recordedAt,
      metadata: { actor: 'spec' },
      writes: [
        {
          stream,
          expectedVersion: at?.version ?? 0,
          previousHash: at?.hash ?? genesisHash,
          events: types.map((type) => ({ type, data: { personId } })),
        },
      ],
    });
  };
  const effects = async (personId: string): Promise<number> =>
    (await targetStore.load([`effect-${personId}`])).get(`effect-${personId}`)?.version ?? 0;
  // Earlier runs may have left records in the topic, so every spec looks at its own persons.
  const parked = async (...persons: string[]): Promise<{ key: string; error: string }[]> =>
    targetDb.query('select key, error from parked where key = any($1) order by id', [persons]);
  const sendRaw = async (
    key: string | null,
    value: string | null,
    partition: number,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const producer = kafkaClient(testKafka, 'spec', log).producer();
    await producer.connect();
    await producer.send({
      topic: 'registration.events',
      messages: [{ key, value, partition, headers: { ...headers } }],
    });
    await producer.disconnect();
  };
  const setAside = (person: string): Promise<{ error: string }[]> =>
    targetDb.query('select error from set_aside where key = $1', [person]);
  const envelope = (personId: string, version: number, previousversion: number): string =>
    JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: '/canbao/registration',
      type: 'canbao.registration.PersonRegistered.v1',
      subject: personId,
      time: recordedAt,
      datacontenttype: 'application/json',
      stream: `lost-${mark}-${personId}`,
      version,
      previousversion,
      position: String(version),
      data: { personId },
    });

  beforeAll(async () => {
    await createTopics(testKafka, { profile: 'sandbox', log });
    sourceDb = await openDatabase({ url, service: source, migrations: [] });
    targetDb = await openDatabase({ url, service: target, migrations: [] });
    sourceStore = new PostgresEventStore(sourceDb, {
      views: [],
      topicOf: (event) => (published(event) === undefined ? undefined : 'registration.events'),
      eventTypes: anyEvents,
    });
    targetStore = new PostgresEventStore(targetDb, {
      views: [],
      topicOf: () => undefined,
      eventTypes: anyEvents,
    });
    relay = new Relay({
      service: sourceDb.service,
      outbox: new PostgresOutbox(sourceDb, anyEvents),
      servers: testKafka,
      macs: testMacs,
      published,
      log,
    });
    sourceStore.onAppended(() => relay.wake());
    relay.start();
    loop = new ConsumerLoop({
      inbox: new PostgresInbox(targetDb),
      servers: testKafka,
      macs: testMacs,
      consumer: target,
      topics: ['registration.events'],
      handle,
      log,
      onFatal: fatal,
    });
    await loop.start();
    await until('the consumer has joined', () => loop.progress().joined);
  }, 60_000);

  afterAll(async () => {
    await loop.stop();
    await relay.stop();
    await sourceStore.close();
    await targetStore.close();
    await sourceDb.close();
    await targetDb.close();
    expect(fatal).not.toHaveBeenCalled();
  }, 30_000);

  it('delivers every published event once, in the order of each person', async () => {
    const persons = Array.from({ length: 20 }, () => randomUUID());
    for (let round = 0; round < 3; round += 1)
      await Promise.all(persons.map((person) => register(person, 'Noted', 'Registered', 'Registered')));
    await until('all effects are there', async () =>
      (await Promise.all(persons.map(effects))).every((count) => count === 6),
    );
    const versions = (person: string): number[] =>
      calls.filter(({ subject }) => subject === person).map(({ inbox }) => inbox.version);
    for (const person of persons) expect(versions(person)).toEqual([2, 3, 5, 6, 8, 9]);
    expect(relay.leading).toBe(true);
    await until('nothing is left to publish', async () => (await relay.lag()) === 0);
  }, 40_000);

  it('republishes from the first event without a second effect', async () => {
    const person = randomUUID();
    await register(person, 'Registered');
    await until('the effect is there', async () => (await effects(person)) === 1);
    await relay.republishAfter(0n);
    await until('all is published again', async () => relay.leading && (await relay.lag()) === 0);
    await register(person, 'Registered');
    await until('the next effect is there', async () => (await effects(person)) >= 2);
    expect(await effects(person)).toBe(2);
    expect(await parked(person)).toEqual([]);
  }, 30_000);

  it('never skips events when told to republish after a position that is not yet published', async () => {
    const person = randomUUID();
    await relay.republishAfter(1_000_000_000n);
    await register(person, 'Registered');
    await until('the effect is there', async () => (await effects(person)) === 1);
  }, 30_000);

  it('parks what cannot be handled, lets other persons flow, and replays on release', async () => {
    const [bad, good] = [randomUUID(), randomUUID()];
    poisonous.add(bad);
    await register(bad, 'Registered', 'Registered');
    await register(good, 'Registered');
    await until(
      'the good one is through and both bad ones are parked',
      async () => (await effects(good)) === 1 && (await parked(bad, good)).length === 2,
    );
    await register(bad, 'Registered');
    await until('the later one has parked behind', async () => (await parked(bad, good)).length === 3);
    expect((await parked(bad, good)).map(({ key, error }) => [key, error])).toEqual([
      [bad, 'Error: cannot be handled'],
      [bad, 'behind'],
      [bad, 'behind'],
    ]);
    expect(await loop.releaseKey(bad)).toMatchObject({
      because: 'handler',
      error: 'Error: cannot be handled',
    });
    poisonous.delete(bad);
    expect(await loop.releaseKey(bad)).toBeUndefined();
    expect(await effects(bad)).toBe(3);
    expect(await parked(bad, good)).toEqual([]);
    await register(bad, 'Registered');
    await until('the person flows again', async () => (await effects(bad)) === 4);
  }, 30_000);

  it('handles an event with fields that it does not know, and hands none of them on', async () => {
    const person = randomUUID();
    const newer = JSON.parse(envelope(person, 1, 0)) as { data: object };
    const value = JSON.stringify({ ...newer, traceparent: '00-x', data: { ...newer.data, shoeSize: 44 } });
    await sendAsOwner(testKafka, 'registration.events', { key: person, value: value });
    await until('the effect is there', async () => (await effects(person)) === 1);
    expect(calls.find(({ subject }) => subject === person)?.event).toEqual({
      type: 'canbao.registration.PersonRegistered.v1',
      data: { personId: person },
    });
    expect(await parked(person)).toEqual([]);
  }, 30_000);

  it('parks at a gap and continues once the missing event has arrived', async () => {
    const person = randomUUID();
    await sendAsOwner(testKafka, 'registration.events', { key: person, value: envelope(person, 3, 2) });
    await until('the gap is parked', async () => (await parked(person)).length === 1);
    expect((await parked(person))[0]?.error).toMatch(/^gap/);
    expect(await loop.releaseKey(person)).toMatchObject({
      because: 'gap',
      error: expect.stringContaining('is at 0, version 3 follows 2'),
    });
    expect(await effects(person)).toBe(0);
    await sendAsOwner(testKafka, 'registration.events', { key: person, value: envelope(person, 2, 0) });
    await until('the missing one is parked behind', async () => (await parked(person)).length === 2);
    expect(await loop.releaseKey(person)).toBeUndefined();
    expect(await effects(person)).toBe(2);
  }, 30_000);

  it('parks a record that is no event under its key', async () => {
    const person = randomUUID();
    await sendAsOwner(testKafka, 'registration.events', { key: person, value: 'no event \0 at all' });
    await until('it is parked', async () => (await parked(person)).length === 1);
    expect(await loop.releaseKey(person)).toMatchObject({ because: 'undecodable' });
    expect(await loop.blockedKeys()).toContainEqual(expect.objectContaining({ key: person, records: 1 }));
  }, 30_000);

  it.each([
    ['without a MAC', {}],
    ["with another record's MAC", { [macHeader]: testMacs.sign('registration.events', 'someone', 'else') }],
    ['with a MAC of an unknown secret', { [macHeader]: 'nobody:AAAA' }],
    ['with the MAC of another service', 'ledger-sync'],
  ] as const)(
    'sets a forged event %s aside, and the person goes on',
    async (_, headers) => {
      const person = randomUUID();
      await register(person, 'Registered');
      await until('the first effect is there', async () => (await effects(person)) === 1);
      const stream = `person-${mark}-${person}`;
      const value = envelope(person, 2, 1).replace(`lost-${mark}-${person}`, stream);
      const forged =
        headers === 'ledger-sync'
          ? { [macHeader]: testMacs.sign('ledger-sync.events', person, value) }
          : headers;
      await sendRaw(person, value, partitionOf(person), forged);
      await until('it is set aside', async () => (await setAside(person)).length === 1);
      await register(person, 'Registered', 'Registered');
      await until('the person goes on', async () => (await effects(person)) === 3);
      expect(await parked(person)).toEqual([]);
      expect(calls.filter(({ subject }) => subject === person).map(({ inbox }) => inbox.version)).toEqual([
        1, 2, 3,
      ]);
    },
    40_000,
  );

  it('sets a true record aside that somebody copied to another partition, and what follows does not park', async () => {
    const [person, other] = [randomUUID(), randomUUID()];
    const partition = (partitionOf(person) + 1) % partitionCount;
    const value = envelope(person, 2, 1);
    const mac = { [macHeader]: testMacs.sign('registration.events', person, value) };
    await sendRaw(person, value, partition, mac);
    await until('it is set aside', async () => (await setAside(person)).length === 1);
    expect(await setAside(person)).toEqual([{ error: "it lies in another partition than its key's" }]);
    await sendAsOwner(
      testKafka,
      'registration.events',
      { key: person, value: envelope(person, 1, 0) },
      { key: person, value },
    );
    await register(other, 'Registered');
    await until(
      'both have their effects',
      async () => (await effects(person)) === 2 && (await effects(other)) === 1,
    );
    expect(await parked(person)).toEqual([]);
  }, 40_000);

  it('is not stopped by a record without key or value', async () => {
    const person = randomUUID();
    await sendRaw(null, null, partitionOf(person));
    await register(person, 'Registered');
    await until('the effect is there', async () => (await effects(person)) === 1);
  }, 30_000);

  it('takes over from a leader that stops, at its cursor', async () => {
    const outbox = new PostgresOutbox(sourceDb, anyEvents);
    const lead = jest.spyOn(outbox, 'lead');
    const second = new Relay({
      service: sourceDb.service,
      outbox,
      servers: testKafka,
      macs: testMacs,
      published,
      log,
      pollMs: 100,
    });
    second.start();
    await until('the second has tried to lead three times', () => lead.mock.calls.length >= 3);
    expect(second.leading).toBe(false);
    await relay.stop();
    await until('the second leads', () => second.leading);
    const person = randomUUID();
    await register(person, 'Registered');
    await until('the effect is there', async () => (await effects(person)) === 1);
    await second.stop();
  }, 30_000);

  it('moves a cursor past events without effect, and never back', async () => {
    const inbox = new PostgresInbox(targetDb);
    await inbox.record([{ consumer: target, stream: 't/s', after: 0, version: 4 }]);
    await inbox.record([{ consumer: target, stream: 't/s', after: 0, version: 2 }]);
    expect((await inbox.state(['t/s', 't/none'], [])).cursors).toEqual(new Map([['t/s', 4]]));
  });
});
