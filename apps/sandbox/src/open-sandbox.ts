import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import type { Pool } from 'pg';
import { sandboxApp } from './app';
import { Books } from './books';
import { all } from './channels/all';
import type { World } from './channels/counterpart';
import { ChannelFaults } from './channels/faults';
import { SettableClock } from './clock';
import { DayBooks } from './day-books';
import { FaultMenu } from './faults';
import { bureaus, type BureauName } from './ledgers/ledger-event';
import { TopicLedger } from './ledgers/topic-ledger';
import { TopicReader, type LedgerTopics } from './ledgers/topic-reader';
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
  {
    signInKey,
    topics,
  }: { readonly signInKey?: JWK | undefined; readonly topics?: LedgerTopics | undefined } = {},
): Promise<OpenSandbox> => {
  await pool.query(schema);
  for (const counterpart of all) await pool.query(counterpart.schema);
  const clock = new SettableClock(pool);
  await clock.restore();
  const world = { pool, clock, faults: new ChannelFaults(), ...given };
  const ready = () => pool.query('select 1');
  const [books, faults] = [new Books(pool, () => clock.now()), new FaultMenu()];
  const dayBooks = new DayBooks(pool, faults);
  const app = sandboxApp({ books, dayBooks, clock, faults, world, ready, signInKey });
  const run = (): (() => Promise<void>) => {
    const ends = [
      ...all.map((counterpart) => counterpart.run?.(world)),
      ...(topics === undefined
        ? []
        : readersOf(topics, dayBooks, (bureau) => new TopicLedger(pool, books, faults, bureau))),
    ];
    return async () => {
      await Promise.all(ends.map((end) => end?.()));
    };
  };
  return { app, world, run };
};

/** The bureaus that read topics, each in a group of its own; returns how each is stopped. */
const readersOf = (
  topics: LedgerTopics,
  dayBooks: DayBooks,
  ledgerOf: (bureau: BureauName) => TopicLedger,
): (() => Promise<void>)[] =>
  (Object.keys(bureaus) as BureauName[]).flatMap((bureau) => {
    const key = topics.bureaus[bureau];
    if (key === undefined) return [];
    const reader = new TopicReader(ledgerOf(bureau), dayBooks, bureau, key, topics);
    const started = reader.start().catch((error: unknown) => {
      process.stderr.write(`The ledger of ${bureau} cannot read: ${String(error)}\n`);
    });
    return [() => started.then(() => reader.stop())];
  });
