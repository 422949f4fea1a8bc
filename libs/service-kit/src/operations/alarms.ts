import type { EngineState } from './engine-state';

/** A line in the log that calls for a person; `docs/runbooks` has a page for each name. */
export interface Alarm {
  readonly alarm: 'relay-lag' | 'gap' | 'parked-long' | 'parked-many' | 'consumer-stuck' | 'long-transaction';
  readonly message: string;
  readonly [field: string]: unknown;
}

/** What one look hands to the next: since when the relay's cursor and the consumer have not got on. */
export interface Remembered {
  readonly cursor: string;
  readonly cursorSince: number;
  readonly joinedAt: number;
}

/** Configuration, after reliability §2. */
const seconds = { lag: 60, gap: 60, parked: 300, consumer: 60, transaction: 300 } as const;
const manyKeys = 100;

/** What calls for a person at a moment (milliseconds of a clock that only goes forward). */
export const alarmsAt = (
  now: number,
  state: EngineState,
  before?: Remembered,
): { readonly alarms: readonly Alarm[]; readonly remembered: Remembered } => {
  const { relay, consumer, parked, oldestTransaction } = state;
  const moved = before === undefined || relay.lag === 0 || relay.cursor !== before.cursor;
  const remembered: Remembered = {
    cursor: relay.cursor,
    cursorSince: moved ? now : before.cursorSince,
    joinedAt: before === undefined || consumer === undefined || consumer.joined ? now : before.joinedAt,
  };
  const lagSeconds = Math.round((now - remembered.cursorSince) / 1000);
  const stuckSeconds = Math.round(Math.max(now - remembered.joinedAt, consumer?.busyMs ?? 0) / 1000);
  const alarms: (Alarm | false)[] = [
    lagSeconds >= seconds.lag && {
      alarm: 'relay-lag',
      lag: relay.lag,
      cursor: relay.cursor,
      leading: relay.leadingSince !== null,
      seconds: lagSeconds,
      message: 'events are stored, and none gets to Kafka',
    },
    stuckSeconds >= seconds.consumer && {
      alarm: 'consumer-stuck',
      joined: consumer?.joined,
      seconds: stuckSeconds,
      message: 'the consumer does not get on',
    },
    parked.oldestGapSeconds >= seconds.gap && {
      alarm: 'gap',
      seconds: parked.oldestGapSeconds,
      message: 'an event of another service is missing and its person waits',
    },
    parked.oldestSeconds >= seconds.parked && {
      alarm: 'parked-long',
      keys: parked.keys,
      records: parked.records,
      seconds: parked.oldestSeconds,
      message: 'a person has waited for long',
    },
    parked.keys > manyKeys && {
      alarm: 'parked-many',
      keys: parked.keys,
      records: parked.records,
      message: 'many persons wait',
    },
    (oldestTransaction?.seconds ?? 0) >= seconds.transaction && {
      alarm: 'long-transaction',
      ...oldestTransaction,
      message: 'a transaction is open for long and keeps the server from clearing up',
    },
  ];
  return { alarms: alarms.filter((alarm) => alarm !== false), remembered };
};
