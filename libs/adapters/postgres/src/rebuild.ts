import type { Client } from 'pg';
import { connectAsOwner, schemaOf } from './database';
import type { InlineView } from './postgres-event-store';
import { digestOf, type ProjectionTable } from './projections';
import { Replay } from './replay';
import { Shadow } from './shadow';

export interface RebuildOptions {
  /** A URL whose user owns the service's schema. */
  readonly url: string;
  readonly service: string;
  readonly views: readonly InlineView[];
  /** Only compares; the service's tables stay as they are. */
  readonly verify: boolean;
  /** Events applied together. */
  readonly batch?: number;
}

export interface Counted {
  readonly rows: bigint;
  readonly digest: bigint;
}

export interface TableProof {
  readonly name: string;
  /** Rows that the events make. */
  readonly rebuilt: Counted;
  /** Rows that are in the service's table at the same position. */
  readonly stored: Counted;
  /** What the triggers kept of them. */
  readonly kept: Counted;
  readonly equal: boolean;
  /** Up to ten rows that are on one side only, as JSON. */
  readonly differing: readonly { readonly side: 'stored' | 'rebuilt'; readonly row: string }[];
}

export interface Rebuilt {
  readonly events: number;
  readonly position: bigint;
  readonly seconds: number;
  readonly tables: readonly TableProof[];
  readonly swapped: boolean;
}

/** What keeps a rebuild from beginning, in a sentence for whoever asked for it. */
export class RebuildFault extends Error {}

const batchSize = 5000;
const swapAttempts = 20;
/** The lock was not to be had in time, or only by a deadlock. */
const busy = new Set(['55P03', '40P01']);
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/**
 * Makes a service's projections anew from its events, beside the ones in use and without stopping who writes,
 * and proves that both
 * are equal at one position; then puts the new ones in their place, unless only the proof is wanted.
 */
export const rebuild = async ({
  url,
  service,
  views,
  verify,
  batch = batchSize,
}: RebuildOptions): Promise<Rebuilt> => {
  const schema = schemaOf(service);
  const tables = views.flatMap((view) => view.tables);
  const clients: Client[] = [];
  const connect = async (searchPath: string): Promise<Client> => {
    const client = await connectAsOwner(url, `canbao-${service}-rebuild`, searchPath);
    clients.push(client);
    // Nothing of the shadow must outlive a crash, and each batch is worth a plan of its own.
    await client.query(
      "set synchronous_commit = off; set plan_cache_mode = force_custom_plan; set maintenance_work_mem = '256MB'; set jit = off",
    );
    return client;
  };
  try {
    const shadowFirst = `${schema}_rebuild,${schema}`;
    const [owner, looker, reader] = [
      await connect(shadowFirst),
      await connect(shadowFirst),
      await connect(schema),
    ];
    await refuseUnready(owner, schema, tables);
    const {
      rows: [lock],
    } = await owner.query<{ got: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as got', [
      `canbao-rebuild-${service}`,
    ]);
    if (lock?.got !== true)
      throw new RebuildFault(`Another rebuild of ${service} is under way; wait for its end.`);
    const shadow = new Shadow(owner, schema, tables);
    await shadow.create();
    const replay = new Replay(
      reader,
      await Promise.all(views.map(async (view) => [view, await connect(shadowFirst)] as const)),
      batch,
    );
    const began = performance.now();
    await replay.toTheEnd();
    await shadow.complete();
    await replay.toTheEnd();
    const standing = standStill(owner, service, replay);
    await standing(() => looker.query('begin isolation level repeatable read read only; select 1'));
    const seconds = (performance.now() - began) / 1000;
    const [events, position] = [replay.events, replay.position];
    const proofs = [];
    for (const table of tables) proofs.push(await proofOf(looker, schema, shadow.name, table));
    await looker.query('commit');
    if (!verify) await swapWhenFree(owner, shadow, replay, standing);
    await shadow.drop();
    return { events, position, seconds, tables: proofs, swapped: !verify };
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
};

const refuseUnready = async (
  owner: Client,
  schema: string,
  tables: readonly ProjectionTable[],
): Promise<void> => {
  const {
    rows: [found],
  } = await owner.query<{ ready: boolean }>('select to_regclass($1) is not null as ready', [
    `${schema}.projection_digest`,
  ]);
  const { rows } =
    found?.ready === true
      ? await owner.query<{ name: string }>(`select name from ${schema}.projection_digest`)
      : { rows: [] };
  const missing = tables.find(({ name }) => !rows.some((row) => row.name === name));
  if (missing !== undefined)
    throw new RebuildFault(
      `${schema}.${missing.name} has no digest: start this version of the service once, so that it migrates its schema.`,
    );
};

/**
 * Work at a moment at which the shadow has applied every event: nobody appends meanwhile, so it must be
 * short.
 */
const standStill =
  (owner: Client, service: string, replay: Replay) =>
  async <T>(work: () => Promise<T>): Promise<T> => {
    const lock = `(hashtextextended('canbao-append-${service}', 0))`;
    await owner.query(`select pg_advisory_lock${lock}`);
    try {
      await replay.toTheEnd();
      return await work();
    } finally {
      await owner.query(`select pg_advisory_unlock${lock}`);
    }
  };

/**
 * Who reads a table at this moment makes us wait, and us those who append: rather we let go and come again.
 */
const swapWhenFree = async (
  owner: Client,
  shadow: Shadow,
  replay: Replay,
  standing: ReturnType<typeof standStill>,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await replay.toTheEnd();
      await standing(async () => {
        await owner.query("begin; set local synchronous_commit = on; set local lock_timeout = '500ms'");
        await shadow.swap().then(
          () => owner.query('commit'),
          async (error: unknown) => {
            await owner.query('rollback');
            throw error;
          },
        );
      });
      return;
    } catch (error) {
      if (!busy.has((error as { code?: string }).code ?? '') || attempt === swapAttempts) throw error;
      await pause(300);
    }
  }
};

const countedOf = async (client: Client, sql: string): Promise<Counted> => {
  const {
    rows: [row],
  } = await client.query<{ rows: string; digest: string }>(sql);
  return { rows: BigInt(row?.rows ?? 0), digest: BigInt(row?.digest ?? 0) };
};

const same = (a: Counted, b: Counted): boolean => a.rows === b.rows && a.digest === b.digest;

/** Within one snapshot, in which the shadow and the service's tables are at the same position. */
const proofOf = async (
  looker: Client,
  schema: string,
  shadow: string,
  table: ProjectionTable,
): Promise<TableProof> => {
  const { name, derived } = table;
  const [own, made] = [`${schema}.${name}`, `${shadow}.${name}`];
  const kept = await countedOf(
    looker,
    `select rows, digest from ${schema}.projection_digest where name = '${name}'`,
  );
  const [stored, rebuilt] = [
    await countedOf(looker, digestOf(table, own)),
    await countedOf(looker, digestOf(table, made)),
  ];
  const equal = same(stored, rebuilt) && same(stored, kept);
  const only = (side: string, here: string, there: string): string =>
    `select '${side}' as side, row_to_json(differing)::text as row from (select ${derived.join(', ')} from ${here} except all select ${derived.join(', ')} from ${there}) as differing`;
  const { rows } = equal
    ? { rows: [] }
    : await looker.query<TableProof['differing'][number]>(
        `select * from (${only('stored', own, made)} union all ${only('rebuilt', made, own)}) as both_sides order by row, side limit 10`,
      );
  return { name, rebuilt, stored, kept, equal, differing: rows };
};
