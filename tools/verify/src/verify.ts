import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import pg from 'pg';
import { pause } from '@canbao/runtime';
import { serviceNames, topics, type ServiceName, type Topic } from '@canbao/contracts';
import type { RecordMacs } from '@canbao/kafka';
import { anyEvents } from '@canbao/event-sourcing';
import { lastSeal, PostgresOutbox, publishedUpTo } from '@canbao/postgres';
import { verifyChains } from './chains';
import { compare, type Comparison } from './compare';
import type { EvidenceFinding } from './evidence-finding';
import { keysIn, verifySealFile } from './seal-files';
import { verifySeals } from './seals';
import { fillSeen } from './seen';

export { serviceNames, type ServiceName };

/** What is stored, recomputed: chains, seals, and the seals that were written elsewhere. */
export interface Evidence {
  readonly events: number;
  readonly streams: number;
  readonly seals: number;
  readonly findings: readonly EvidenceFinding[];
}

export interface Place {
  readonly service: ServiceName;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly macs: RecordMacs;
}

/** A fault that whoever runs this can correct: one sentence, no stack. */
export class Unable extends Error {}

const connection = ({ service, databaseUrl }: Place): pg.PoolConfig => ({
  connectionString: databaseUrl,
  application_name: 'canbao-verify',
  options: `-c search_path=${service.replaceAll('-', '_')} -c work_mem=64MB`,
});

/**
 * Recomputes every chain of a service and checks every seal with the keys in a folder, and against the file
 * of the service there.
 * @throws Unable when there are seals and no keys.
 */
export const verifyEvidence = async (place: Place, folder: string): Promise<Evidence> => {
  const client = new pg.Client(connection(place));
  await client.connect();
  try {
    await cursorOf(client, place.service);
    const { findings, ...chains } = await verifyChains(client);
    const keys = keysIn(folder);
    if (keys === undefined && (await lastSeal(client)).version > 0)
      throw new Unable(
        `There is no public.jwk in ${folder} to check the seals of ${place.service} with. ` +
          'Name the folder with --seals.',
      );
    const sealed = await verifySeals(client, keys ?? new Map());
    const inFile = await verifySealFile(client, join(folder, `${place.service}.jsonl`));
    return { ...chains, seals: sealed.seals, findings: [...findings, ...sealed.findings, ...inFile] };
  } finally {
    await client.end();
  }
};

/**
 * Compares the event table of a service with each of its topics. Events stored after the start, or not yet
 * published, are left out.
 */
export const verifyService = async (place: Place): Promise<Comparison[]> => {
  const client = new pg.Client(connection(place));
  await client.connect();
  try {
    const cursor = await cursorOf(client, place.service);
    const comparisons: Comparison[] = [];
    for (const topic of Object.keys(topics).filter((name) => topics[name as Topic] === place.service)) {
      await fillSeen(client, place.kafka, place.macs, topic);
      comparisons.push(await compare(client, topic, cursor));
    }
    return comparisons;
  } finally {
    await client.end();
  }
};

/**
 * Publishes everything after a position again, and waits until the relay is back where it was. @throws Unable
 * when the relay makes no progress for a minute.
 */
export const republish = async (place: Place, after: bigint, patienceMs = 60_000): Promise<void> => {
  const pool = new pg.Pool({ ...connection(place), max: 2 });
  try {
    const { service } = place;
    const until = BigInt(await cursorOf(pool, service));
    await new PostgresOutbox(
      {
        service,
        pool,
        connect: () => Promise.reject(new Unable('not needed')),
      },
      anyEvents,
    ).rewind(after);
    let [last, movedAt] = [-1n, performance.now()];
    while (last < until) {
      await pause(200);
      const cursor = BigInt(await cursorOf(pool, service));
      if (cursor !== last) [last, movedAt] = [cursor, performance.now()];
      else if (performance.now() - movedAt > patienceMs)
        throw new Unable(
          `No instance of ${service} publishes: its relay stays at ${cursor}. ` +
            'Start the service; it continues by itself.',
        );
    }
  } finally {
    await pool.end();
  }
};

const cursorOf = async (client: Pick<pg.ClientBase, 'query'>, service: ServiceName): Promise<string> => {
  const cursor = await publishedUpTo(client, service);
  if (cursor !== undefined) return cursor;
  throw new Unable(
    `There are no tables of ${service} in this database. Has it ever been started on this database?`,
  );
};
