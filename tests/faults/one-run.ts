import pg from 'pg';
import { pause } from '@canbao/runtime';
import { letTimePass } from './channel-check';
import { balance, openPostings, violations, waiting } from './check';
import type { History } from './history';
import { Load } from './load';
import { options, say } from './options';
import { quiet } from './quiet';
import { inflict, sentenceOf, type Fault } from './schedule';
import type { Stack } from './stack';

/**
 * Instances share a consumer group, in which one that was killed keeps its place until its session of 30 s
 * ends, and the others wait for it whenever the group changes.
 */
const lagWithinMs = options.instances > 1 ? 60_000 : 30_000;
const settleWithinMs = 90_000;

/** Inflicts the faults at their times, each for as long as it lasts; all are healed when it returns. */
export const play = async (stack: Stack, faults: readonly Fault[]): Promise<string[]> => {
  say(`    ${faults.length} faults in ${options.seconds} s`);
  const beganMs = performance.now();
  const untilSecond = (second: number): Promise<void> =>
    pause(Math.max(0, second * 1000 - (performance.now() - beganMs)));
  await Promise.all(
    faults.map(async (fault) => {
      await untilSecond(fault.at);
      say(`    ${sentenceOf(fault)}`);
      const heal = await inflict(fault, stack);
      await untilSecond(fault.at + fault.seconds);
      await heal();
    }),
  );
  return [];
};

/**
 * One system under load while faults are inflicted; a sentence for everything that is wrong once it has
 * settled.
 */
export const runOne = async (
  stack: Stack,
  seed: number,
  hurt: (load: Load) => Promise<string[]>,
): Promise<string[]> => {
  const load = new Load(stack.credentials, () => stack.clock.now(), seed, options.clients);
  const watch = watchBalance(stack);
  await pause(3_000);
  const endsBefore = stack.services.map(({ ends }) => ends);
  const duringFaults = await hurt(load);
  const healedMs = performance.now();
  const unready = await unreadyServices(stack);
  const readyAfter = (performance.now() - healedMs) / 1000;
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    // The clients finish what they began; the backlog must have been empty at least once by then.
    const [lag] = await Promise.all([
      quiet(client, waiting, Math.max(0, lagWithinMs - readyAfter * 1000)),
      load.end(settleWithinMs),
    ]);
    const openWork = async (on: pg.Client) => [...(await openPostings(on)), ...(await waiting(on))];
    const settled = await quiet(client, openWork, settleWithinMs);
    await clearMenu(stack);
    const openAtChannels = await letTimePass(stack, client);
    const afterwards = await quiet(client, openWork, settleWithinMs);
    await stack.cluster.ready().catch((error: unknown) => say(`    ${String(error)}`));
    say(`    ${summary(load.history)}`);
    const noBacklogAfter = readyAfter + lag.seconds;
    say(
      `    ready after ${readyAfter.toFixed(1)} s, no backlog after ${noBacklogAfter.toFixed(1)} s, ` +
        `all posted after ${settled.seconds.toFixed(1)} s more${endsSince(stack, endsBefore)}`,
    );
    return [
      ...duringFaults,
      ...unready,
      ...(await watch.stop()),
      ...lag.left.map((sentence) => `${lagWithinMs / 1000} s after the last fault: ${sentence}`),
      ...settled.left,
      ...openAtChannels,
      ...afterwards.left,
      ...(await violations(stack, client, load.history)),
      ...(load.history.acknowledged.length === 0 ? ['no collection was made: the run proves nothing'] : []),
    ];
  } finally {
    await client.end();
  }
};

/** What a counterpart was still to do wrong, it does not. */
const clearMenu = async ({ sandboxUrl }: Stack): Promise<void> => {
  await fetch(`${sandboxUrl}/sandbox/channels/faults`, { method: 'DELETE' });
};

const unreadyServices = async ({ services }: Stack): Promise<string[]> => {
  const sentences = await Promise.all(
    services.map(async (service) => {
      if (await service.ready(lagWithinMs)) return [];
      const sentence = `${service.name} is not ready ${lagWithinMs / 1000} s after the last fault`;
      return [`${sentence}:\n${service.lastLines()}`];
    }),
  );
  return sentences.flat();
};

const summary = ({ acknowledged, expected, attempts, answers }: History): string => {
  const byStatus = [...answers]
    .sort(([left], [right]) => left - right)
    .map(([status, count]) => `${status}×${count}`);
  const byChannel = [...Map.groupBy(attempts, ({ channel }) => channel)]
    .map(([channel, all]) => `${channel}×${all.length}`)
    .join(' ');
  return (
    `${acknowledged.length} collections, ${expected.length} bookings; channels ${byChannel}; ` +
    `answers ${byStatus.join(' ')}`
  );
};

const endsSince = ({ services }: Stack, before: readonly number[]): string => {
  const ends = services
    .map((service, index) => ({ name: service.name, count: service.ends - (before[index] ?? 0) }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${count}`);
  return ends.length === 0 ? '' : `; ended by themselves: ${ends.join(', ')}`;
};

/** The trial balance of whatever is committed, twice a second, while things break. */
const watchBalance = ({ databaseUrl }: Stack): { stop: () => Promise<string[]> } => {
  const faults = new Set<string>();
  const watching = new AbortController();
  const check = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 1_000,
      query_timeout: 2_000,
    });
    client.on('error', () => undefined);
    await client
      .connect()
      .then(() => balance(client))
      .then(
        (sentences) => sentences.forEach((sentence) => faults.add(sentence)),
        () => undefined, // PostgreSQL is down or out of reach: nothing to see.
      );
    await Promise.race([client.end().catch(() => undefined), pause(1_000)]);
  };
  const done = (async () => {
    while (!watching.signal.aborted) {
      await check();
      await pause(500, watching.signal);
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
