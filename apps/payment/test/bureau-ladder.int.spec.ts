import { randomUUID } from 'node:crypto';
import { bureauAnswers, bureauDifferenceOf, type HeldByBureau } from '@canbao/domain-reconciliation';
import { fromFen } from '@canbao/money';
import { prepared } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { Client } from 'pg';
import { bureauClass } from '../src/day-end/case-sources/bureau';
import { storage } from '../src/payment';

const settledAt = '2022-05-18T12:00:00.000+08:00';
/** Noon two days later the answer is due. */
const [before, due] = ['2022-05-20T11:59:59.000+08:00', '2022-05-20T12:00:00.000+08:00'];
const fund = fromFen(100_000n);

/** Every answer beside every state of the fund, before and at the time when it is due. */
const answers: readonly (HeldByBureau | undefined)[] = [
  undefined,
  ...bureauAnswers.map((answer) => ({ answer })),
  ...[100_000n, 100_001n].map((fen) => ({ answer: 'posted', amount: fromFen(fen) }) as const),
];
const pairs = answers.flatMap((answer) =>
  ([false, true, undefined] as const).flatMap((isGone) =>
    [false, true].map((isDue) => ({ answer, isGone, isDue })),
  ),
);

describe("a month beside its bureau's answer on a real database", () => {
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

  it('has the class that the pure ladder tells, for every pair of states', async () => {
    for (const [index, { answer, isGone }] of pairs.entries()) {
      const isThere = isGone !== undefined;
      const goneAt = isGone === false ? null : settledAt;
      await client.query(
        `insert into bureau_items (position, month, person_id, insurance, fen, settled_at, gone_at,
           answer, answer_fen)
         values ($1, '2022-05', $2, 'pension', ($3::numeric * 100)::bigint, $4, $5, $6, ($7::numeric * 100)::bigint)`,
        [index, randomUUID(), isThere ? fund : '0.00', settledAt, goneAt, answer?.answer, answer?.amount],
      );
    }
    const classesAt = async (now: string): Promise<(string | null)[]> =>
      (
        await client.query<{ class: string | null; agrees: boolean }>(
          `select ${bureauClass} as class, agrees from bureau_items b order by position`,
          [now],
        )
      ).rows.map((row) => {
        // What agrees is never looked at again, so it must have no class.
        expect(row.agrees && row.class !== null).toBe(false);
        return row.class;
      });
    const [early, late] = [await classesAt(before), await classesAt(due)];
    const found = pairs.map(({ isDue }, index) => (isDue ? late : early)[index] ?? undefined);
    expect(found).toEqual(
      pairs.map(({ answer, isGone, isDue }) =>
        bureauDifferenceOf(answer, isGone === undefined ? undefined : { amount: fund, isGone }, isDue),
      ),
    );
    expect(new Set(found).size).toBe(6);
  });
});
