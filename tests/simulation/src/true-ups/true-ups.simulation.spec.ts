import { plantedBugs } from '../bugs';
import { caughtBy } from '../caught-by';
import { simulate, type Run } from '../simulate';

/** Every twentieth seed has the limits of the year become final. */
const seeds = [10, 130, 210, 310];
const runs: Run[] = [];
beforeAll(async () => {
  for (const seed of seeds) runs.push(await simulate(seed));
}, 120_000);

describe('limits that become final while people pay, in the simulation', () => {
  it('adjust everybody once, and what is added or goes back stays with its month', () =>
    expect(runs.flatMap(({ seed, findings }) => findings.map((finding) => `${seed}: ${finding}`))).toEqual(
      [],
    ));

  it.each([
    ['true-up activated', 6],
    ['true-up: an instance died', 1],
    ['adjusted: charge', 8],
    ['adjusted: refund', 6],
    ['addition paid', 3],
    ['addition refunded', 1],
    ['month refunded without what had gone back', 1],
    ['refund: posting corrected', 4],
  ])('play "%s"', (deed, timesMin) =>
    expect(runs.reduce((sum, { deeds }) => sum + (deeds[deed] ?? 0), 0)).toBeGreaterThanOrEqual(timesMin),
  );

  it.each(['adjusts-twice', 'adjusts-the-dead', 'keeps-paid-additions', 'refunds-excess-twice'])(
    'find the planted bug %s',
    async (name) => {
      const first = caughtBy[name] ?? 10;
      // Where the product has changed, another seed may be the one that shows it.
      for (let seed = first; seed < first + 400; seed += 20)
        if ((await simulate(seed, plantedBugs[name]?.bugs)).findings.length > 0) return;
      throw new Error(`${name} escaped`);
    },
    240_000,
  );
});
