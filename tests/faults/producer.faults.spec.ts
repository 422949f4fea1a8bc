import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Partitioners, type Producer } from 'kafkajs';
import { kafkaClient, Lane, parcelsOf } from '@canbao/kafka';
import { pause } from '@canbao/runtime';
import { Cluster } from './cluster';
import { kafkaRequest } from './proxy';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const produce = kafkaRequest(0);
// Three brokers take their time to start on a busy machine.
jest.setTimeout(300_000);
const data = mkdtempSync(join(tmpdir(), 'canbao-producer-'));
let cluster: Cluster;

/** A topic whose partitions have these copies; the first leads, and after its death the next. */
const topicOn = async (...copies: (readonly number[])[]): Promise<string> => {
  const topic = `t-${randomUUID()}`;
  const admin = cluster.client().admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic,
        replicaAssignment: copies.map((replicas, partition) => ({ partition, replicas: [...replicas] })),
      },
    ],
  });
  await admin.disconnect();
  return topic;
};
const valuesOf = async (topic: string): Promise<string[]> =>
  (await cluster.records(topic)).map(({ value }) => value);
const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** What a reader of the documentation of kafkajs would write. */
const bare = async (options: { idempotent: boolean; retries: number }): Promise<Producer> => {
  const producer = cluster.client().producer({
    idempotent: options.idempotent,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: options.retries, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  await producer.connect();
  return producer;
};
const throughLanes = async (
  topic: string,
  values: readonly (readonly [partition: number, value: string])[],
): Promise<void> => {
  const lane = new Lane(kafkaClient(cluster.servers, 'faults-lane', silent), silent);
  const parcels = values.flatMap(([partition, value]) =>
    parcelsOf(topic as never, partition, [{ topic: topic as never, key: 'k', value, headers: {} }]),
  );
  await lane.send(parcels, async () => undefined, new AbortController().signal);
  await lane.discard();
};

beforeAll(async () => {
  cluster = await Cluster.start(data);
});
afterAll(async () => {
  await cluster.close();
  rmSync(data, { recursive: true, force: true });
});
afterEach(() => {
  for (const { proxy } of cluster.brokers) proxy.heal();
});

describe('when the answer to a send is lost after the append', () => {
  it('bare kafkajs acknowledges the next record and loses it, because it reuses the sequence number', async () => {
    const topic = await topicOn([1, 2, 3]);
    const producer = await bare({ idempotent: true, retries: 1 });
    cluster.broker(1).proxy.set({ kind: 'drop_response', matches: produce, times: 2 });
    await expect(
      producer.send({ topic, messages: [{ key: 'k', value: 'A', partition: 0 }] }),
    ).rejects.toThrow();
    const [answer] = await producer.send({ topic, messages: [{ key: 'k', value: 'B', partition: 0 }] });
    expect(answer).toMatchObject({ errorCode: 0 });
    await producer.disconnect();
    expect(await valuesOf(topic)).toEqual(['A']);
  });

  it('a lane sends the record again on a new producer: repeated, in order, and nothing is lost', async () => {
    const topic = await topicOn([1, 2, 3]);
    const { proxy } = cluster.broker(1);
    proxy.set({ kind: 'drop_response', matches: produce, times: 1 });
    await throughLanes(topic, [
      [0, 'A'],
      [0, 'B'],
    ]);
    expect(proxy.droppedResponses).toBe(1);
    expect(await valuesOf(topic)).toEqual(['A', 'A', 'B']);
  });
});

describe('when a broker is killed during a send to several partitions', () => {
  /** The request does not reach the broker before its death; the other broker has answered. */
  const brokenByDeathOf = async (id: number, send: () => Promise<unknown>): Promise<void> => {
    const broker = cluster.broker(id);
    broker.proxy.set({ kind: 'blackhole' });
    try {
      const sent = send();
      await pause(500);
      await broker.kill();
      broker.proxy.heal();
      await sent;
    } finally {
      await broker.start();
      await cluster.ready();
    }
  };

  it('bare kafkajs resolves although a record was never written, because it skips the broker that has answered', async () => {
    const topic = await topicOn([1, 2, 3], [2, 1, 3]);
    const producer = await bare({ idempotent: false, retries: 30 });
    await producer.send({
      topic,
      messages: [
        { value: 'warm 0', partition: 0 },
        { value: 'warm 1', partition: 1 },
      ],
    });
    await brokenByDeathOf(2, () =>
      producer.send({
        topic,
        acks: -1,
        messages: [
          { key: 'k', value: 'A', partition: 0 },
          { key: 'k', value: 'B', partition: 1 },
        ],
      }),
    );
    await producer.disconnect();
    expect(await valuesOf(topic)).toEqual(['warm 0', 'A', 'warm 1']);
  });

  it('a lane writes every record', async () => {
    const topic = await topicOn([1, 2, 3], [2, 1, 3]);
    const lane = new Lane(kafkaClient(cluster.servers, 'faults-lane', silent), silent);
    const send = (round: string): Promise<void> =>
      lane.send(
        [0, 1].flatMap((partition) =>
          parcelsOf(topic as never, partition, [
            { topic: topic as never, key: 'k', value: `${round} ${partition}`, headers: {} },
          ]),
        ),
        async () => undefined,
        new AbortController().signal,
      );
    await send('warm');
    await brokenByDeathOf(2, () => send('cold'));
    await lane.discard();
    expect(distinct(await valuesOf(topic))).toEqual(['warm 0', 'cold 0', 'warm 1', 'cold 1']);
  });
});

describe('an idle connection', () => {
  const timersWithin = async (ms: number): Promise<number> => {
    const spy = jest.spyOn(globalThis, 'setTimeout');
    await pause(ms);
    const { length } = spy.mock.calls;
    spy.mockRestore();
    return length;
  };

  it('of unpatched kafkajs sets timers with a negative delay for ever', async () => {
    const file = require.resolve('kafkajs/src/network/requestQueue/index.js');
    const [source, guard] = [
      readFileSync(file, 'utf8'),
      /^.*if \(this\.pending\.length === 0 && scheduleAt <= 0\) return.*\n/m,
    ];
    expect(source).toMatch(guard);
    const unpatched = {
      exports: {} as new (options: object) => { scheduleCheckPendingRequests(): void; destroy(): void },
    };
    new Function('module', 'require', 'setTimeout', source.replace(guard, ''))(
      unpatched,
      createRequire(file),
      // Node would warn of what is meant here, and run it after 1 ms.
      (work: () => void, ms: number) => setTimeout(work, Math.max(1, ms)),
    );
    const queue = new unpatched.exports({
      maxInFlightRequests: 1,
      requestTimeout: 30_000,
      enforceRequestTimeout: false,
      clientId: 'c',
      broker: 'b',
      logger: silent,
      isConnected: () => true,
    });
    queue.scheduleCheckPendingRequests();
    const timers = await timersWithin(1_000);
    queue.destroy();
    expect(timers).toBeGreaterThan(100);
  });

  it('of this repository sets next to none', async () => {
    const topic = await topicOn([1, 2, 3], [2, 3, 1], [3, 1, 2]);
    const producer = await bare({ idempotent: false, retries: 3 });
    await producer.send({ topic, messages: [0, 1, 2].map((partition) => ({ value: 'v', partition })) });
    await pause(200);
    const timers = await timersWithin(1_000);
    await producer.disconnect();
    expect(timers).toBeLessThan(10);
  });
});
