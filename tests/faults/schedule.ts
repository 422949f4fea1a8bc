import type { Victim } from './cluster';
import { commitRequest, kafkaRequest, type TcpProxy, type Toxic } from './proxy';

/** A small generator (mulberry32), so that a seed replays its schedule. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const brokers = ['kafka-1', 'kafka-2', 'kafka-3'] as const;
export const services = ['registration', 'assessment', 'payment', 'ledger-sync', 'sandbox'] as const;

/** The names of several instances of a service; a single one has the name of its service. */
export const instanceNames = (service: string, instances: number): string[] =>
  instances === 1 || service === 'sandbox'
    ? [service]
    : Array.from({ length: instances }, (_, index) => `${service}-${index + 1}`);

const kinds = [
  'kill',
  'pause',
  'latency',
  'reset',
  'blackhole',
  'down',
  'drop_response',
  'drop_write',
] as const;

/** One fault: its start, duration and target. Times are seconds from the start of the schedule. */
export interface Fault {
  readonly at: number;
  readonly seconds: number;
  readonly kind: (typeof kinds)[number];
  readonly target: string;
  readonly ms?: number;
}

/**
 * One to three faults at once, every few seconds. A seed switches off some kinds of fault (swarm testing). No
 * target suffers two faults at once.
 */
export const scheduleOf = (seed: number, seconds: number, instances = 1): Fault[] => {
  const processes = services.flatMap((service) => instanceNames(service, instances));
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const allowed = kinds.filter(() => random() < 0.65);
  const faults: Fault[] = [];
  for (let at = 2; at < seconds - 2; at += 3 + random() * 5) {
    const together = 1 + Math.floor(random() * 3);
    for (let count = 0; count < together; count += 1) {
      const kind = pick(allowed.length === 0 ? kinds : allowed);
      const target = pick(
        ['kill', 'pause'].includes(kind)
          ? [...brokers, 'postgres', ...processes]
          : [...brokers, 'postgres', 'postgres'],
      );
      const length = Math.min(seconds - at, 1 + random() * 9);
      const from = at + random() * 2;
      const busy = faults.some(
        (other) =>
          other.target === target && from < other.at + other.seconds + 1 && other.at < from + length + 1,
      );
      if (!busy)
        faults.push({
          at: round(from),
          seconds: round(length),
          kind,
          target,
          ...(kind === 'latency' ? { ms: Math.round(20 + random() * 800) } : {}),
        });
    }
  }
  return faults;
};

const round = (value: number): number => Math.round(value * 10) / 10;

export const sentenceOf = ({ at, seconds, kind, target, ms }: Fault): string =>
  `${at.toFixed(1)} s  ${kind}${ms === undefined ? '' : ` ${ms} ms`} ${target} for ${seconds.toFixed(1)} s`;

const toxicOf = (fault: Fault): Toxic => {
  switch (fault.kind) {
    case 'latency':
      return { kind: 'latency', ms: fault.ms ?? 100 };
    case 'drop_response':
      return { kind: 'drop_response' };
    case 'drop_write':
      return {
        kind: 'drop_response',
        matches: fault.target === 'postgres' ? commitRequest : kafkaRequest(0),
        times: 3,
      };
    case 'blackhole':
    case 'down':
      return { kind: fault.kind };
    default:
      throw new Error(`${fault.kind} is not a network fault`);
  }
};

/** Starts a fault. Returns the function that ends it. */
export const inflict = async (
  fault: Fault,
  victim: Victim | undefined,
  proxy: TcpProxy | undefined,
): Promise<() => Promise<void>> => {
  if (fault.kind === 'kill' || fault.kind === 'pause') {
    if (victim === undefined) throw new Error(`there is no process ${fault.target}`);
    if (fault.kind === 'kill') await victim.kill();
    else victim.stop();
    return async () => (fault.kind === 'kill' ? victim.start() : victim.resume());
  }
  if (proxy === undefined) throw new Error(`there is no proxy in front of ${fault.target}`);
  if (fault.kind === 'reset') {
    proxy.reset();
    return async () => undefined;
  }
  proxy.set(toxicOf(fault));
  return async () => proxy.heal();
};
