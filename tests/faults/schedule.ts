import type { Victim } from './cluster';
import { channelRequest, commitRequest, kafkaRequest, type TcpProxy, type Toxic } from './proxy';

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
  'die_before_call',
  'die_after_call',
  'menu',
] as const;

/** Between the platform and its channels: its calls, and their messages. */
export const lines = ['channels', 'callbacks'] as const;
/** What counterparts do wrong by themselves, some times in a row; each of them is on the sandbox's menu. */
export const menu = [
  ['wechat', 'timeout-after-success'],
  ['wechat', 'error-500'],
  ['wechat', 'rate-limit'],
  ['wechat', 'notify-never'],
  ['wechat', 'notify-twice'],
  ['wechat', 'notify-forged'],
  ['wechat', 'signature-probe'],
  ['wechat', 'mixed-keys'],
  ['alipay', 'timeout-after-success'],
  ['alipay', 'error-20000'],
  ['alipay', 'notify-never'],
  ['alipay', 'notify-twice'],
  ['wechat-bills', 'timeout-after-success'],
  ['wechat-bills', 'paid-twice'],
  ['wechat-bills', 'notify-twice'],
  ['ccb', 'timeout-after-success'],
  ['icbc', 'reversal-first'],
  ['batch-debit', 'timeout-after-success'],
  ['batch-debit', 'sign-off-in-batch'],
] as const;

/** One fault: its start, duration and target. Times are seconds from the start of the schedule. */
export interface Fault {
  readonly at: number;
  readonly seconds: number;
  readonly kind: (typeof kinds)[number];
  readonly target: string;
  readonly ms?: number;
  /** Of the menu of the target's counterpart. */
  readonly mode?: string;
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
      const target = pick(targetsOf(kind, processes));
      const length = Math.min(seconds - at, 1 + random() * 9);
      const from = at + random() * 2;
      const busy = faults.some(
        (other) =>
          hurtBy(other).some((part) => hurtBy({ kind, target }).includes(part)) &&
          from < other.at + other.seconds + 1 &&
          other.at < from + length + 1,
      );
      if (!busy)
        faults.push({
          at: round(from),
          seconds: round(length),
          kind,
          target,
          ...(kind === 'latency' ? { ms: Math.round(20 + random() * 800) } : {}),
          ...(kind === 'menu' ? { mode: pick(modesOf(target)) } : {}),
        });
    }
  }
  return faults;
};

/** Whoever dies at a call needs the proxy before the channels, too. */
const hurtBy = ({ kind, target }: Pick<Fault, 'kind' | 'target'>): readonly string[] =>
  kind === 'die_before_call' || kind === 'die_after_call' ? [target, 'channels'] : [target];

const targetsOf = (kind: Fault['kind'], processes: readonly string[]): readonly string[] => {
  switch (kind) {
    case 'kill':
    case 'pause':
      return [...brokers, 'postgres', ...processes];
    case 'die_before_call':
    case 'die_after_call':
      return processes.filter((name) => name.startsWith('payment'));
    case 'menu':
      return menu.map(([counterpart]) => counterpart);
    case 'drop_write':
      return [...brokers, 'postgres', 'postgres'];
    default:
      return [...brokers, 'postgres', 'postgres', ...lines, ...lines];
  }
};

const modesOf = (counterpart: string): readonly string[] =>
  menu.filter(([name]) => name === counterpart).map(([, mode]) => mode);

const round = (value: number): number => Math.round(value * 10) / 10;

export const sentenceOf = ({ at, seconds, kind, target, ms, mode = '' }: Fault): string =>
  kind === 'menu'
    ? `${at.toFixed(1)} s  ${mode} of ${target}`
    : `${at.toFixed(1)} s  ${kind}${slowness(ms)} ${target} for ${seconds.toFixed(1)} s`;

const slowness = (ms: number | undefined): string => (ms === undefined ? '' : ` ${ms} ms`);

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

/** What a fault can be inflicted on. */
export interface Field {
  readonly victim: (name: string) => Victim | undefined;
  readonly proxy: (name: string) => TcpProxy | undefined;
  /** Where the counterparts of the channels are. */
  readonly sandboxUrl: string;
}

/** Starts a fault. Returns the function that ends it. */
export const inflict = async (fault: Fault, field: Field): Promise<() => Promise<void>> => {
  if (fault.kind === 'menu') return order(fault, field);
  if (fault.kind === 'die_before_call' || fault.kind === 'die_after_call') return dieAtCall(fault, field);
  if (fault.kind === 'kill' || fault.kind === 'pause') {
    const victim = victimOf(fault, field);
    if (fault.kind === 'kill') await victim.kill();
    else victim.stop();
    return async () => (fault.kind === 'kill' ? victim.start() : victim.resume());
  }
  const proxy = field.proxy(fault.target);
  if (proxy === undefined) throw new Error(`there is no proxy in front of ${fault.target}`);
  if (fault.kind === 'reset') {
    proxy.reset();
    return async () => undefined;
  }
  proxy.set(toxicOf(fault));
  return async () => proxy.heal();
};

const victimOf = ({ target }: Fault, { victim }: Field): Victim => {
  const found = victim(target);
  if (found === undefined) throw new Error(`there is no process ${target}`);
  return found;
};

/**
 * Kills the service when it next calls a channel: with what it means stored and the call not made, or with
 * the call made and its outcome not stored.
 */
const dieAtCall = async (fault: Fault, field: Field): Promise<() => Promise<void>> => {
  const victim = victimOf(fault, field);
  const proxy = field.proxy('channels');
  if (proxy === undefined) throw new Error('there is no proxy in front of the channels');
  const dropped = (): void => void victim.kill();
  proxy.set(
    fault.kind === 'die_before_call'
      ? { kind: 'drop_request', matches: channelRequest, dropped }
      : { kind: 'drop_response', matches: channelRequest, times: 1, dropped },
  );
  return async () => {
    proxy.heal();
    await victim.start();
  };
};

const timesMax = 4;

/** Sets a fault of the sandbox's menu, which ends after some requests. A sandbox that is down has none. */
const order = async (fault: Fault, { sandboxUrl }: Field): Promise<() => Promise<void>> => {
  const menuUrl = `${sandboxUrl}/sandbox/channels/faults`;
  const wanted = {
    counterpart: fault.target,
    mode: fault.mode,
    times: 1 + (Math.floor(fault.at) % timesMax),
  };
  const set = await fetch(menuUrl, {
    method: 'PUT',
    body: JSON.stringify(wanted),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  if (set !== undefined && !set.ok) throw new Error(`the menu refuses ${JSON.stringify(wanted)}`);
  return async () => undefined;
};
