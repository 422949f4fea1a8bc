import { plantedBugs } from './bugs';
import { simulate } from './simulate';

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

describe('the simulation', () => {
  it('holds every invariant through crashes, lost answers, repeats and silence', async () => {
    for (const seed of seedsFrom(1, 25))
      expect({ seed, findings: (await simulate(seed)).findings }).toEqual({ seed, findings: [] });
  });

  it('does the same again for the same seed', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });

  it('meets crashes, collections, online orders and delegations', async () => {
    const runs = [];
    for (const seed of seedsFrom(1, 10)) runs.push(await simulate(seed));
    expect(runs.reduce((total, { crashes }) => total + crashes, 0)).toBeGreaterThan(5);
    expect(runs.reduce((total, { collections }) => total + collections, 0)).toBeGreaterThan(30);
    expect(runs.reduce((total, { orders }) => total + orders, 0)).toBeGreaterThan(10);
    expect(runs.reduce((total, { delegations }) => total + delegations, 0)).toBeGreaterThan(5);
  });

  it.each([
    'naive-cursor',
    'no-expected-version',
    'offset-before-commit',
    'unchecked-acknowledgement',
    'resend-under-new-id',
    'float-money',
    'forgets-release',
    'deaf-to-delegations',
    'believes-every-clock',
    'numbers-for-ever',
    'loses-partial-suspense',
    'future-change-now',
    'deaf-to-deaths',
  ])('catches the planted bug %s', async (name) => {
    for (const seed of seedsFrom(1, 60)) {
      const { findings } = await simulate(seed, plantedBugs[name]?.bugs);
      if (findings.length > 0) return;
    }
    throw new Error(`${name} escaped`);
  });
});
