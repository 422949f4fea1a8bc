import { serviceNames } from '../services';
import { play } from '../simulate';
import { isNew, storedForms } from './corpus';

describe('the corpus', () => {
  const forms = serviceNames.map((service) => [service, storedForms(service)] as const);

  it('lacks nothing that the services store: run `npm run corpus` and commit what it adds', async () => {
    const missing = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const { world } = await play(seed);
      for (const [service, ofService] of forms)
        for (const event of world.tables[service].log)
          if (isNew(service, ofService, event)) missing.add(`${service} ${event.type}`);
    }
    expect([...missing]).toEqual([]);
  }, 300_000);
});
