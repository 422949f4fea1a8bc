import { day, instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { collection, reverse, unidentified, unitAndPersonal } from '../../test/commands';
import { april, may, medicalQuote, noon, orderId, pensionQuote } from '../../test/fixtures';
import { Book, openAtChannel } from '../../test/online';
import {
  collectionAnswer,
  isConflicting,
  unreportedMoney,
  type PaymentCommand,
  type RecordUnidentified,
} from '../index';

const digests = { uuidOf: () => orderId(1), digestOf: (text: string) => text };
/** A line of the counter's statement that nobody has reported: 1,000 yuan, unless changed. */
const statementLine = (amount = '1000.00'): RecordUnidentified =>
  unreportedMoney(
    {
      channel: 'ccb',
      day: day('2022-05-18'),
      channelTransactionNo: 'T1',
      amount: yuan(amount),
      paidAt: noon,
    },
    digests,
  );
const at = instant('2022-05-20T15:00:00.000+08:00');
const report = collection(1, pensionQuote(may), { at });
const booked = async (...commands: readonly PaymentCommand[]): Promise<Book> => {
  const book = new Book();
  await book.does(...commands);
  return book;
};
const typesOf = async (book: Book): Promise<string[]> => (await book.events()).map(({ type }) => type);

describe('money that only a statement had told of', () => {
  it('pays its months when its report comes after all, once', async () => {
    const book = await booked(statementLine());
    const state = await book.does(report);
    expect(collectionAnswer(state)).toEqual({ status: 'paid' });
    expect(isConflicting(report, state)).toBe(false);
    expect(await book.balances()).toEqual({
      '1001.ccb': '1000.00',
      '2101.pension.personal-account': '-400.00',
      '2101.pension.pooled-fund': '-600.00',
    });
    const before = await typesOf(book);
    await book.does(report, statementLine());
    expect(await typesOf(book)).toEqual(before);
    expect((await book.events()).find(({ type }) => type === 'SuspenseResolved')).toMatchObject({
      data: { way: 'obligation', by: 'rule', resolvedAt: at, lines: [{ month: may }] },
    });
    expect(await book.tries(openAtChannel(2))).toMatchObject({ reason: 'month-already-paid' });
  });
  it('pays the items that the report names', async () => {
    const book = await booked(statementLine('187.30'));
    expect(await book.does(collection(1, medicalQuote(), unitAndPersonal))).toMatchObject({
      status: 'incomplete',
      missing: { [may]: ['mutual-aid'] },
    });
  });
  it('is taken back by a reversal of its day, months and all', async () => {
    const book = await booked(statementLine(), report, reverse(1));
    expect(await book.balances()).toEqual({});
    expect(await book.tries(openAtChannel(2))).toMatchObject({ outcome: 'accepted' });
  });
  it.each([
    ['of another amount', [statementLine()], collection(1, pensionQuote(april, may))],
    ['for a month that is paid', [statementLine(), collection(2, pensionQuote(may))], report],
    ['of a quote that had expired', [statementLine()], { ...report, paidAt: at }],
    ['when the money has gone back', [statementLine(), reverse(1)], report],
    [
      'of a number that a counter had reported without a quote',
      [unidentified(1)],
      { ...report, fingerprint: 'x' },
    ],
  ])('stays where it is under a report %s, which is kept as a conflict', async (_, past, told) => {
    const book = await booked(...past);
    await book.does(told);
    expect((await typesOf(book)).at(-1)).toBe('ConflictingReportReceived');
  });
});

describe('a line of a statement', () => {
  it('tells nothing new of money that was reported, whatever day that was accounted to', async () => {
    const book = await booked(report);
    const before = await typesOf(book);
    await book.does(statementLine());
    expect(await typesOf(book)).toEqual(before);
  });
  it('of another amount is a conflict', async () => {
    const book = await booked(report, statementLine('999.00'));
    expect((await typesOf(book)).at(-1)).toBe('ConflictingReportReceived');
  });
});
