import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { instant, month as monthOf, plusMonths, type Month } from '@canbao/calendar';
import { accountStream, contributionAccount } from '@canbao/domain-assessment';
import { anyEvents, execute, genesisHash } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { type Database, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { pack } from '@canbao/rules';
import { inParallel } from '@canbao/runtime';
import {
  quoteKeys,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { assessment } from '../src/assessment';
import { movableClock, type MovableClock } from './movable-clock';

const now = '2022-05-18T10:00:00.000+08:00';
const april = monthOf('2022-04');
const rounds = 30;

/** What one call read of streams. */
interface Cost {
  readonly statements: number;
  readonly rows: number;
}

describe('the cost of a quote, for a person with ten years of months and a thousand quotes', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  let service: TestService;
  let facts: { database: Database; store: PostgresEventStore };

  beforeAll(async () => {
    database = await testDatabase();
    clock = await movableClock(now);
    service = await startForTest(assessment(quoteKeys(), 'jinan'), database.url, { CLOCK_URL: clock.url });
    const own = await openDatabase({ url: database.url, service: 'assessment', migrations: [] });
    const rules = { topicOf: () => undefined, eventTypes: anyEvents };
    facts = { database: own, store: new PostgresEventStore(own, { views: [], ...rules }) };
  });
  afterAll(async () => {
    await service.stop();
    await facts.store.close();
    await facts.database.close();
    await clock.stop();
    await database.drop();
  });

  /** Someone who has paid so many months, the last in April 2022, one order a month. */
  const personWith = async (months: number): Promise<string> => {
    const personId = randomUUID();
    const own = { personId, insurance: 'pension' } as const;
    const paid = Array.from({ length: months }, (_, index): Month => plusMonths(april, index + 1 - months));
    await facts.store.append({
      subject: personId,
      recordedAt: instant(now),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream: accountStream(personId, 'pension'),
          expectedVersion: 0,
          previousHash: genesisHash,
          events: [
            { type: 'EnrolmentNoted', data: { ...own, district: '370102', from: '2010-01-01' } },
            ...paid.map((month) => ({
              type: 'MonthsPaid',
              data: { ...own, months: [month], orderId: randomUUID() },
            })),
          ],
        },
      ],
    });
    return personId;
  };
  /** Quotes that were given before, straight into the store. */
  const issue = (personId: string, quotes: number): Promise<void> =>
    inParallel(
      100,
      Array.from({ length: quotes }, () => async () => {
        const own = { personId, insurance: 'pension', quoteId: randomUUID(), at: instant(now) } as const;
        await execute(
          facts.store,
          contributionAccount(pack('jinan')),
          { type: 'IssueQuote', ...own, months: [monthOf('2022-05')], base: yuan('5000.00') },
          { subject: personId, recordedAt: instant(now), metadata: { actor: 'spec' } },
        );
      }),
    );
  /** A quote with a base that was typed in a mini-program, which becomes the registered one. */
  const typed = async (personId: string, base: string): Promise<void> => {
    const own = { personId, insurance: 'pension', quoteId: randomUUID(), at: instant(now) } as const;
    await execute(
      facts.store,
      contributionAccount(pack('jinan')),
      { type: 'IssueQuote', ...own, months: [monthOf('2022-05')], base: yuan(base), channel: 'wechat' },
      { subject: personId, recordedAt: instant(now), metadata: { actor: 'spec' } },
    );
  };
  const quote = async (personId: string): Promise<Reply> => {
    const body = { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' };
    const reply = await service.call('tax-desk', 'POST', '/v1/quotes', body);
    expect(reply).toMatchObject({ status: 201, body: { total: '1000.00' } });
    return reply;
  };
  const payables = async (personId: string): Promise<Reply> => {
    const path = `/v1/persons/${personId}/payables?insurance=pension`;
    const reply = await service.call('tax-desk', 'GET', path);
    expect(reply.status).toBe(200);
    return reply;
  };
  /** Counts the statements that read streams, and the rows that they return. */
  const costOf = async (call: () => Promise<unknown>): Promise<Cost> => {
    const cost = { statements: 0, rows: 0 };
    const query = pg.Pool.prototype.query as (...args: unknown[]) => Promise<pg.QueryResult>;
    const counted = jest.spyOn(pg.Pool.prototype, 'query').mockImplementation(async function (
      this: pg.Pool,
      ...args: unknown[]
    ) {
      const result = await Reflect.apply(query, this, args);
      if ((args[0] as { name?: string }).name !== 'load') return result;
      cost.statements += 1;
      cost.rows += result.rows.length;
      return result;
    } as never);
    await call().finally(() => counted.mockRestore());
    return cost;
  };
  const medianMs = (times: readonly number[]): number =>
    times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

  it('is the cost for one with a month and a quote', async () => {
    const [short, long] = [await personWith(1), await personWith(120)];
    await issue(short, 1);
    await issue(long, 1000);
    for (const call of [payables, quote]) {
      for (const personId of [short, long]) await call(personId);
      const [least, most] = [await costOf(() => call(short)), await costOf(() => call(long))];
      expect(least.statements).toBeGreaterThan(0);
      expect(most.statements).toBeLessThanOrEqual(least.statements);
      expect(most.rows).toBeLessThanOrEqual(least.rows);
      const times: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round += 1)
        for (const [index, personId] of [short, long].entries()) {
          const began = performance.now();
          await call(personId);
          times[index]?.push(performance.now() - began);
        }
      expect(medianMs(times[1])).toBeLessThan(2 * medianMs(times[0]));
    }
  }, 120_000);

  it('does not grow with the bases that a payer types, one after the other', async () => {
    const personId = await personWith(1);
    const costs: number[] = [];
    let issued = 0;
    for (const upTo of [1, 100, 1000]) {
      for (; issued < upTo; issued += 1) await typed(personId, issued % 2 === 0 ? '5000.00' : '5001.00');
      await quote(personId);
      costs.push((await costOf(() => quote(personId))).rows);
    }
    expect(costs[2]).toBeLessThanOrEqual(costs[0] ?? 0);
  }, 120_000);

  it('leaves the account as long as its facts are', async () => {
    const personId = await personWith(120);
    await quote(personId);
    const [row] = await database.query(
      `select count(*)::int as events from assessment.events where stream = $1`,
      [accountStream(personId, 'pension')],
    );
    expect(row.events).toBe(121);
  });
});
