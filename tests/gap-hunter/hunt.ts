import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { type Database, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { pause } from '@canbao/runtime';

export interface Hunt {
  readonly events: number;
  readonly read: number;
  readonly rolledBack: number;
  readonly conflicts: number;
  readonly skipped: number;
  readonly inverted: number;
  readonly seconds: number;
}

const at = instant('2022-05-18T10:00:00+08:00');
const writers = 8;
const readers = 3;

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

type Append = (stream: string, version: number, count: number) => Promise<'appended' | 'version-conflict'>;
interface Seen {
  readonly position: bigint;
  readonly stream: string;
  readonly version: number;
}

/**
 * The product's store: each writer is an instance of the service with its own connections. A view that throws
 * rolls its append back.
 */
const ours = async (url: string, service: string, random: () => number) => {
  const databases: Database[] = [];
  const stores: PostgresEventStore[] = [];
  for (let n = 0; n <= writers; n += 1) {
    const database = await openDatabase({ url, service, migrations: [], poolSize: 3 });
    databases.push(database);
    const views = [
      {
        name: 'faulty',
        tables: [],
        statements: (): readonly [] => {
          if (random() < 0.02) throw new Error('rolled back');
          return [];
        },
      },
    ];
    stores.push(
      new PostgresEventStore(database, {
        views: n === writers ? [] : views,
        topicOf: () => undefined,
        eventTypes: anyEvents,
      }),
    );
  }
  return {
    writer:
      (n: number): Append =>
      async (stream, version, count) => {
        const events = Array.from({ length: count }, () => ({ type: 'Happened', data: {} }));
        const { outcome } = await (stores[n] as PostgresEventStore).append({
          subject: stream,
          recordedAt: at,
          metadata: { actor: 'hunter' },
          writes: [{ stream, expectedVersion: version, previousHash: genesisHash, events }],
        });
        return outcome === 'appended' ? 'appended' : 'version-conflict';
      },
    readAfter: (position: bigint, limit: number): Promise<readonly Seen[]> =>
      (stores[writers] as PostgresEventStore).readAfter(position, limit),
    count: async (): Promise<number> =>
      Number(
        (await (databases[writers] as Database).query<{ n: string }>('select count(*) as n from events'))[0]
          ?.n,
      ),
    close: async (): Promise<void> => {
      for (const [n, database] of databases.entries()) {
        await stores[n]?.close();
        await database.close();
      }
    },
  };
};

const insertNaively = `
  insert into events
    (position, recorded_at, version, revision, stream, type, subject, actor, hash, data)
  values
    (nextval('event_position'), now(), $2, 1, $1, 'Happened', 's', 'hunter', '', '{}')`;

/** The bug that must be caught: positions drawn from a sequence without a lock, as naive outboxes do. */
const naive = async (url: string, service: string, random: () => number) => {
  const database = await openDatabase({ url, service, migrations: [], poolSize: writers + 2 });
  return {
    writer: (): Append => async (stream, version, count) => {
      const client = await database.pool.connect();
      try {
        await client.query('begin');
        for (let n = 1; n <= count; n += 1) {
          await client.query(insertNaively, [stream, version + n]);
        }
        if (random() < 0.3) await pause(random() * 5);
        await client.query('commit');
        return 'appended';
      } catch (error) {
        await client.query('rollback');
        if ((error as { code?: string }).code === '23505') return 'version-conflict';
        throw error;
      } finally {
        client.release();
      }
    },
    readAfter: async (position: bigint, limit: number): Promise<readonly Seen[]> =>
      (
        await database.query<{ position: string; stream: string; version: number }>(
          'select position, stream, version from events where position > $1 order by position limit $2',
          [position.toString(), limit],
        )
      ).map((row) => ({ ...row, position: BigInt(row.position) })),
    count: async (): Promise<number> =>
      Number((await database.query<{ n: string }>('select count(*) as n from events'))[0]?.n),
    close: () => database.close(),
  };
};

/**
 * Eight writers with random pauses, rollbacks and conflicts over streams; three readers with nothing but a
 * cursor. A reader never looks back, so an event that appears behind its cursor is lost to it: a skip.
 */
export const hunt = async (
  url: string,
  store: 'ours' | 'naive',
  wanted: number,
  seed: number,
): Promise<Hunt> => {
  const random = randomOf(seed);
  const service = `hunt-${store}-${process.pid}-${Math.floor(performance.now())}`;
  const table = await (store === 'ours' ? ours : naive)(url, service, random);
  const began = performance.now();
  const versions = new Map<string, number>();
  const totals = { appended: 0, rolledBack: 0, conflicts: 0 };
  let writing = true;

  const write = async (n: number): Promise<void> => {
    // Several callers per instance, so that its appends commit in groups.
    const append = table.writer(n);
    await Promise.all(
      Array.from({ length: store === 'ours' ? 8 : 1 }, async () => {
        while (totals.appended < wanted) {
          if (random() < 0.02) await pause(random() * 10);
          const stream =
            random() < 0.05
              ? `shared-${Math.floor(random() * 20)}`
              : `own-${n}-${Math.floor(random() * 1e9)}`;
          const count = 1 + Math.floor(random() * 4);
          const version = versions.get(stream) ?? 0;
          const outcome = await append(stream, version, count).catch(() => 'rolled-back' as const);
          if (outcome === 'appended') {
            totals.appended += count;
            if (stream.startsWith('shared'))
              versions.set(stream, Math.max(versions.get(stream) ?? 0, version + count));
          } else if (outcome === 'version-conflict') totals.conflicts += 1;
          else totals.rolledBack += 1;
        }
      }),
    );
  };

  const read = async (): Promise<{ read: number; inverted: number }> => {
    let [cursor, seen, inverted] = [0n, 0, 0];
    const heads = new Map<string, number>();
    for (;;) {
      const last = !writing;
      const rows = await table.readAfter(cursor, 1 + Math.floor(random() * 500));
      for (const { position, stream, version } of rows) {
        if (position <= cursor || version !== (heads.get(stream) ?? 0) + 1) inverted += 1;
        cursor = position;
        heads.set(stream, version);
        seen += 1;
      }
      if (rows.length === 0 && last) return { read: seen, inverted };
      if (rows.length === 0) await pause(random() * 5);
    }
  };

  try {
    const reading = Array.from({ length: readers }, read);
    await Promise.all(Array.from({ length: writers }, (_, n) => write(n)));
    writing = false;
    const results = await Promise.all(reading);
    const events = await table.count();
    return {
      events,
      read: results.reduce((total, result) => total + result.read, 0),
      rolledBack: totals.rolledBack,
      conflicts: totals.conflicts,
      skipped: results.reduce((total, result) => total + events - result.read, 0),
      inverted: results.reduce((total, result) => total + result.inverted, 0),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await table.close();
  }
};
