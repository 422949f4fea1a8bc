import { alarmsAt, type Remembered } from './alarms';
import type { EngineState } from './engine-state';

const calm: EngineState = {
  relay: { leadingSince: '2025-03-01T08:00:00.000+08:00', epoch: '1', lag: 0, cursor: '100' },
  consumer: { joined: true, halted: false, busyMs: 0, sinceCommitMs: 10 },
  parked: { keys: 0, records: 0, oldestSince: null, oldestSeconds: 0, oldestGapSeconds: 0 },
  oldestTransaction: undefined,
};
const behind = { ...calm, relay: { ...calm.relay, lag: 7 } };
const apart = { ...calm, consumer: { joined: false, halted: false, busyMs: 0, sinceCommitMs: undefined } };

/** Looks every 30 s; the names of the alarms of each look. */
const looks = (...states: readonly EngineState[]): string[][] => {
  let remembered: Remembered | undefined;
  return states.map((state, index) => {
    const look = alarmsAt(index * 30_000, state, remembered);
    remembered = look.remembered;
    return look.alarms.map(({ alarm }) => alarm);
  });
};

describe('the look for alarms', () => {
  it('finds nothing when all is well', () => expect(looks(calm, calm, calm, calm)).toEqual([[], [], [], []]));
  it('finds a relay that has not got on for a minute although there is something to publish', () =>
    expect(looks(calm, behind, behind, behind, behind)).toEqual([
      [],
      [],
      ['relay-lag'],
      ['relay-lag'],
      ['relay-lag'],
    ]));
  it('lets a relay be that gets on, however much is left', () =>
    expect(
      looks(
        ...['1', '2', '3', '4'].map((cursor) => ({ ...behind, relay: { ...behind.relay, cursor } })),
      ).flat(),
    ).toEqual([]));
  it('finds a consumer that has been apart from its group for a minute, and forgets it when it is back', () =>
    expect(looks(apart, apart, apart, calm, apart)).toEqual([[], [], ['consumer-stuck'], [], []]));
  it('lets a service without handlers be', () =>
    expect(looks(...Array.from({ length: 4 }, () => ({ ...calm, consumer: undefined }))).flat()).toEqual([]));
  it.each([
    [
      'a batch that takes longer than a minute',
      'consumer-stuck',
      { consumer: { joined: true, halted: false, busyMs: 60_000, sinceCommitMs: undefined } },
    ],
    [
      'a gap older than a minute',
      'gap',
      { parked: { ...calm.parked, keys: 1, records: 1, oldestSeconds: 60, oldestGapSeconds: 60 } },
    ],
    [
      'a person who has waited for five minutes',
      'parked-long',
      { parked: { ...calm.parked, keys: 1, records: 2, oldestSeconds: 300 } },
    ],
    [
      'more than a hundred persons waiting',
      'parked-many',
      { parked: { ...calm.parked, keys: 101, records: 101, oldestSeconds: 1 } },
    ],
    [
      'a transaction open for five minutes',
      'long-transaction',
      { oldestTransaction: { seconds: 300, xidAge: 5, database: 'other', application: 'psql' } },
    ],
  ] as const)('finds %s at once', (_, alarm, change) =>
    expect(looks({ ...calm, ...change })).toEqual([[alarm]]),
  );
  it.each([
    [
      'a gap that has just come',
      { parked: { ...calm.parked, keys: 1, records: 1, oldestSeconds: 59, oldestGapSeconds: 59 } },
    ],
    [
      'a hundred persons waiting for a moment',
      { parked: { ...calm.parked, keys: 100, records: 100, oldestSeconds: 299 } },
    ],
  ] as const)('waits with %s', (_, change) => expect(looks({ ...calm, ...change })).toEqual([[]]));
});
