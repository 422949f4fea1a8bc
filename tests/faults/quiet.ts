import type pg from 'pg';
import { waitFor } from '@canbao/runtime';

/** Looks until nothing is left; the seconds it took, or what is still left. */
export const quiet = async (
  client: pg.Client,
  look: (client: pg.Client) => Promise<string[]>,
  timeoutMs: number,
): Promise<{ seconds: number; left: string[] }> => {
  const beganMs = performance.now();
  let left: string[] = [];
  await waitFor(
    async () => {
      left = await look(client);
      return left.length === 0 ? true : undefined;
    },
    { timeoutMs, everyMs: 250 },
  );
  return { seconds: (performance.now() - beganMs) / 1000, left };
};
