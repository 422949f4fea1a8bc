import { hunt } from './hunt';

const url = process.env['TEST_DATABASE_URL'] ?? '';

describe('eight writers and three readers with nothing but a cursor', () => {
  it('skip nothing and see every stream in order, through rollbacks and quarrels', async () => {
    const found = await hunt(url, 'ours', 20_000, 7);
    expect(found).toMatchObject({ skipped: 0, inverted: 0 });
    expect(found.events).toBeGreaterThanOrEqual(20_000);
    expect(Math.min(found.rolledBack, found.conflicts)).toBeGreaterThan(10);
  });

  it('lose events where positions are drawn without the lock: the hunter is not blind', async () => {
    const found = await hunt(url, 'naive', 4_000, 7);
    expect(found.skipped + found.inverted).toBeGreaterThan(0);
  });
});
