import { plantedBugs } from '../bugs';
import { simulate, type Run } from '../simulate';

/** Every twentieth seed has the limits of the year become final. */
const seeds = [10, 30, 110, 150];
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
    ['true-up: an instance died', 2],
    ['adjusted: charge', 10],
    ['adjusted: refund', 2],
    ['addition paid', 3],
    ['addition refunded', 1],
    ['refund: posting corrected', 2],
  ])('play "%s"', (deed, timesMin) =>
    expect(runs.reduce((sum, { deeds }) => sum + (deeds[deed] ?? 0), 0)).toBeGreaterThanOrEqual(timesMin),
  );

  it.each([
    ['adjusts-twice', 110],
    ['adjusts-the-dead', 50],
    ['keeps-paid-additions', 150],
  ])(
    'find the planted bug %s',
    async (name, seed) => {
      const { findings } = await simulate(seed, plantedBugs[name]?.bugs);
      expect(findings.filter((finding) => finding.startsWith('true-ups:'))).not.toEqual([]);
    },
    120_000,
  );
});
