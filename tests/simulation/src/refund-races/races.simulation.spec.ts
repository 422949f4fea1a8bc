import { entriesOf, refundStatusOf } from '@canbao/domain-payment';
import { sum } from '@canbao/money';
import { isBooked, keyOf, paidMonth, paymentEventsIn, postingStatusIn, refundIn, type World } from './race';
import { nextSteps } from './steps';

/** Every moment that any order of steps can lead to, and those at which nothing more can happen. */
const explored = async (
  mishaps: number,
  check: (world: World, path: readonly string[]) => void,
): Promise<{ readonly moments: number; readonly ends: readonly World[] }> => {
  const seen = new Set<string>();
  const ends: World[] = [];
  const left: { readonly world: World; readonly path: readonly string[] }[] = [
    { world: paidMonth(mishaps), path: [] },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { world, path } = next;
    const key = keyOf(world);
    if (seen.has(key)) continue;
    seen.add(key);
    check(world, path);
    const steps = Object.entries(nextSteps(world));
    if (steps.length === 0) ends.push(world);
    for (const [name, step] of steps) left.push({ world: await step(), path: [...path, name] });
  }
  return { moments: seen.size, ends };
};

const balanceOf = (world: World, account: string): string =>
  sum(
    paymentEventsIn(world)
      .flatMap(entriesOf)
      .filter((entry) => entry.account === account)
      .map(({ amount }) => amount),
  );
const count = (world: World, type: string): number =>
  paymentEventsIn(world).filter((event) => event.type === type).length;

/** What holds at every moment. */
const laws = (world: World, path: readonly string[]): void => {
  const events = paymentEventsIn(world);
  const gone = count(world, 'RefundLeft') + count(world, 'CollectionReversed');
  const broken = [
    gone > 1 && 'the money went back twice',
    count(world, 'RefundLeft') > 0 && isBooked(world) && 'the money left while the bureau holds the month',
    count(world, 'RefundSendingBegun') + count(world, 'RefundInstructed') > 1 && 'two numbers were used',
    sum(events.flatMap(entriesOf).map(({ amount }) => amount)) !== '0.00' && 'the journal does not balance',
    count(world, 'MonthReopened') > gone && 'the month is payable while its money is here',
  ].filter((finding) => finding !== false);
  if (broken.length > 0) throw new Error(`${broken.join('; ')} after ${path.join(' → ')}`);
};

describe('a refund, a reversal and a posting of the same month', () => {
  it.each([0, 1, 2])(
    'end well in every order of their steps, with %i mishaps between the poster and the bureau',
    async (mishaps) => {
      const { moments, ends } = await explored(mishaps, laws);
      expect(moments).toBeGreaterThan(100);
      const outcomes = new Set(
        ends.map((world) => {
          const current = refundIn(world);
          const status = current === undefined ? 'none' : refundStatusOf(current);
          const wasReversed = count(world, 'CollectionReversed') === 1;
          expect(isBooked(world)).toBe(false);
          expect(balanceOf(world, '1001.ccb')).toBe('0.00');
          expect(balanceOf(world, '2902.refund-payable')).toBe('0.00');
          expect(['none', 'reversed']).toContain(postingStatusIn(world));
          return `refund ${status}, ${wasReversed ? 'reversed' : `not reversed: ${world.refused['reverse']}`}`;
        }),
      );
      expect([...outcomes].sort()).toEqual([
        'refund closed, reversed',
        'refund none, reversed',
        'refund refunded, not reversed: refund-decided',
      ]);
    },
    120_000,
  );
});
