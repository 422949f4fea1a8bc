import { millisecondsBetween, type Instant } from '@canbao/calendar';
import { accept, on, reject, type Decider, type StreamName } from '@canbao/event-sourcing';
import {
  IdentityCheckFailed,
  IdentityCheckPassed,
  type CheckEvent,
  type Counted,
} from './identity-check.events';

/** Keyed digests of what a payer has typed: nothing can be read from them, and equal ones are the same. */
export interface IdentityDigests {
  readonly number: string;
  /** Name and birth day: what somebody knows who tries the rest of the number. */
  readonly person: string;
  /** Number and name together. */
  readonly check: string;
}

/** Records how a number and a name compared with the identity vault. */
export interface RecordCheck extends IdentityDigests {
  readonly payerId: string;
  readonly matches: boolean;
  readonly at: Instant;
}

/** Why a comparison does not count, whatever it gave. */
export type CheckReason = 'too-many-misses';

interface Misses {
  readonly count: number;
  readonly lastAt: Instant;
  readonly lockedSeconds: number;
  /** Wrong pairs that count. */
  readonly checks: readonly string[];
}

/** The misses of late, and the pairs that the payer is known to know. */
export interface CheckState {
  readonly misses: Readonly<Partial<Record<Counted, Misses>>>;
  readonly passed: readonly string[];
}

const counted = ['payer', 'number', 'person'] as const;

/**
 * Configuration: misses without a lock. A family mistypes a number now and then; two people of one name may
 * share a birth day, and it takes hundreds of tries to find a number by it.
 */
const freeMisses: Readonly<Record<Counted, number>> = { payer: 5, number: 5, person: 20 };
/** Configuration: how long the lock lasts after the last free miss, and after each one that follows. */
const lockSeconds = [60, 5 * 60, 30 * 60, 24 * 3600] as const;
/** Configuration: misses are forgotten once this long has passed without another one. */
const forgetAfterMs = 7 * 24 * 3_600_000;

/**
 * Comparisons of a number and a name with the identity vault, when a payer adds a person. Whoever knows a
 * name, a birth day and an area needs a few hundred tries to find the number, so misses are counted for the
 * payer and, over all payers, for the number and for the person; each locks longer than the one before.
 *
 * A hit is stored as well as a miss: comparisons that run at once are then decided one after another, and a
 * hit that comes behind the last free miss tells nothing. It clears the misses of number and person, whose
 * holder is at work, but not those of the payer, who could clear them with the own number. A payer who
 * repeats a pair learns nothing new: a repeated miss is counted once, and a known pair is never locked.
 */
export const identityChecks: Decider<RecordCheck, CheckState, CheckEvent, CheckReason> = {
  initial: { misses: {}, passed: [] },
  streams: (command) => counted.map((each) => streamOf(each, command)),
  decide: (command, state) => {
    const { payerId, check, matches, at } = command;
    if (matches && state.passed.includes(check)) return accept();
    const locked = lockedFor(state, check, at);
    if (locked !== undefined) return reject('too-many-misses', { retryAfterSeconds: locked });
    if (matches)
      return accept(
        ...counted.map((each) =>
          on(streamOf(each, command), IdentityCheckPassed({ counted: each, payerId, check })),
        ),
      );
    if (recent(state.misses.payer, at)?.checks.includes(check) === true) return accept();
    return accept(
      ...counted.map((each) => {
        const misses = (recent(state.misses[each], at)?.count ?? 0) + 1;
        const lockedSeconds = lockAfter(misses - freeMisses[each]);
        const failed = { counted: each, payerId, check, at, misses, lockedSeconds };
        return on(streamOf(each, command), IdentityCheckFailed(failed));
      }),
    );
  },
  evolve: ({ misses, passed }, { type, data }) => {
    const { counted: each, check } = data;
    if (type === 'IdentityCheckFailed') {
      const { at: lastAt, misses: count, lockedSeconds } = data;
      const checks = count === 1 ? [check] : [...(misses[each]?.checks ?? []), check];
      return { misses: { ...misses, [each]: { count, lastAt, lockedSeconds, checks } }, passed };
    }
    if (each === 'payer') return { misses, passed: [...passed, check] };
    const { [each]: _, ...others } = misses;
    return { misses: others, passed };
  },
};

/**
 * Seconds for which the pair may not be compared; undefined when it may. A pair that the payer is known to
 * know may always be.
 */
export const lockedFor = ({ misses, passed }: CheckState, check: string, at: Instant): number | undefined => {
  if (passed.includes(check)) return undefined;
  const seconds = counted.map((each) => {
    const { lastAt, lockedSeconds } = misses[each] ?? { lastAt: at, lockedSeconds: 0 };
    return Math.ceil(lockedSeconds - Math.max(0, millisecondsBetween(lastAt, at)) / 1000);
  });
  const longest = Math.max(...seconds);
  return longest > 0 ? longest : undefined;
};

const streamOf = (each: Counted, { payerId, number, person }: RecordCheck): StreamName =>
  `checks-${each}-${{ payer: payerId, number, person }[each]}`;

const recent = (misses: Misses | undefined, at: Instant): Misses | undefined =>
  misses === undefined || millisecondsBetween(misses.lastAt, at) >= forgetAfterMs ? undefined : misses;

/** @param beyond how many misses there are beyond the free ones; the last free one begins the first lock. */
const lockAfter = (beyond: number): number =>
  beyond < 0 ? 0 : (lockSeconds[Math.min(beyond, lockSeconds.length - 1)] as number);
