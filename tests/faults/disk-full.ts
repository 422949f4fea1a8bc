import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { pause } from '@canbao/runtime';
import type { Load } from './load';
import type { Stack } from './stack';

/** A disk of its own for a server, in memory and small. @throws when this user may not mount. */
export class SmallDisk {
  private readonly ballast: string;

  constructor(private readonly folder: string) {
    this.ballast = join(folder, 'ballast');
    mkdirSync(folder, { recursive: true });
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', folder], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`no small disk can be mounted here: ${stderr.trim()}`);
  }

  /** To the last block. */
  fill(): void {
    for (const size of [1 << 20, 1 << 12]) {
      try {
        for (;;) appendFileSync(this.ballast, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  makeRoom(): void {
    rmSync(this.ballast, { force: true });
  }

  remove(): void {
    // Lazily: the log of a server on it is still open here.
    spawnSync('umount', ['--lazy', this.folder]);
  }
}

/**
 * Writes to the log of PostgreSQL alone until it ends, which it does when the log has no room for its next
 * segment.
 */
const fillLog = async (url: string): Promise<void> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (;;) await client.query("select pg_logical_emit_message(true, 'fill', repeat('x', 1000000))");
  } catch {
    await client.end().catch(() => undefined);
  }
};

/**
 * Fills the disk under load, first for tables, then for the log too, which ends PostgreSQL; makes room and
 * starts it again. Returns what was not as it should be.
 */
const fillDisk = async (stack: Stack, disk: SmallDisk, { history: { answers } }: Load): Promise<string[]> => {
  const postgres = stack.victim('postgres');
  const faults: string[] = [];
  await pause(4_000);
  disk.fill();
  await pause(5_000);
  await fillLog(stack.databaseUrl);
  await pause(3_000);
  await postgres?.kill(); // It has ended; its lock file may be there.
  if (
    await postgres?.start().then(
      () => true,
      () => false,
    )
  )
    faults.push('PostgreSQL started on a full disk, so the disk was not full');
  disk.makeRoom();
  await postgres?.start();
  if ((answers.get(503) ?? 0) === 0) faults.push('nothing was refused with 503 while the disk was full');
  if (answers.has(500))
    faults.push(`${answers.get(500)} calls were answered 500, which says that the fault is ours`);
  return faults;
};

/** Whether it came true in time. */
const within = async (ms: number, met: () => boolean): Promise<boolean> => {
  for (const until = Date.now() + ms; !met() && Date.now() < until;) await pause(200);
  return met();
};

/**
 * Fills the disk of one broker under load until it ends; makes room and starts it again. The others go on.
 */
const fillBrokersDisk = async (
  stack: Stack,
  disk: SmallDisk,
  { history: { acknowledged } }: Load,
): Promise<string[]> => {
  const broker = stack.cluster.broker(1);
  const faults: string[] = [];
  await pause(4_000);
  disk.fill();
  if (!(await within(40_000, () => !broker.running))) faults.push(`${broker.name} goes on with a full disk`);
  // More than were quoted before: the facts of a person who is registered now go over Kafka first.
  const before = acknowledged.length;
  if (!(await within(30_000, () => acknowledged.length > before + 12)))
    faults.push('30 s after a broker of three ended, nothing new is collected');
  disk.makeRoom();
  await broker.start();
  return faults;
};

/** What fills the disk of each server that can have a small one. */
export const diskFillers = { postgres: fillDisk, 'kafka-1': fillBrokersDisk } as const;
