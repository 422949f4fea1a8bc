import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import type { Pool } from 'pg';
import { sandboxApp } from './app';
import { Books } from './books';
import { all } from './channels/all';
import type { World } from './channels/counterpart';
import { ChannelFaults } from './channels/faults';
import { SettableClock } from './clock';
import { FaultMenu } from './faults';
import { schema } from './schema';

/** A sandbox over its tables. `run` begins what counterparts do by themselves, and returns its end. */
export interface OpenSandbox {
  readonly app: FastifyInstance;
  readonly world: World;
  readonly run: () => () => Promise<void>;
}

/** Makes the tables where they are missing, restores the clock, and puts everything behind HTTP. */
export const openSandbox = async (
  pool: Pool,
  given: Pick<World, 'platformUrl' | 'secrets'>,
  signInKey?: JWK,
): Promise<OpenSandbox> => {
  await pool.query(schema);
  for (const counterpart of all) await pool.query(counterpart.schema);
  const clock = new SettableClock(pool);
  await clock.restore();
  const world = { pool, clock, faults: new ChannelFaults(), ...given };
  const ready = () => pool.query('select 1');
  const app = sandboxApp({
    books: new Books(pool),
    clock,
    faults: new FaultMenu(),
    world,
    ready,
    signInKey,
  });
  const run = (): (() => Promise<void>) => {
    const ends = all.map((counterpart) => counterpart.run?.(world));
    return async () => {
      await Promise.all(ends.map((end) => end?.()));
    };
  };
  return { app, world, run };
};
