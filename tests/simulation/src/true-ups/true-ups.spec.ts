import { plantedBugs } from '../bugs';
import { simulate } from '../simulate';

/** One that has limits become final, for the quick gate; `npm test` plays more, and every planted bug. */
const seed = 310;

it('adjusts everybody once where limits become final, and lets a month take what was added with it', async () => {
  const { findings, deeds } = await simulate(seed);
  expect(findings).toEqual([]);
  for (const deed of ['adjusted: charge', 'adjusted: refund', 'addition refunded'])
    expect([deed, deeds[deed] ?? 0]).not.toEqual([deed, 0]);
  const mistaken = await simulate(seed, plantedBugs['refunds-excess-twice']?.bugs);
  expect(mistaken.findings).not.toEqual([]);
}, 120_000);
