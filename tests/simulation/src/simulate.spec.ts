import { simulate } from './simulate';

/** One seed for the quick gate; `npm test` plays more, and every planted bug. */
it('holds every invariant, and does the same again for the same seed', async () => {
  const first = await simulate(3);
  expect(first.findings).toEqual([]);
  expect(first.crashes).toBeGreaterThan(0);
  expect(await simulate(3)).toEqual(first);
}, 120_000);
