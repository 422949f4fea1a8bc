import type { Client } from 'pg';
import type { EventTypes } from '@canbao/event-sourcing';
import { retrying } from '@canbao/runtime';
import { connectAsOwner, schemaOf } from '../database/connection';
import { tryLock } from '../database/alone';
import { appendLock } from '../store/append-lock';
import type { InlineView, ProjectionTable } from '../store/inline-view';
import { proofOf, type TableProof } from './proof';
import { Replay } from './replay';
import { Shadow } from './shadow';

/** Which projections to rebuild, and how. */
export interface RebuildOptions {
  /** A URL whose user owns the service's schema. */
  readonly url: string;
  readonly service: string;
  readonly views: readonly InlineView[];
  readonly eventTypes: EventTypes;
  /** Only compares; the service's tables stay as they are. */
  readonly verify: boolean;
  /** Events applied together. */
  readonly batch?: number;
}

/** The outcome of a rebuild. */
export interface Rebuilt {
  /** Events replayed. */
  readonly events: number;
  /** The position at which the tables were compared. */
  readonly position: bigint;
  /** Of the replay, without comparison and swap. */
  readonly seconds: number;
  readonly tables: readonly TableProof[];
  /** Whether the rebuilt tables are now in use. */
  readonly swapped: boolean;
}

/** Why a rebuild cannot begin, in a sentence for whoever started it. */
export class RebuildFault extends Error {}

const defaultBatchSize = 5_000;
const swapAttemptsMax = 20;
const swapRetryMs = 300;
/** SQLSTATE of a lock that was not available in time, or only by way of a deadlock. */
const lockUnavailable = new Set(['55P03', '40P01']);

/**
 * Rebuilds a service's projections from its events, beside the ones in use and without stopping writers, and
 * compares both at one position. Unless only the proof is wanted, the new ones then replace the old ones.
 * @throws RebuildFault when it cannot begin.
 */
export const rebuild = async (options: RebuildOptions): Promise<Rebuilt> => {
  const connections = new Connections(options.url, options.service);
  try {
    const owner = await connections.toShadow();
    await assertDigestsInstalled(owner, options);
    await lockOutOthers(owner, options.service);
    return await rebuildAlone(owner, connections, options);
  } finally {
    await connections.end();
  }
};

const rebuildAlone = async (
  owner: Client,
  connections: Connections,
  { service, views, eventTypes, verify, batch = defaultBatchSize }: RebuildOptions,
): Promise<Rebuilt> => {
  const schema = schemaOf(service);
  const tables = tablesOf(views);
  const shadow = new Shadow(owner, schema, tables);
  await shadow.create();
  const writers = views.map(async (view) => [view, await connections.toShadow()] as const);
  const replay = new Replay(await connections.toService(), await Promise.all(writers), eventTypes, batch);
  const snapshot = await connections.toShadow();
  const startedMs = performance.now();
  await replay.catchUp();
  await shadow.complete();
  await replay.catchUp();
  await withoutWriters(owner, service, replay, () =>
    snapshot.query('begin isolation level repeatable read read only; select 1'),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const { events, position } = replay;
  const proofs: TableProof[] = [];
  for (const table of tables) proofs.push(await proofOf(snapshot, schema, shadow.name, table));
  await snapshot.query('commit');
  if (!verify) await swapWhenUnlocked(owner, service, shadow, replay);
  await shadow.drop();
  return { events, position, seconds, tables: proofs, swapped: !verify };
};

/** The connections of one rebuild. */
class Connections {
  private readonly opened: Client[] = [];

  constructor(
    private readonly url: string,
    private readonly service: string,
  ) {}

  /** Finds the shadow's tables before the service's. */
  toShadow(): Promise<Client> {
    const schema = schemaOf(this.service);
    return this.open(`${schema}_rebuild,${schema}`);
  }

  toService(): Promise<Client> {
    return this.open(schemaOf(this.service));
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.opened.map((client) => client.end()));
  }

  private async open(searchPath: string): Promise<Client> {
    const client = await connectAsOwner(this.url, `canbao-${this.service}-rebuild`, searchPath);
    this.opened.push(client);
    await becomeOwnerOf(client, schemaOf(this.service));
    // Nothing in the shadow needs to survive a crash, and each large batch deserves a plan of its own.
    await client.query(
      `set synchronous_commit = off; set plan_cache_mode = force_custom_plan;
      set maintenance_work_mem = '256MB'; set jit = off`,
    );
    return client;
  }
}

/** Whoever connects, the rebuilt tables belong to the owner of the schema. */
const becomeOwnerOf = async (client: Client, schema: string): Promise<void> => {
  await client.query(
    "select set_config('role', pg_get_userbyid(nspowner), false) from pg_namespace where nspname = $1",
    [schema],
  );
};

const tablesOf = (views: readonly InlineView[]): ProjectionTable[] => views.flatMap(({ tables }) => tables);

const assertDigestsInstalled = async (
  owner: Client,
  { service, views }: Pick<RebuildOptions, 'service' | 'views'>,
): Promise<void> => {
  const schema = schemaOf(service);
  const { rows: tables } = await owner.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [`${schema}.projection_digest`],
  );
  const { rows: digests } =
    tables[0]?.exists === true
      ? await owner.query<{ name: string }>(`select name from ${schema}.projection_digest`)
      : { rows: [] };
  const missing = tablesOf(views).find(({ name }) => !digests.some((digest) => digest.name === name));
  if (missing !== undefined)
    throw new RebuildFault(
      `${schema}.${missing.name} has no digest: ` +
        'start this version of the service once, so that it migrates its schema.',
    );
};

const lockOutOthers = async (owner: Client, service: string): Promise<void> => {
  if (!(await tryLock(owner, `canbao-rebuild-${service}`)))
    throw new RebuildFault(`Another rebuild of ${service} is under way; wait for it to finish.`);
};

/**
 * Runs the work at a moment when the shadow has applied every event. Nobody can append meanwhile, so the work
 * must be short.
 */
const withoutWriters = async <T>(
  owner: Client,
  service: string,
  replay: Replay,
  work: () => Promise<T>,
): Promise<T> => {
  await owner.query('select pg_advisory_lock(hashtextextended($1, 0))', [appendLock(service)]);
  try {
    await replay.catchUp();
    return await work();
  } finally {
    await owner.query('select pg_advisory_unlock(hashtextextended($1, 0))', [appendLock(service)]);
  }
};

/**
 * Swaps the tables. A reader that holds one of them makes the swap wait, and the swap makes every append
 * wait: so it gives up after half a second and tries again later.
 */
const swapWhenUnlocked = (owner: Client, service: string, shadow: Shadow, replay: Replay): Promise<void> =>
  retrying(
    async () => {
      await replay.catchUp();
      await withoutWriters(owner, service, replay, () => swapInTransaction(owner, shadow));
    },
    {
      mayRetry: (error, attempt) =>
        lockUnavailable.has((error as { code?: string }).code ?? '') && attempt + 1 < swapAttemptsMax,
      delayMs: () => swapRetryMs,
    },
  );

const swapInTransaction = async (owner: Client, shadow: Shadow): Promise<void> => {
  await owner.query("begin; set local synchronous_commit = on; set local lock_timeout = '500ms'");
  try {
    await shadow.swap();
    await owner.query('commit');
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
};
