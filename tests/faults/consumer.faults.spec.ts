import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsumerConfig } from 'kafkajs';
import pg from 'pg';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import type { ContractEvent } from '@canbao/contracts';
import { ConsumerLoop, createTopics, partitionOf, Relay, type Received } from '@canbao/kafka';
import { PostgresEventStore, PostgresInbox, PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { assertNotRolledBack, RolledBack } from '@canbao/service-kit';
import { pause, waitFor } from '@canbao/runtime';
import { sendAsOwner, testMacs } from '@canbao/test-servers/kafka';
import { Cluster, type Broker } from './cluster';

// Three brokers take their time to start on a busy machine.
jest.setTimeout(300_000);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const topic = 'registration.events';
const data = mkdtempSync(join(tmpdir(), 'canbao-consumer-'));
const recordedAt = instant('2025-03-01T08:00:00.000+08:00');
let cluster: Cluster;
const running: (() => Promise<unknown>)[] = [];

/** Waits until the condition holds. @throws when it does not in time. */
const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> => {
  const look = async (): Promise<true | undefined> => ((await holds()) ? true : undefined);
  if ((await waitFor(look, { timeoutMs })) === undefined) throw new Error(`waited in vain until ${what}`);
};

/** Sends versions of a person's stream as the relay would. */
const send = (personId: string, ...versions: number[]): Promise<void> =>
  sendAsOwner(
    cluster.servers,
    topic,
    ...versions.map((version) => ({
      key: personId,
      value: JSON.stringify({
        specversion: '1.0',
        id: randomUUID(),
        source: '/canbao/registration',
        type: 'canbao.registration.PersonRegistered.v1',
        subject: personId,
        time: recordedAt,
        datacontenttype: 'application/json',
        stream: `person-${personId}`,
        version,
        previousversion: version - 1,
        position: String(version),
        data: { personId },
      }),
    })),
  );

/** A consumer as the documentation of kafkajs shows it. */
const bare = async (
  groupId: string,
  handle: (version: number, key: string) => Promise<void>,
  more: Partial<ConsumerConfig> & { fromBeginning?: boolean } = {},
): Promise<void> => {
  const { fromBeginning = false, ...config } = more;
  const consumer = cluster.client().consumer({ groupId, ...config });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
  });
  await consumer.run({
    eachMessage: async ({ message }) =>
      handle(
        (JSON.parse(message.value?.toString() ?? '{}') as { version: number }).version,
        message.key?.toString() ?? '',
      ),
  });
  running.push(() => consumer.disconnect());
  await joined;
};

/** Our loop with a database of its own; `handled` counts calls of the handler, `effects` what is stored. */
const ours = async (
  service: string,
  handle: (received: Received) => Promise<void>,
  sessionTimeoutMs?: number,
) => {
  const db = await openDatabase({ url: process.env['TEST_DATABASE_URL'] ?? '', service, migrations: [] });
  const store = new PostgresEventStore(db, { views: [], topicOf: () => undefined, eventTypes: anyEvents });
  const loop = new ConsumerLoop({
    inbox: new PostgresInbox(db),
    servers: cluster.servers,
    macs: testMacs,
    consumer: service,
    topics: [topic],
    log: silent,
    onFatal: () => undefined,
    ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
    handle: async (received) => {
      await handle(received);
      const stream = `effect-${received.subject}`;
      const at = (await store.load([stream])).get(stream);
      await store.append({
        subject: received.subject,
        recordedAt,
        metadata: { actor: 'spec' },
        inbox: received.inbox,
        writes: [
          {
            stream,
            expectedVersion: at?.version ?? 0,
            previousHash: at?.hash ?? genesisHash,
            events: [{ type: 'Effect', data: { version: received.inbox.version } }],
          },
        ],
      });
    },
  });
  await loop.start();
  let open = true;
  const stop = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await loop.stop();
    await store.close();
    await db.close();
  };
  running.push(stop);
  await until('the loop has joined', () => loop.progress().joined);
  const effects = async (personId: string): Promise<number> =>
    (await store.load([`effect-${personId}`])).get(`effect-${personId}`)?.version ?? 0;
  return { loop, effects, stop };
};

const withAdmin = async <T>(
  work: (admin: ReturnType<ReturnType<Cluster['client']>['admin']>) => Promise<T>,
): Promise<T> => {
  const admin = cluster.client().admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
};

beforeAll(async () => {
  cluster = await Cluster.start(data);
  await createTopics(cluster.servers, { profile: 'production', log: silent });
});
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});
afterAll(async () => {
  await cluster.close();
  rmSync(data, { recursive: true, force: true });
});

describe('when a handler takes longer than the session', () => {
  it('bare kafkajs hands the record to another consumer while the first still works: two effects', async () => {
    const [group, personId] = [randomUUID(), randomUUID()];
    const began: string[] = [];
    const slow =
      (name: string) =>
      async (_: number, key: string): Promise<void> => {
        if (key === personId) {
          began.push(name);
          await pause(8_000);
        }
      };
    await bare(group, slow('first'), {
      sessionTimeout: 3_000,
      heartbeatInterval: 500,
      rebalanceTimeout: 3_000,
      fromBeginning: true,
    });
    await send(personId, 1);
    await until('the first works', () => began.length === 1);
    await bare(group, slow('second'), {
      sessionTimeout: 3_000,
      heartbeatInterval: 500,
      rebalanceTimeout: 3_000,
      fromBeginning: true,
    });
    await until('the second works as well', () => began.length === 2, 15_000);
    expect(began).toEqual(['first', 'second']);
  });

  it('the consumer loop stays a member by its own heartbeat: one call, one effect', async () => {
    const [service, personId] = [`slow-${randomUUID().slice(0, 8)}`, randomUUID()];
    const began: string[] = [];
    const slow =
      (name: string) =>
      async ({ subject }: Received): Promise<void> => {
        if (subject === personId) {
          began.push(name);
          await pause(8_000);
        }
      };
    const first = await ours(service, slow('first'), 3_000);
    await send(personId, 1);
    await until('the first works', () => began.length === 1);
    await pause(7_000);
    const second = await ours(service, slow('second'), 3_000);
    await until('there is an effect', async () => (await second.effects(personId)) > 0);
    await pause(2_000);
    expect([began, await first.effects(personId)]).toEqual([['first'], 1]);
  });

  it('a redelivery, here after the group lost its offsets, has no second effect', async () => {
    const [service, personId] = [`again-${randomUUID().slice(0, 8)}`, randomUUID()];
    const before = await ours(service, async () => undefined);
    await send(personId, 1, 2);
    await until('both have their effect', async () => (await before.effects(personId)) === 2);
    await before.stop();
    await withAdmin((admin) => admin.deleteGroups([`canbao-${service}`]));
    const seen: number[] = [];
    const after = await ours(service, async ({ subject, inbox }) => {
      if (subject === personId) seen.push(inbox.version);
    });
    await send(personId, 3);
    await until('the third has its effect', async () => (await after.effects(personId)) === 3);
    expect(seen).toEqual([3]);
  });
});

describe('when the coordinator of the group moves', () => {
  /**
   * Where the group's offsets are: the hash of its name as Java computes it, over the partitions of the
   * cluster.
   */
  const offsetsPartition = (group: string): number =>
    ([...group].reduce((sum, letter) => (Math.imul(31, sum) + letter.charCodeAt(0)) | 0, 0) & 0x7fffffff) % 3;

  it.each<readonly [string, (old: Broker, moved: () => Promise<void>) => Promise<void>]>([
    [
      'and the old one lives on, the consumer loop rejoins instead of committing to a coordinator that has forgotten the group',
      async (old, moved) => {
        old.stop();
        await moved().finally(() => old.resume());
      },
    ],
    [
      'because its broker is gone for good while there is something to commit, the consumer loop finds another coordinator instead of retrying that one',
      async (old) => old.kill(),
    ],
  ])('%s', async (_, hurt) => {
    const [service, people] = [
      `moved-${randomUUID().slice(0, 8)}`,
      Array.from({ length: 12 }, () => randomUUID()),
    ];
    let [open, atWork] = [(): void => undefined, 0];
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const loop = await ours(service, async ({ inbox }) => {
      if (inbox.version !== 1) return;
      atWork += 1;
      await gate;
    });
    for (const personId of people) await send(personId, 1);
    await until('it works on some', () => atWork > 0);
    const partition = offsetsPartition(`canbao-${service}`);
    const old = await cluster.leaderOf('__consumer_offsets', partition);
    // For a moment there is none.
    const moved = () =>
      until('another broker coordinates', () =>
        cluster.leaderOf('__consumer_offsets', partition, old).then(
          ({ id }) => id !== old.id,
          () => false,
        ),
      );
    try {
      await hurt(old, moved);
      open();
      await moved();
      for (const personId of people) await send(personId, 2);
      await until('all have their second effect', async () =>
        (await Promise.all(people.map(loop.effects))).every((count) => count === 2),
      );
      await until('everything is committed', () =>
        withAdmin(async (admin) => {
          const [{ partitions = [] } = {}] = await admin.fetchOffsets({
            groupId: `canbao-${service}`,
            topics: [topic],
          });
          const ends = await admin.fetchTopicOffsets(topic);
          return ends.every(
            ({ partition: at, high }) =>
              high === '0' || partitions.find((one) => one.partition === at)?.offset === high,
          );
        }),
      );
    } finally {
      await old.start();
      await cluster.ready();
    }
  });
});

describe('when the database was rolled back while Kafka was not', () => {
  it('the service finds out before it stores anything in place of what was published', async () => {
    const type = 'canbao.assessment.PensionBaseDeclared.v1';
    const db = await openDatabase({
      url: process.env['TEST_DATABASE_URL'] ?? '',
      service: 'assessment',
      migrations: [],
    });
    const store = new PostgresEventStore(db, {
      views: [],
      topicOf: () => 'assessment.events',
      eventTypes: anyEvents,
    });
    const relay = new Relay({
      service: db.service,
      outbox: new PostgresOutbox(db, anyEvents),
      servers: cluster.servers,
      macs: testMacs,
      published: (event) => ({ type, data: event.data }) as ContractEvent,
      log: silent,
    });
    running.push(async () => {
      await relay.stop();
      await store.close();
      await db.close();
    });
    const look = (): Promise<unknown> =>
      assertNotRolledBack(db, cluster.servers, testMacs, silent).then(
        () => 'all is well',
        (error: unknown) => error,
      );
    expect(await look()).toBe('all is well');
    for (const personId of [randomUUID(), randomUUID(), randomUUID()]) {
      await store.append({
        subject: personId,
        recordedAt,
        metadata: { actor: 'spec' },
        writes: [
          {
            stream: `account-${personId}`,
            expectedVersion: 0,
            previousHash: genesisHash,
            events: [
              {
                type: 'PensionBaseDeclared',
                data: {
                  personId,
                  base: '5000.00',
                  channel: 'wechat',
                  declaredAt: recordedAt,
                  quoteId: personId,
                },
              },
            ],
          },
        ],
      });
    }
    relay.start();
    await until('all are published', async () => (await relay.lag()) === 0);
    expect(await look()).toBe('all is well');
    const owner = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await owner.connect();
    await owner
      .query(
        'alter table assessment.events disable trigger all; delete from assessment.events where position > 1; alter table assessment.events enable trigger all',
      )
      .finally(() => owner.end());
    expect(await look()).toEqual(
      new RolledBack(
        'Kafka holds events of assessment up to position 3, the database only up to 1: it was rolled back. docs/runbooks/database-restored.md says what to do.',
      ),
    );
  });
});

describe('when the committed offset is out of range', () => {
  /** Versions 1 and 2 are handled; then 3 to 6 are written, and 3 and 4 deleted before anyone read them. */
  const cutOff = async (personId: string): Promise<void> => {
    await send(personId, 3, 4, 5, 6);
    const partition = partitionOf(personId);
    await withAdmin(async (admin) => {
      const end =
        (await admin.fetchTopicOffsets(topic)).find((one) => one.partition === partition)?.high ?? '0';
      await admin.deleteTopicRecords({
        topic,
        partitions: [{ partition, offset: String(BigInt(end) - 2n) }],
      });
    });
  };

  it('bare kafkajs jumps to the end and skips what is there', async () => {
    const [group, personId] = [randomUUID(), randomUUID()];
    const seen: number[] = [];
    const note = async (version: number, key: string): Promise<void> => {
      if (key === personId) seen.push(version);
    };
    await bare(group, note);
    await pause(2_000); // The default position, the end, is only found at the first fetch.
    await send(personId, 1, 2);
    await until('two are seen', () => seen.length === 2);
    await running.pop()?.();
    await cutOff(personId);
    await bare(group, note);
    await pause(3_000);
    await send(personId, 7);
    await until('the last is seen', () => seen.includes(7));
    expect(seen).toEqual([1, 2, 7]);
  });

  it('the consumer loop reads what is there, and stops the person at the gap', async () => {
    const [service, personId] = [`range-${randomUUID().slice(0, 8)}`, randomUUID()];
    const before = await ours(service, async () => undefined);
    await send(personId, 1, 2);
    await until('two have their effect', async () => (await before.effects(personId)) === 2);
    await before.stop();
    await cutOff(personId);
    const after = await ours(service, async () => undefined);
    await until('the person is blocked', async () =>
      (await after.loop.blockedKeys()).some(({ key }) => key === personId),
    );
    expect((await after.loop.blockedKeys()).find(({ key }) => key === personId)?.error).toContain(
      'gap: registration.events/person-',
    );
    expect(await after.effects(personId)).toBe(2);
  });
});
