import { instant, type Instant } from '@canbao/calendar';
import { execute, InMemoryEventStore, on, type Placed } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { identityChecks, IdentityCheckFailed, IdentityCheckPassed, published } from './index';
import type { CheckEvent, RecordCheck } from './index';

const start = instant('2022-05-18T12:00:00+08:00');
const counted = ['payer', 'number', 'person'] as const;
type Counted = (typeof counted)[number];

const after = (minutes: number): Instant =>
  instant(
    `${new Date(Date.parse(start) + minutes * 60_000 + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`,
  );
/** A pair that does not belong together: the number and the name with this index. */
const check = (number: number, name: number, more: Partial<RecordCheck> = {}): RecordCheck => ({
  payerId: 'payer-1',
  number: `n${number}`,
  person: `p${name}`,
  check: `n${number} p${name}`,
  matches: false,
  at: start,
  ...more,
});
const streamOf = (each: Counted, { payerId, number, person }: RecordCheck): string =>
  `checks-${each}-${{ payer: payerId, number, person }[each]}`;
/** What a miss stores: how many misses each has, and for how many seconds it is locked. */
const failed = (
  command: RecordCheck,
  misses: Readonly<Record<Counted, readonly [number, number]>>,
): Placed<CheckEvent>[] =>
  counted.map((each) => {
    const [count, lockedSeconds] = misses[each];
    const { payerId, check: digest, at } = command;
    const data = { counted: each, payerId, check: digest, at, misses: count, lockedSeconds };
    return on(streamOf(each, command), IdentityCheckFailed(data));
  });
const passed = (command: RecordCheck): Placed<CheckEvent>[] =>
  counted.map((each) => {
    const { payerId, check: digest } = command;
    return on(streamOf(each, command), IdentityCheckPassed({ counted: each, payerId, check: digest }));
  });
const once = { payer: [1, 0], number: [1, 0], person: [1, 0] } as const;

/** Plays commands one after another; each answer is the seconds of a lock, `hit` or `miss`. */
const played = async (commands: readonly RecordCheck[]): Promise<readonly unknown[]> => {
  const store = new InMemoryEventStore();
  const answers: unknown[] = [];
  for (const command of commands) {
    const said = { subject: command.payerId, recordedAt: command.at, metadata: { actor: 'spec' } };
    const executed = await execute(store, identityChecks, command, said);
    if (executed.outcome === 'rejected') answers.push(executed.details['retryAfterSeconds']);
    else answers.push(command.matches ? 'hit' : 'miss');
  }
  return answers;
};
const misses = (count: number): RecordCheck[] => Array.from({ length: count }, (_, n) => check(n, n));

describe('a comparison with the identity vault', () => {
  it('that misses is counted for payer, number and person', () =>
    given(identityChecks)
      .when(check(1, 1))
      .then(...failed(check(1, 1), once)));
  it('that hits is stored too, so that it is decided after those that came before', () =>
    given(identityChecks)
      .when(check(1, 1, { matches: true }))
      .then(...passed(check(1, 1))));
  it('stays inside the service', () =>
    expect(
      [...passed(check(1, 1)), ...failed(check(1, 1), once)].map(({ event }) => published(event)),
    ).toEqual(Array.from({ length: 6 }, () => undefined)));

  it('is locked for a minute after five misses of a payer, then for 5, 30 and 1,440', async () => {
    const later = [
      [0, 5],
      [1, 6],
      [1, 7],
      [6, 7],
      [6, 8],
      [36, 8],
      [36, 9],
      [36 + 1440, 9],
      [36 + 1440, 10],
    ].map(([minutes = 0, n = 0]) => check(n, n, { at: after(minutes) }));
    expect(await played([...misses(5), ...later])).toEqual([
      ...Array.from({ length: 5 }, () => 'miss'),
      60,
      'miss',
      300,
      'miss',
      1800,
      'miss',
      86_400,
      'miss',
      86_400,
    ]);
  });
  it('is locked for a hit as for a miss', async () =>
    expect(await played([...misses(5), check(9, 9, { matches: true })])).toContain(60));
  it('is not unlocked by the payer with a pair of their own', async () => {
    const own = check(9, 9, { matches: true });
    expect(await played([...misses(4), own, check(5, 5), own, check(6, 6)])).toEqual([
      ...Array.from({ length: 4 }, () => 'miss'),
      'hit',
      'miss',
      // The pair is known to the payer: it tells nothing.
      'hit',
      60,
    ]);
  });
  it('is locked over all payers for one number, whatever the names', async () => {
    const tries = Array.from({ length: 5 }, (_, n) => check(1, n, { payerId: `payer-${n}` }));
    const right = check(1, 9, { payerId: 'payer-9', matches: true });
    expect((await played([...tries, right])).at(-1)).toBe(60);
  });
  it('is locked over all payers for one name and birth day, whatever the numbers', async () => {
    const tries = Array.from({ length: 20 }, (_, n) => check(n, 1, { payerId: `payer-${n}` }));
    const right = check(99, 1, { payerId: 'payer-99', matches: true });
    expect((await played([...tries, right])).at(-1)).toBe(60);
    expect((await played([...tries.slice(1), right])).at(-1)).toBe('hit');
  });
  it('that hits clears the misses of number and person', async () => {
    const tries = Array.from({ length: 4 }, (_, n) => check(1, n, { payerId: `payer-${n}` }));
    const holder = check(1, 9, { payerId: 'payer-9', matches: true });
    const others = tries.map((each, n) => ({ ...each, payerId: `payer-2${n}` }));
    expect(await played([...tries, holder, ...others])).not.toContain(60);
  });
  it('that is repeated is counted once: the payer learns nothing from it', () =>
    given(identityChecks, ...failed(check(1, 1), once))
      .when(check(1, 1, { at: after(1) }))
      .thenNothing());
  it('is forgotten a week after the last miss', async () => {
    const week = 7 * 24 * 60;
    const next = Array.from({ length: 5 }, (_, n) => check(n, n, { at: after(week + 1440) }));
    expect(await played([...misses(5), ...next])).not.toContain(60);
    expect(
      await played([...misses(5), check(9, 9, { at: after(week - 1) }), check(8, 8, { at: after(week) })]),
    ).toContain(240);
  });
  it('lets at most six of 720 tries at once through before the payer is locked', async () => {
    const store = new InMemoryEventStore();
    const tries = Array.from({ length: 720 }, (_, n) => check(n, 1, { matches: n === 700 }));
    const said = { subject: 'payer-1', recordedAt: start, metadata: { actor: 'spec' } };
    const outcomes = await Promise.all(
      tries.map((each) =>
        execute(store, identityChecks, each, said).then(
          ({ outcome }) => outcome,
          () => 'busy',
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'accepted').length).toBeLessThanOrEqual(6);
    expect(outcomes[700]).not.toBe('accepted');
  });
});
