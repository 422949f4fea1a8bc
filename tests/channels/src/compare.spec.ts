import { comparison, journalDiffers } from './compare';
import type { Row } from './play';

const row = (fen: bigint, result: Row['result'] = 'ok'): Row => ({
  channel: 'ccb',
  scenario: 'pay',
  result,
  what: 'paid',
  fen,
});
const books = { channel: 'ccb', rows: [row(100n), row(0n, '-')], held: 100n, booked: 100n };

describe('the books of a channel', () => {
  it('agree when journal, counterpart and scenarios have the same', () =>
    expect(comparison(books)).toEqual([]));
  it.each([
    ['one fen that the counterpart has more', { held: 101n }, 1],
    ['one fen that nobody has played', { held: 101n, booked: 101n }, 1],
    ['one fen that our journal has less', { booked: 99n }, 2],
    ['a scenario that went wrong, although all books agree', { rows: [row(100n, 'DIFFERENCE')] }, 1],
  ])('tell of %s', (_, change, count) => expect(comparison({ ...books, ...change })).toHaveLength(count));
});

describe('the journal', () => {
  const balances = { '1001.ccb': 100n, '2101.pension.pooling': -100n };
  const told = (change: Readonly<Record<string, bigint>>): string[] =>
    journalDiffers(new Map(Object.entries({ ...balances, ...change })));
  it('is silent when it is zero in all', () => expect(told({})).toEqual([]));
  it.each([
    ['a total of one fen', { '1001.ccb': 101n }],
    ['money that was captured and has no place', { '2900.captured': -1n, '1001.ccb': 101n }],
    ['a fund that owes less than nothing', { '2101.pension.pooling': 1n, '1001.ccb': -1n }],
  ])('tells of %s', (_, change) => expect(told(change)).not.toEqual([]));
});
