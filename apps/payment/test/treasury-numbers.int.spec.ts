import { randomUUID } from 'node:crypto';
import { day } from '@canbao/calendar';
import { openDatabase } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { numberItems } from '../src/day-end/treasury-items';
import { storage } from '../src/payment';

const may18 = day('2022-05-18');

describe('what is told to the treasury', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let own: Awaited<ReturnType<typeof openDatabase>>;

  beforeAll(async () => {
    database = await testDatabase();
    const { migrations, views } = storage;
    own = await openDatabase({ url: database.url, service: 'payment', migrations, views });
    for (const [index, channel] of ['batch-debit', 'wechat-bills', 'ccb'].entries()) {
      await own.query('insert into channel_days (channel, day) values ($1, $2)', [channel, may18]);
      await own.query(
        `insert into treasury_items (position, order_id, person_id, insurance, channel, district, day, month,
           fen, accounts, fund_fen)
         values ($1, $2, $2, 'pension', $3, '370102', $4, '2022-05', 100000, '{2101.pension}', '{100000}')`,
        [index + 1, randomUUID(), channel, may18],
      );
    }
  });
  afterAll(async () => {
    await own.close();
    await database.drop();
  });

  const numbered = async (today: string): Promise<string[]> => {
    await numberItems(own, day(today));
    const rows = await own.query<{ channel: string }>(
      'select channel from treasury_items where tra_no is not null order by channel',
    );
    return rows.map(({ channel }) => channel);
  };

  it('is nothing while the day is not over and no statement of it is matched', async () =>
    expect(await numbered('2022-05-18')).toEqual([]));
  it('is, the day after, the money of the channels that send no statement', async () =>
    expect(await numbered('2022-05-19')).toEqual(['batch-debit', 'wechat-bills']));
  it('is that of a counter once its statement is matched', async () => {
    await own.query(`update channel_days set matched_position = 1 where channel = 'ccb'`);
    expect(await numbered('2022-05-19')).toEqual(['batch-debit', 'ccb', 'wechat-bills']);
  });
});
