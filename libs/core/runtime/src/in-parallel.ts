/**
 * Runs the tasks, at most `limit` at a time. All have ended when it returns; then the first failure is
 * thrown.
 */
export const inParallel = async (limit: number, tasks: readonly (() => Promise<void>)[]): Promise<void> => {
  const waiting = [...tasks];
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      await task().catch((error: unknown) => {
        failures.push(error);
        waiting.length = 0;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
  if (failures.length > 0) throw failures[0];
};
