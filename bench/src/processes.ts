import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { signatureChecksPerSecond, speed } from './speed';
import { round } from './stats';

// Linux describes processes in /proc; elsewhere the figures have no processor time and memory.
const ticksPerSecond = 100;
interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of children that have exited. */
  readonly endedTicks: number;
  readonly command: string;
}

const processes = (): Seen[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): Seen[] => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
          const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
          return [
            {
              pid: Number(name),
              parent: Number(fields[1]),
              ticks: Number(fields[11]) + Number(fields[12]),
              endedTicks: Number(fields[13]) + Number(fields[14]),
              command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '),
            },
          ];
        } catch {
          return []; // it exited meanwhile
        }
      });
  } catch {
    return [];
  }
};

const nameOf = ({ pid, command }: Seen): string =>
  pid === process.pid
    ? 'bench'
    : (/apps\/([\w-]+)\/dist\/main\.js/.exec(command)?.[1] ??
      (command.startsWith('postgres') || command.includes('/bin/postgres')
        ? 'postgres'
        : command.includes('kafka.Kafka')
          ? 'kafka'
          : (/bench\/dist\/([\w-]+)\.js/.exec(command)?.[1] ?? 'other')));

/** This process and everything below it. */
const own = (): Seen[] => {
  const all = processes();
  const pids = new Set([process.pid]);
  for (let before = 0; before !== pids.size;) {
    before = pids.size;
    for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid);
  }
  return all.filter(({ pid }) => pids.has(pid));
};

const machineTicks = (): number => {
  try {
    const [user, nice, system, , , irq, soft] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number) as [number, number, number, number, number, number, number];
    return user + nice + system + irq + soft;
  } catch {
    return 0;
  }
};

export interface Load {
  readonly seconds: number;
  readonly cores: Readonly<Record<string, number>>;
  readonly foreignCores: number;
  /** The machine's own speed beside the round, as a share of the fastest seen. */
  readonly speed?: number;
}

/**
 * Starts watching. The returned function says how many cores each of our processes used since, and what
 * others used.
 */
export const watchLoad = (): (() => Load) => {
  const [began, before, machine] = [
    performance.now(),
    new Map(own().map((seen) => [seen.pid, seen])),
    machineTicks(),
  ];
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const cores: Record<string, number> = {};
    let ended = 0;
    for (const seen of own()) {
      const earlier = before.get(seen.pid);
      cores[nameOf(seen)] =
        (cores[nameOf(seen)] ?? 0) + (seen.ticks - (earlier?.ticks ?? 0)) / ticksPerSecond / seconds;
      ended += seen.endedTicks - (earlier?.endedTicks ?? 0);
      before.delete(seen.pid);
    }
    // What is left has exited meanwhile; its parent accounts for its whole life.
    for (const { ticks, endedTicks } of before.values()) ended -= ticks + endedTicks;
    cores['ended'] = Math.max(0, ended / ticksPerSecond / seconds);
    const ours = Object.values(cores).reduce((sum, used) => sum + used, 0);
    const rounded = Object.fromEntries(
      Object.entries(cores)
        .map(([name, used]) => [name, round(used, 2)] as const)
        .filter(([, used]) => used > 0),
    );
    return {
      seconds: round(seconds, 2),
      cores: rounded,
      foreignCores: round(Math.max(0, (machineTicks() - machine) / ticksPerSecond / seconds - ours), 2),
    };
  };
};

/** Processor time of each of our processes since it started, by name. */
export const cpuSecondsByProcess = (): Record<string, number> => {
  const seconds: Record<string, number> = {};
  for (const seen of own())
    seconds[nameOf(seen)] = (seconds[nameOf(seen)] ?? 0) + seen.ticks / ticksPerSecond;
  return seconds;
};

/** Resident memory of each running service, in MiB. */
export const memoryOfServices = (): Record<string, number> =>
  Object.fromEntries(
    own()
      .filter(({ command }) => /apps\/[\w-]+\/dist\/main\.js/.test(command))
      .map((seen) => {
        const kib = Number(
          /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${seen.pid}/status`, 'utf8'))?.[1] ?? Number.NaN,
        );
        return [nameOf(seen), round(kib / 1024, 0)];
      }),
  );

export const machine = (): Record<string, unknown> => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: round(totalmem() / 2 ** 30, 1),
  signatureChecksPerSecond: signatureChecksPerSecond(),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  at: new Date().toISOString(),
});

const foreignAllowed = 0.3;

/**
 * Runs a round and checks whether other processes used the machine; if so, repeats it, at most twice (not
 * with --as-is).
 */
export const undisturbed = async <T>(
  asIs: boolean,
  measure: () => Promise<T>,
  prepare?: () => Promise<unknown>,
): Promise<{ readonly result: T; readonly load: Load; readonly disturbed: boolean }> => {
  for (let attempt = 1; ; attempt += 1) {
    await prepare?.();
    const before = await speed();
    const seen = watchLoad();
    const result = await measure();
    const load = { ...seen(), speed: round(Math.min(before, await speed()), 2) };
    const disturbed = load.foreignCores > foreignAllowed;
    if (!disturbed || asIs || attempt === 3) return { result, load, disturbed };
    process.stderr.write(`  other processes used ${load.foreignCores} cores; repeating the round\n`);
  }
};
