import { simulate } from './simulate';

/** A few seeds for the quick gate; `npm test` plays more, and every planted bug. */
it('holds every invariant through crashes, lost answers, repeats and silence', async () => {
  for (let seed = 1; seed <= 8; seed += 1)
    expect({ seed, findings: (await simulate(seed)).findings }).toEqual({ seed, findings: [] });
}, 120_000);

it('does the same again for the same seed', async () => expect(await simulate(7)).toEqual(await simulate(7)));
