import { plantedBugs } from '../bugs';
import { simulate, type Run } from '../simulate';

/** Every twentieth seed has the limits of the year become final. */
const seeds = [10, 30, 50, 110, 210];
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
    ['true-up activated', 10],
    ['true-up: an instance died', 2],
    ['adjusted: charge', 10],
    ['adjusted: refund', 3],
    ['addition paid', 2],
    ['refund: posting corrected', 2],
  ])('play "%s"', (deed, timesMin) =>
    expect(runs.reduce((sum, { deeds }) => sum + (deeds[deed] ?? 0), 0)).toBeGreaterThanOrEqual(timesMin),
  );

  it.each(['adjusts-twice', 'adjusts-the-dead', 'keeps-paid-additions'])(
    'find the planted bug %s',
    async (name) => {
      for (let seed = 10; seed <= 400; seed += 20) {
        const { findings } = await simulate(seed, plantedBugs[name]?.bugs);
        if (findings.some((finding) => finding.startsWith('true-ups:'))) return;
      }
      throw new Error(`${name} escaped`);
    },
    240_000,
  );
});
