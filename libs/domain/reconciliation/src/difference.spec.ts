import { yuan } from '@canbao/money';
import { differenceOf, isCarried, standingOf, type Ours, type Theirs } from './index';

const theirs = (standing: Theirs['standing'], amount = '100.00'): Theirs => ({
  amount: yuan(amount),
  standing,
});
const ours = (amount = '100.00', change: Partial<Ours> = {}): Ours => ({
  amount: yuan(amount),
  isReversed: false,
  alsoReported: [],
  ...change,
});
const reversed = ours('100.00', { isReversed: true });
const contradicted = ours('100.00', { alsoReported: [yuan('101.00')] });

describe('an item of a day', () => {
  it.each<[string, Theirs | undefined, Ours | undefined, string | undefined]>([
    ['agrees', theirs('standing'), ours(), undefined],
    ['that neither side has is nothing', undefined, undefined, undefined],
    ['that both reversed has not moved', theirs('reversed'), reversed, undefined],
    ['that we reversed and the channel leaves out has not moved', undefined, reversed, undefined],
    ['that the channel reversed and we never saw has not moved', theirs('reversed'), undefined, undefined],
    ['of the channel alone is 长款', theirs('standing'), undefined, 'channel-only'],
    ['of ours alone is 短款', undefined, ours(), 'ours-only'],
    ['of another amount', theirs('standing', '101.00'), ours(), 'amount'],
    ['one fen apart', theirs('standing', '100.01'), ours(), 'amount'],
    ['that we reversed and the channel did not', theirs('standing'), reversed, 'status'],
    ['that the channel reversed and we did not', theirs('reversed'), ours(), 'status'],
    ['of a status that is not known is never read as failed', theirs('unknown'), ours(), 'status'],
    ['of a status that is not known, and that we do not have', theirs('unknown'), undefined, 'status'],
    [
      'of which the channel confirms the other report',
      theirs('standing', '101.00'),
      contradicted,
      'conflict',
    ],
    ['of which the channel confirms the report we booked', theirs('standing'), contradicted, undefined],
  ])('%s', (_, channel, own, expected) => expect(differenceOf(channel, own)).toBe(expected));

  it.each([
    ['paid', 'standing'],
    ['SUCCESS', 'standing'],
    ['TRADE_FINISHED', 'standing'],
    ['REVERSED', 'reversed'],
    ['closed', 'reversed'],
    ['NEW_WORD', 'unknown'],
    ['', 'unknown'],
    ['constructor', 'unknown'],
  ])('whose channel says %j is %s', (word, standing) => expect(standingOf(word)).toBe(standing));

  it.each([
    ['channel-only', 'standing', true],
    ['ours-only', undefined, true],
    ['amount', 'standing', false],
    ['status', 'reversed', false],
    ['status', 'unknown', true],
    ['conflict', 'standing', false],
  ] as const)('that is %s, %s there, may be one of the cut: %s', (of, standing, carried) =>
    expect(isCarried(of, standing && theirs(standing))).toBe(carried),
  );
});
