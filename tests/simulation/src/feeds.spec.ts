import { plantedBugs } from './bugs';
import { simulate, type Run } from './simulate';

/** Every twentieth seed plays the feeds. */
const seeds = [20, 40, 60, 80];

describe('the feeds of the bureaus in the simulation', () => {
  it('lead to one registration, and nobody pays for a month after a death or a job without a case', async () => {
    const runs: Run[] = [];
    for (const seed of seeds) runs.push(await simulate(seed));
    expect(runs.flatMap(({ seed, findings }) => findings.map((finding) => `${seed}: ${finding}`))).toEqual(
      [],
    );
    const told = (kind: string) => runs.reduce((sum, { deeds }) => sum + (deeds[`message: ${kind}`] ?? 0), 0);
    expect(told('enrolled')).toBeGreaterThan(7);
    for (const kind of ['to-employer', 'from-employer', 'withdrawn'])
      expect([kind, told(kind) > 0]).toEqual([kind, true]);
  }, 120_000);

  it('are found wrong where late messages are dropped', async () => {
    const bugs = plantedBugs['drops-late-messages']?.bugs;
    const findings: string[] = [];
    for (const seed of seeds) findings.push(...(await simulate(seed, bugs)).findings);
    expect(findings).not.toEqual([]);
  }, 120_000);
});
