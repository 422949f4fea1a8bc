import { randomUUID } from 'node:crypto';
import { endAllPools } from '@event-driven-io/dumbo';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from './open-database';
import { BareInsert } from './bare-insert';
import { closedLoop } from './loops';
import { undisturbed, type Load } from './processes';
import { withPostgres } from './servers';
import type { Bench, BenchSettings } from './settings';
import { beside, summaryOf, type Figure, type Round } from './stats';

const callersOf = [1, 8, 32, 128] as const;
/** The pool size of the services. */
export const connections = 12;

/** Three events like those of a payment for one month, with about 400 bytes of data each. */
export const threeEvents = (): { type: string; data: Record<string, unknown> }[] => {
  const [personId, orderId, quoteId] = [randomUUID(), randomUUID(), randomUUID()];
  const common = {
    personId,
    orderId,
    insurance: 'pension',
    month: '2026-03',
    amount: '1498.40',
    base: '7492.00',
    rate: '0.2',
    parts: { pooledFund: '899.04', personalAccount: '599.36' },
  };
  return [
    {
      type: 'PaymentCaptured',
      data: {
        ...common,
        quoteId,
        channel: 'ccb',
        channelTransactionNo: orderId,
        receiptNo: 'SD2026031800000000000001',
        method: 'cash',
        paidAt: '2026-03-18T10:00:00.000+08:00',
      },
    },
    {
      type: 'PensionMonthsSettled',
      data: { ...common, district: '370102', total: '1498.40', paidAt: '2026-03-18T10:00:00.000+08:00' },
    },
    { type: 'PensionMonthPaid', data: common },
  ];
};

interface Contestant {
  readonly append: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/**
 * The store that the services use, with group commit, hash chain and version check; each append starts a
 * stream.
 */
const ours = async (url: string): Promise<Contestant> => {
  const database = await openDatabase({ url, service: 'bench', migrations: [], poolSize: connections });
  const store = new PostgresEventStore(database, {
    views: [],
    topicOf: () => 'payment.events',
    eventTypes: anyEvents,
  });
  const recordedAt = instant('2026-03-18T10:00:00.000+08:00');
  return {
    append: async () => {
      const id = randomUUID();
      const result = await store.append({
        subject: id,
        recordedAt,
        metadata: { actor: 'bench' },
        writes: [
          { stream: `order-${id}`, expectedVersion: 0, previousHash: genesisHash, events: threeEvents() },
        ],
      });
      if (result.outcome !== 'appended') throw new Error(`the store answered ${result.outcome}`);
    },
    close: async () => {
      await store.close();
      await database.close();
    },
  };
};

const floor = async (url: string): Promise<Contestant> => {
  const bare = await BareInsert.open(url);
  return { append: () => bare.append(randomUUID(), threeEvents()), close: () => bare.close() };
};

/** Emmett on the same server, in its own database, with the same pool size; it also checks the version. */
const emmett = async (url: string): Promise<Contestant> => {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query('create database emmett');
  await admin.end();
  const connectionString = url.replace(/\/\w+$/, '/emmett');
  const pool = new pg.Pool({ connectionString, max: connections });
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    append: () =>
      store.appendToStream(`order-${randomUUID()}`, threeEvents(), {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      }),
    // Its migration opened another pool, which closing the store leaves open.
    close: async () => {
      await store.close();
      await pool.end();
      await endAllPools();
    },
  };
};

const measure = async (
  settings: BenchSettings,
  callers: number,
  contestants: Readonly<Record<'ours' | 'floor' | 'peer', Contestant>>,
): Promise<Figure> => {
  const rounds: Record<string, Round[]> = { ours: [], floor: [], peer: [] };
  const loads: Record<string, Load> = {};
  let disturbed = 0;
  // One after another within each round, so that drift of the machine affects all three.
  for (let index = 0; index < settings.rounds; index += 1) {
    for (const [name, { append }] of Object.entries(contestants)) {
      const seen = await undisturbed(settings.asIs, () => closedLoop(callers, settings.seconds, append));
      rounds[name]?.push(seen.result);
      loads[name] = seen.load;
      disturbed += seen.disturbed ? 1 : 0;
    }
  }
  const [own, floor, peer] = [
    summaryOf(rounds['ours'] ?? []),
    summaryOf(rounds['floor'] ?? []),
    summaryOf(rounds['peer'] ?? []),
  ];
  return {
    name: `append-${callers}`,
    value: own.rate,
    unit: 'appends/s',
    p50Ms: own.p50Ms,
    p99Ms: own.p99Ms,
    ...beside(own.rate, floor.rate, peer.rate),
    target: callers === 32 ? '≥ 5 × Emmett and ≥ 50 % of the floor' : 'beside floor and peer',
    detail: { own, floor, peer, loads, disturbed },
  };
};

/** Appends of three events each, by that many concurrent callers. */
export const appendBench: Bench = {
  names: callersOf.map((callers) => `append-${callers}`),
  run: (settings, wanted) =>
    withPostgres(async (url) => {
      const contestants = { ours: await ours(url), floor: await floor(url), peer: await emmett(url) };
      try {
        const figures: Figure[] = [];
        for (const callers of callersOf)
          if (wanted(`append-${callers}`)) figures.push(await measure(settings, callers, contestants));
        return figures;
      } finally {
        for (const { close } of Object.values(contestants)) await close();
      }
    }),
};
