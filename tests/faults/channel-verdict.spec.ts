import { channelFaults, type Ours, type Taken, type Theirs } from './channel-verdict';

const paid: Taken = { channel: 'wechat', no: 'T1', fen: 100_000, isReversed: false };
const taken: Taken = { channel: 'ccb', no: 'C1', fen: 100_000, isReversed: false };
const back = { channel: 'wechat', no: 'R1', fen: 100_000 };
const receipts = [paid, taken].map(({ channel, no, fen }) => ({ channel, no, fen }));
const theirs: Theirs = { taken: [paid, taken], givenBack: [back] };
const ours: Ours = {
  receipts,
  refunds: [back],
  balances: new Map([
    ['1001.wechat', 0],
    ['1001.ccb', 100_000],
    ['2900.captured', 0],
    ['2101.pension.pooled-fund', -100_000],
  ]),
};
const verdict = (change: { theirs?: Partial<Theirs>; ours?: Partial<Ours> }): string[] =>
  channelFaults(['wechat', 'ccb'], { ...theirs, ...change.theirs }, { ...ours, ...change.ours });
const balances = (...changed: [string, number][]) => new Map([...ours.balances, ...changed]);

describe('books that agree', () => {
  it('are no fault', () => expect(verdict({})).toEqual([]));
  it('are no fault where a taking was taken back before it came', () =>
    expect(verdict({ theirs: { taken: [paid, taken, { ...taken, no: 'C2', isReversed: true }] } })).toEqual(
      [],
    ));
});

describe('the checker of the channels finds', () => {
  it.each([
    ['a payment that is dropped', { ours: { receipts: receipts.slice(1) } }],
    ['a payment that is booked twice', { ours: { receipts: [...receipts, ...receipts] } }],
    [
      'a payment of a fen less',
      { ours: { receipts: [{ ...back, no: 'T1', fen: 99_999 }, ...receipts.slice(1)] } },
    ],
    ['money that no channel took', { ours: { receipts: [...receipts, { ...back, no: 'T2' }] } }],
    [
      'money under the number of another channel',
      { ours: { receipts: receipts.map((one) => ({ ...one, channel: 'ccb' })) } },
    ],
    ['a refund that left twice', { theirs: { givenBack: [back, { ...back, no: 'R2' }] } }],
    ['a refund that never left', { theirs: { givenBack: [] } }],
    ['a refund that is booked twice', { ours: { refunds: [back, back] } }],
    ['a fen that is missing in the journal', { ours: { balances: balances(['1001.ccb', 99_999]) } }],
    ['a fen too many in the journal', { ours: { balances: balances(['1001.wechat', 1]) } }],
    ['an account that is missing', { ours: { balances: new Map() } }],
    ['captured money without a place', { ours: { balances: balances(['2900.captured', -1]) } }],
    ['a fund below zero', { ours: { balances: balances(['2901.suspense.paid-twice', 1]) } }],
    ['money still held that was taken back', { theirs: { taken: [paid, { ...taken, isReversed: true }] } }],
  ])('%s', (_, change) => expect(verdict(change)).not.toEqual([]));
});
