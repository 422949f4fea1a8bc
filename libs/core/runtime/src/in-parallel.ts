/**
 * Runs the tasks, at most `concurrency` at a time. After a failure no further task begins; those that run are
 * waited for.
 * @throws the first failure.
 */
export const inParallel = async (
  concurrency: number,
  tasks: readonly (() => Promise<void>)[],
): Promise<void> => {
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
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, work));
  if (failures.length > 0) throw failures[0];
};
