import type { QuoteClaims } from '@canbao/contracts';
import { rate, yuan } from '@canbao/money';
import { collection, reverse } from '../../test/commands';
import { expiry, may, orderId, pensionQuote, personId } from '../../test/fixtures';
import { Book, late, openAtChannel, paid } from '../../test/online';
import { lineOf, type PaymentCommand } from '../index';

/** What final limits have added to May. */
const addition = yuan('46.80');
const quote = {
  ...pensionQuote(may),
  lines: [
    { item: 'pension-true-up', month: may, base: yuan('234.00'), rate: rate('0.20'), amount: addition },
  ],
  total: addition,
} as QuoteClaims;
const fund = '2101.pension';

/** May paid at a counter, and an order for its addition. */
const ordered = async (): Promise<Book> => {
  const book = new Book();
  await book.does(collection(1, pensionQuote(may)), openAtChannel(2, quote));
  return book;
};
const leaving = async (book: Book): Promise<PaymentCommand> => {
  const [line] = (await book.events()).flatMap((event) => lineOf(event)?.id ?? []);
  return { type: 'ResolveSuspense', orderId: orderId(2), line: line ?? 'none', personId, at: late };
};

const ended = { type: 'RecordEnded', orderId: orderId(2), because: 'closed-by-channel', at: expiry } as const;

describe('an addition that is paid in a wallet', () => {
  it('is settled: its month is read for it', async () => {
    const book = await ordered();
    expect(await book.does(paid(2, { amount: addition }))).toMatchObject({ status: 'paid' });
    expect(await book.balances()).toMatchObject({ '1001.wechat': addition, [fund]: '-46.80' });
  });
  it('is kept in suspense where the money of its month went back meanwhile', async () => {
    const book = await ordered();
    await book.does(reverse(1));
    expect(await book.does(paid(2, { amount: addition }))).toMatchObject({ because: 'month-not-paid' });
  });
  it('is settled out of suspense where its order was closed, and the month still stands', async () => {
    const book = await ordered();
    await book.does(ended, paid(2, { amount: addition, paidAt: late }, late));
    expect(await book.does(await leaving(book))).toMatchObject({ status: 'paid' });
    expect(await book.balances()).toMatchObject({ [fund]: '-46.80' });
  });
  it('goes back out of suspense where the month does not stand', async () => {
    const book = await ordered();
    await book.does(ended, paid(2, { amount: addition, paidAt: late }, late), reverse(1));
    await book.does(await leaving(book));
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-46.80' });
  });
});
