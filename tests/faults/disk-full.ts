import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { pause, waitFor } from '@canbao/runtime';
import type { Load } from './load';
import type { Stack } from './stack';

/** A small disk in memory for one server. @throws when this user may not mount. */
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

  /** Fills the disk to the last block. */
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
    // A lazy unmount: the log of the server on it is still open here.
    spawnSync('umount', ['--lazy', this.folder]);
  }
}

/** Writes only WAL until PostgreSQL exits, which it does when there is no space for the next segment. */
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
 * Fills the disk under load: first tables run out of space, then the WAL does, which stops PostgreSQL. Then
 * frees space and restarts it. Returns the violations found.
 */
const fillDisk = async (stack: Stack, disk: SmallDisk, { history: { answers } }: Load): Promise<string[]> => {
  const postgres = stack.victim('postgres');
  const faults: string[] = [];
  await pause(4_000);
  disk.fill();
  await pause(5_000);
  await fillLog(stack.databaseUrl);
  await pause(3_000);
  await postgres?.kill(); // It has ended; its lock file may be left.
  const hasStarted = await postgres?.start().then(
    () => true,
    () => false,
  );
  if (hasStarted === true) faults.push('PostgreSQL started on a full disk, so the disk was not full');
  disk.makeRoom();
  await postgres?.start();
  if ((answers.get(503) ?? 0) === 0) faults.push('nothing was refused with 503 while the disk was full');
  if (answers.has(500)) faults.push(`${answers.get(500)} calls were answered 500, which blames the service`);
  return faults;
};

/** Whether the condition becomes true in time. */
const within = async (timeoutMs: number, holds: () => boolean): Promise<boolean> =>
  (await waitFor(async () => (holds() ? true : undefined), { timeoutMs, everyMs: 200 })) === true;

/**
 * Fills one broker's disk under load until it exits, then frees space and restarts it. The others keep
 * running.
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
  if (!(await within(40_000, () => !broker.running)))
    faults.push(`${broker.name} keeps running with a full disk`);
  // More than the quotes issued before: facts of a person who is registered now must cross Kafka first.
  const before = acknowledged.length;
  if (!(await within(30_000, () => acknowledged.length > before + 12)))
    faults.push('30 s after one broker of three exited, nothing new is collected');
  disk.makeRoom();
  await broker.start();
  return faults;
};

/** How to fill the disk of each server that can run on a small one. */
export const diskFillers = { postgres: fillDisk, 'kafka-1': fillBrokersDisk } as const;
