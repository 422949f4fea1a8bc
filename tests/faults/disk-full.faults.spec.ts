import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from './disk-full';
import { patienceMs, printed } from './printed';

jest.setTimeout(patienceMs);

/**
 * Whether this user may mount a small disk; where not, the specs that fill one are skipped, and counted as
 * such.
 */
const mayMount = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-disk-'));
  try {
    new SmallDisk(folder).remove();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

(mayMount() ? describe : describe.skip)('the whole system under load', () => {
  it.each([
    ['refuses with 503 while the disk of PostgreSQL is full, and continues when there is room', 'postgres'],
    ['continues with two brokers when the disk of the third is full', 'kafka-1'],
  ])('%s', async (_, server) => {
    expect(await printed('--seed', '9', '--seconds', '40', '--disk-full', server)).toMatch(
      /1 schedules passed, 0 failed\n$/,
    );
  });
});
