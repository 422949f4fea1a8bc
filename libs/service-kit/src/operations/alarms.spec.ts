import { alarmsAt, type Observed } from './alarms';
import type { EngineState } from './engine';

const calm: EngineState = {
  relay: { leadingSince: '2025-03-01T08:00:00.000+08:00', epoch: '1', lag: 0, cursor: '100' },
  consumer: { joined: true, busyMs: 0, sinceCommitMs: 10 },
  parked: { keys: 0, records: 0, oldestSince: null, oldestSeconds: 0, oldestGapSeconds: 0, forged: 0 },
  oldestTransaction: undefined,
};
const behind = { ...calm, relay: { ...calm.relay, lag: 7 } };
const apart = { ...calm, consumer: { joined: false, busyMs: 0, sinceCommitMs: undefined } };

/** Checks every 30 s; the names of the alarms of each check. */
const checks = (...states: readonly EngineState[]): string[][] => {
  let observed: Observed | undefined;
  return states.map((state, index) => {
    const check = alarmsAt(index * 30_000, state, observed);
    observed = check.observed;
    return check.alarms.map(({ alarm }) => alarm);
  });
};

describe('the check for alarms', () => {
  it('raises none when all is well', () => expect(checks(calm, calm, calm, calm)).toEqual([[], [], [], []]));
  it('finds a relay that has published nothing for a minute although events are waiting', () =>
    expect(checks(calm, behind, behind, behind, behind)).toEqual([
      [],
      [],
      ['relay-lag'],
      ['relay-lag'],
      ['relay-lag'],
    ]));
  it('is silent about a relay that makes progress, however much is left', () =>
    expect(
      checks(
        ...['1', '2', '3', '4'].map((cursor) => ({ ...behind, relay: { ...behind.relay, cursor } })),
      ).flat(),
    ).toEqual([]));
  it('finds a consumer that left its group a minute ago, until it is back', () =>
    expect(checks(apart, apart, apart, calm, apart)).toEqual([[], [], ['consumer-stuck'], [], []]));
  it('is silent about the consumer of a service without handlers', () =>
    expect(checks(...Array.from({ length: 4 }, () => ({ ...calm, consumer: undefined }))).flat()).toEqual(
      [],
    ));
  it.each([
    [
      'a batch that takes longer than a minute',
      'consumer-stuck',
      { consumer: { joined: true, busyMs: 60_000, sinceCommitMs: undefined } },
    ],
    [
      'a gap older than a minute',
      'gap',
      { parked: { ...calm.parked, keys: 1, records: 1, oldestSeconds: 60, oldestGapSeconds: 60 } },
    ],
    [
      'a person whose events have been parked for five minutes',
      'parked-long',
      { parked: { ...calm.parked, keys: 1, records: 2, oldestSeconds: 300 } },
    ],
    [
      'more than a hundred persons with parked events',
      'parked-many',
      { parked: { ...calm.parked, keys: 101, records: 101, oldestSeconds: 1 } },
    ],
    [
      'a transaction open for five minutes',
      'long-transaction',
      { oldestTransaction: { seconds: 300, xidAge: 5, database: 'other', application: 'psql' } },
    ],
    [
      'a record that the owner of its topic did not write',
      'forged-record',
      { parked: { ...calm.parked, forged: 1 } },
    ],
  ] as const)('finds %s at once', (_, alarm, change) =>
    expect(checks({ ...calm, ...change })).toEqual([[alarm]]),
  );
  it.each([
    [
      'a gap that has just appeared',
      { parked: { ...calm.parked, keys: 1, records: 1, oldestSeconds: 59, oldestGapSeconds: 59 } },
    ],
    [
      'a hundred persons whose events have just been parked',
      { parked: { ...calm.parked, keys: 100, records: 100, oldestSeconds: 299 } },
    ],
  ] as const)('is silent about %s', (_, change) => expect(checks({ ...calm, ...change })).toEqual([[]]));
});
