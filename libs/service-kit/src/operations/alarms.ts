import type { EngineState } from './engine';

/** A log line that needs an operator; `docs/runbooks` has a page for each name. */
export interface Alarm {
  readonly alarm:
    | 'relay-lag'
    | 'gap'
    | 'forged-record'
    | 'parked-long'
    | 'parked-many'
    | 'consumer-stuck'
    | 'long-transaction';
  readonly message: string;
  readonly [field: string]: unknown;
}

/** What one check hands to the next: since when relay and consumer have made no progress, in milliseconds. */
export interface Observed {
  readonly cursor: string;
  readonly cursorSinceMs: number;
  readonly joinedAtMs: number;
}

/** Configuration. */
const secondsMin = { lag: 60, gap: 60, parked: 300, consumer: 60, transaction: 300 } as const;
const parkedKeysMax = 100;

/** The alarms that a state calls for. `nowMs` is read from a clock that never goes back. */
export const alarmsAt = (
  nowMs: number,
  state: EngineState,
  before?: Observed,
): { readonly alarms: readonly Alarm[]; readonly observed: Observed } => {
  const observed = observe(nowMs, state, before);
  const alarms = [
    relayLag(nowMs, state, observed),
    consumerStuck(nowMs, state, observed),
    gap(state),
    parkedLong(state),
    parkedMany(state),
    forgedRecords(state),
    longTransaction(state),
  ];
  return { alarms: alarms.filter((alarm) => alarm !== undefined), observed };
};

const observe = (nowMs: number, { relay, consumer }: EngineState, before: Observed | undefined): Observed => {
  const published = before === undefined || relay.lag === 0 || relay.cursor !== before.cursor;
  const joined = before === undefined || consumer === undefined || consumer.joined;
  return {
    cursor: relay.cursor,
    cursorSinceMs: published ? nowMs : before.cursorSinceMs,
    joinedAtMs: joined ? nowMs : before.joinedAtMs,
  };
};

const relayLag = (nowMs: number, { relay }: EngineState, { cursorSinceMs }: Observed): Alarm | undefined => {
  const seconds = Math.round((nowMs - cursorSinceMs) / 1000);
  if (seconds < secondsMin.lag) return undefined;
  return {
    alarm: 'relay-lag',
    lag: relay.lag,
    cursor: relay.cursor,
    leading: relay.leadingSince !== null,
    seconds,
    message: 'relay stalled: stored events are not being published',
  };
};

const consumerStuck = (
  nowMs: number,
  { consumer }: EngineState,
  { joinedAtMs }: Observed,
): Alarm | undefined => {
  const seconds = Math.round(Math.max(nowMs - joinedAtMs, consumer?.busyMs ?? 0) / 1000);
  if (seconds < secondsMin.consumer) return undefined;
  return {
    alarm: 'consumer-stuck',
    joined: consumer?.joined,
    seconds,
    message: 'consumer is making no progress',
  };
};

const gap = ({ parked: { oldestGapSeconds: seconds } }: EngineState): Alarm | undefined =>
  seconds < secondsMin.gap
    ? undefined
    : { alarm: 'gap', seconds, message: 'events parked: an event of another service is missing' };

const parkedLong = ({ parked: { keys, records, oldestSeconds } }: EngineState): Alarm | undefined => {
  if (oldestSeconds < secondsMin.parked) return undefined;
  const message = 'events parked for over 5 minutes';
  return { alarm: 'parked-long', keys, records, seconds: oldestSeconds, message };
};

const parkedMany = ({ parked: { keys, records } }: EngineState): Alarm | undefined => {
  if (keys <= parkedKeysMax) return undefined;
  return { alarm: 'parked-many', keys, records, message: `events parked for over ${parkedKeysMax} persons` };
};

const longTransaction = ({ oldestTransaction }: EngineState): Alarm | undefined => {
  if (oldestTransaction === undefined || oldestTransaction.seconds < secondsMin.transaction) return undefined;
  const message = 'transaction open for over 5 minutes: it blocks vacuum in every database';
  return { alarm: 'long-transaction', ...oldestTransaction, message };
};

const forgedRecords = ({ parked: { forged } }: EngineState): Alarm | undefined =>
  forged === 0
    ? undefined
    : {
        alarm: 'forged-record',
        message: 'somebody else writes to topics: records of theirs are set aside',
        records: forged,
      };
