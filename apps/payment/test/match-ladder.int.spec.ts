import { randomUUID } from 'node:crypto';
import { day } from '@canbao/calendar';
import { differenceOf, isCarried, type Ours, type Theirs } from '@canbao/domain-reconciliation';
import { fromFen } from '@canbao/money';
import { prepared } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { Client } from 'pg';
import { matchDay } from '../src/day-end/match-day';
import { storage } from '../src/payment';

const may18 = day('2022-05-18');
const at = '2022-05-18T10:00:00.000+08:00';
const standings = ['unknown', 'standing', 'reversed'] as const;
const [booked, other] = [10_000n, 10_100n];

/** Every state that an item can be in at the channel and at ours. */
const pairs: (readonly [Theirs | undefined, Ours | undefined])[] = [
  undefined,
  ...standings.flatMap((standing) => [booked, other].map((fen) => ({ standing, amount: fromFen(fen) }))),
].flatMap((theirs) =>
  [
    undefined,
    ...[false, true].flatMap((isReversed) =>
      [[], [fromFen(other)]].map((alsoReported) => ({ amount: fromFen(booked), isReversed, alsoReported })),
    ),
  ].map((ours) => [theirs, ours] as const),
);

describe('the matching of a day on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let client: Client;

  beforeAll(async () => {
    database = await testDatabase();
    const { migrations, views } = storage;
    const url = await prepared({ url: database.url, service: 'payment', migrations, views });
    client = new Client({ connectionString: url, options: '-c search_path=payment' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const store = async (statementId: number): Promise<void> => {
    for (const [index, [theirs, ours]] of pairs.entries()) {
      if (theirs !== undefined)
        await client.query(
          `insert into statement_lines (statement_id, line, kind, standing, fen, at, key, status)
           values ($1, $2, 0, $3, ($4::numeric * 100)::bigint, $5, $6, 'as the channel writes it')`,
          [statementId, index, standings.indexOf(theirs.standing), theirs.amount, at, `T${index}`],
        );
      if (ours === undefined) continue;
      const orderId = randomUUID();
      await client.query(
        `insert into day_receipts
           (order_id, kind, channel, day, key, fen, paid_at, position, reversed_position)
         values ($1, 0, 'ccb', $2, $3, ($4::numeric * 100)::bigint, $5, $6, $7)`,
        [orderId, may18, `T${index}`, ours.amount, at, index, ours.isReversed ? index : null],
      );
      for (const amount of ours.alsoReported)
        await client.query(
          `insert into conflicting_reports
           (position, order_id, channel, channel_transaction_no, amount, paid_at, received_at)
           values ($1, $2, 'ccb', $3, $4, $5, $5)`,
          [index, orderId, `T${index}`, amount, at],
        );
    }
  };

  it('tells of every pair of states what the pure ladder tells', async () => {
    const { rows } = await client.query<{ id: string }>(
      `insert into statements (channel, day, state, sender, begun_at)
       values ('ccb', $1, 'in-force', 'spec', $2) returning id`,
      [may18, at],
    );
    const statementId = rows[0]?.id ?? '';
    await store(Number(statementId));
    await matchDay(client, { channel: 'ccb', day: may18, statementId }, at);
    const found = await client.query<{ key: string; class: string; state: string }>(
      "select key, class, state from day_differences where channel = 'ccb'",
    );
    const told = new Map(found.rows.map((row) => [row.key, [row.class, row.state]]));
    const all = pairs.map((pair, index) => [...pair, ...(told.get(`T${index}`) ?? [])]);
    expect(all).toEqual(
      pairs.map(([theirs, ours]) => {
        const difference = differenceOf(theirs, ours);
        if (difference === undefined) return [theirs, ours];
        return [theirs, ours, difference, isCarried(difference, theirs) ? 'carried' : 'open'];
      }),
    );
    expect(new Set(found.rows.map((row) => row.class)).size).toBe(5);
  });
});
