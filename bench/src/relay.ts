import { Batcher } from '@canbao/runtime';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { QueryRunner } from 'typeorm';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { ConsumerLoop, createTopics } from '@canbao/kafka';
import { freePorts } from '@canbao/infra-local/free-ports';
import { startKafka } from '@canbao/infra-local/kafka';
import {
  type Database,
  forwardOnly,
  PostgresEventStore,
  PostgresInbox,
  type GrantingMigration,
} from '@canbao/postgres';
import { openDatabase } from './open-database';
import { undisturbed, type Load } from './processes';
import { relayed, relayMacs, relaySource, relayTopic } from './relay-events';
import { pause } from '@canbao/runtime';
import { silent, withPostgres } from './servers';
import type { Bench, BenchSettings } from './settings';
import { beside, median, round, type Figure } from './stats';

interface Captured {
  readonly orderId: string;
  readonly personId: string;
  readonly amount: string;
}

/** Events for each intended second of a round. */
const eventsPerSecond = 5000;
const recordedAt = instant('2026-03-18T10:00:00.000+08:00');

/** Stores one event for each of that many new persons; none is published yet. */
const fill = async (store: PostgresEventStore, count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 200) {
    await Promise.all(
      Array.from({ length: Math.min(200, left) }, () => {
        const [personId, orderId] = [randomUUID(), randomUUID()];
        const data = {
          personId,
          orderId,
          channel: 'ccb',
          channelTransactionNo: orderId,
          receiptNo: 'SD2026031800000000000001',
          amount: '1498.40',
          paidAt: recordedAt,
        };
        return store.append({
          subject: personId,
          recordedAt,
          metadata: { actor: 'bench' },
          writes: [
            {
              stream: `order-${orderId}`,
              expectedVersion: 0,
              previousHash: genesisHash,
              events: [{ type: 'PaymentCaptured', data }],
            },
          ],
        });
      }),
    );
  }
};

/**
 * The floor: the broker with plain kafkajs. The same number of records of 600 bytes, in batches of 500 with
 * all acks, to the partitions of a topic in turn, one batch at a time; the consumer only counts. Timed from
 * the first send to the last record seen.
 */
const bareKafka = async (brokers: readonly string[], count: number): Promise<number> => {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const topic = `bare-${randomUUID()}`;
  const [admin, producer, consumer] = [kafka.admin(), kafka.producer(), kafka.consumer({ groupId: topic })];
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 6, replicationFactor: 1 }] });
    const progress = { seen: 0, joined: false };
    consumer.on(consumer.events.GROUP_JOIN, () => {
      progress.joined = true;
    });
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: 3,
      eachBatch: async ({ batch }) => {
        progress.seen += batch.messages.length;
      },
    });
    while (!progress.joined) await pause(20);
    const value = 'x'.repeat(600);
    const began = performance.now();
    for (let sent = 0; sent < count; sent += 500)
      await producer.send({
        topic,
        acks: -1,
        messages: Array.from({ length: Math.min(500, count - sent) }, (_, index) => ({
          key: String(index),
          value,
          partition: (sent / 500) % 6,
        })),
      });
    while (progress.seen < count) await pause(5);
    return count / ((performance.now() - began) / 1000);
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
};

/** Starts a relay on the stored events; timed until the handler has written the last of them. */
const relayRound = async (
  url: string,
  brokers: readonly string[],
  source: Database,
  count: number,
  handled: () => number,
): Promise<{ through: number; relayOnly: number }> => {
  const before = handled();
  const child = fork(join(__dirname, 'relay-process.js'), {
    env: { PATH: process.env['PATH'], DATABASE_URL: url, KAFKA_BROKERS: brokers.join(',') },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  try {
    const allPublished = async (): Promise<boolean> =>
      (
        await source.query<{ done: boolean }>(
          'select cursor >= (select max(position) from events) as done from relay where name = $1',
          [relaySource],
        )
      )[0]?.done === true;
    // The start of the process does not count: time runs from the first event handled.
    while (handled() === before) {
      if (child.exitCode !== null) throw new Error('the relay exited');
      await pause(2);
    }
    const [began, first] = [performance.now(), handled() - before];
    let published: number | undefined;
    for (let last = began; handled() - before < count; await pause(5)) {
      if (published !== undefined || performance.now() - last < 200) continue;
      last = performance.now();
      if (await allPublished()) published = performance.now();
      if (performance.now() - began > 300_000)
        throw new Error(`only ${handled() - before} of ${count} events came through`);
    }
    const now = performance.now();
    return {
      through: (count - first) / ((now - began) / 1000),
      relayOnly: count / (((published ?? now) - began) / 1000),
    };
  } finally {
    child.disconnect();
    await ended;
  }
};

class Projection1795466067000 implements GrantingMigration {
  readonly grants = { projection: 'select, insert, update' };

  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table projection (
      order_id uuid primary key, person_id uuid not null, amount numeric(14,2) not null)`);
  }
}

const measure = async (settings: BenchSettings, url: string, brokers: readonly string[]): Promise<Figure> => {
  const count = eventsPerSecond * settings.seconds;
  const source = await openDatabase({ url, service: relaySource, migrations: [] });
  const store = new PostgresEventStore(source, {
    views: [],
    topicOf: (event) => (relayed(event), relayTopic),
    eventTypes: anyEvents,
  });
  const target = await openDatabase({
    url,
    service: 'bench-projection',
    migrations: [Projection1795466067000],
  });
  // As the views write: all waiting rows with one statement.
  const projection = new Batcher<Captured, undefined>(async (rows) => {
    await target.pool.query({
      name: 'project',
      text: `
        insert into projection select * from unnest($1::uuid[], $2::uuid[], $3::numeric[])
        on conflict (order_id) do update set amount = excluded.amount`,
      values: [
        rows.map(({ orderId }) => orderId),
        rows.map(({ personId }) => personId),
        rows.map(({ amount }) => amount),
      ],
    });
    return rows.map(() => undefined);
  });
  let handled = 0;
  const loop = new ConsumerLoop({
    inbox: new PostgresInbox(target),
    servers: { brokers },
    macs: relayMacs,
    consumer: 'bench-projection',
    topics: [relayTopic],
    log: silent,
    onFatal: (error) => {
      throw error;
    },
    handle: async ({ event }) => {
      await projection.submit(event.data as Captured);
      handled += 1;
      return 'ignored'; // no inbox entry is stored with the row, because writing it again changes nothing
    },
  });
  await loop.start();
  const [through, relayOnly, floor] = [[] as number[], [] as number[], [] as number[]];
  let [load, disturbed] = [undefined as Load | undefined, 0];
  try {
    for (let index = 0; index < settings.rounds; index += 1) {
      const seen = await undisturbed(
        settings.asIs,
        () => relayRound(url, brokers, source, count, () => handled),
        () => fill(store, count),
      );
      through.push(seen.result.through);
      relayOnly.push(seen.result.relayOnly);
      load = seen.load;
      disturbed += seen.disturbed ? 1 : 0;
      floor.push(await bareKafka(brokers, count));
    }
    const value = round(median(through), 0);
    return {
      name: 'relay',
      value,
      unit: 'events/s',
      ...beside(value, round(median(floor), 0), undefined),
      target: '≥ 10,000 events/s',
      detail: {
        events: count,
        rounds: through.map((rate) => round(rate, 0)),
        publishedPerSecond: round(median(relayOnly), 0),
        floorRounds: floor.map((rate) => round(rate, 0)),
        load,
        disturbed,
      },
    };
  } finally {
    await loop.stop();
    await store.close();
    await Promise.all([source.close(), target.close()]);
  }
};

/** Stored events → relay → Kafka → inbox → one upsert each. */
export const relayBench: Bench = {
  names: ['relay'],
  run: (settings) =>
    withPostgres(async (url, data) => {
      const [port, controller] = (await freePorts(2)) as [number, number];
      const kafka = await startKafka(data, port, controller);
      try {
        await createTopics(kafka, { profile: 'sandbox', log: silent });
        return [await measure(settings, url, kafka.brokers)];
      } finally {
        await kafka.stop();
      }
    }),
};
