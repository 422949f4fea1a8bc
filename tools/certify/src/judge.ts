import { canonicalJson } from '@canbao/event-sourcing';
import type { EntryState, GatewayEntry } from './gateway';
import type { ScriptedPlatform, Seen } from './platform';

/** What a scenario expects beside what holds for all. */
export interface Expected {
  /** How long the gateway waits for an answer, in ms. */
  readonly patienceMs: number;
  /** How the entry stands in the end. */
  readonly states: readonly EntryState[];
  /** Requests of the kind, at most. */
  readonly requestsMax?: number;
  /** No collection is sent once its reversal was. */
  readonly nothingAfterReversal?: boolean;
  /** Seconds between the first two requests, at least. */
  readonly restsSeconds?: number;
}

const distinct = (values: readonly string[]): number => new Set(values).size;
/** Clocks and timers are not exact. */
const toleranceMs = 50;
/** Two requests of the same moment may cross each other. */
const crossingMs = 200;

/** What a gateway did wrong in one scenario, a sentence each. */
export const findingsOf = (
  platform: ScriptedPlatform,
  seen: readonly Seen[],
  entry: GatewayEntry,
  expected: Expected,
): string[] => [
  ...howItSent(seen),
  ...whatItSent(seen, expected),
  ...whatItBelieves(platform, seen, entry, expected),
];

function* howItSent(seen: readonly Seen[]): Generator<string> {
  const faults = seen.flatMap(({ faults: all }) => all);
  for (const fault of new Set(faults)) yield `It sent a request ${fault}.`;
}

function* whatItSent(seen: readonly Seen[], expected: Expected): Generator<string> {
  const { patienceMs, requestsMax, restsSeconds, nothingAfterReversal = false } = expected;
  const reversedMs = seen.find(({ kind }) => kind === 'reverse')?.atMs ?? Infinity;
  if (
    nothingAfterReversal &&
    seen.some(({ kind, atMs }) => kind === 'collect' && atMs > reversedMs + crossingMs)
  )
    yield 'It sent a collection that it had taken back.';
  for (const kind of ['collect', 'reverse'] as const) {
    const sent = seen.filter((request) => request.kind === kind);
    if (sent.length === 0) continue;
    if (distinct(sent.map(({ no }) => no)) > 1) yield 'It used another number for the same money.';
    else if (distinct(sent.map(({ body }) => canonical(body))) > 1)
      yield 'It sent other content under the same number.';
    else if (distinct(sent.map(({ idempotencyKey }) => idempotencyKey)) > 1)
      yield 'It repeated a request under another Idempotency-Key.';
    // On a slow machine an answer may come too late by itself: whoever has waited for it may ask again.
    const hasty = sent.filter(
      ({ atMs }, index) => atMs - (sent[index - 1]?.atMs ?? atMs) < patienceMs,
    ).length;
    if (requestsMax !== undefined && hasty > requestsMax)
      yield `It sent ${hasty} requests where ${requestsMax} would do.`;
  }
  const [first, second] = seen;
  if (restsSeconds === undefined || first === undefined || second === undefined) return;
  if (second.atMs - first.atMs < restsSeconds * 1000 - toleranceMs)
    yield `It did not wait for the ${restsSeconds} s of Retry-After.`;
}

const canonical = (body: string): string => {
  try {
    return canonicalJson(JSON.parse(body));
  } catch {
    return body;
  }
};

function* whatItBelieves(
  { books }: ScriptedPlatform,
  seen: readonly Seen[],
  { no, state }: GatewayEntry,
  { states }: Expected,
): Generator<string> {
  const numbers = new Set([no, ...seen.filter(({ kind }) => kind === 'collect').map((sent) => sent.no)]);
  const paid = [...numbers].filter((number) => books.get(number)?.state === 'paid');
  if (paid.length > 1) yield 'The platform has the money twice.';
  if (state === 'booked' && !paid.includes(no)) yield 'It says booked, and the platform has nothing.';
  if ((state === 'refused' || state === 'reversed') && paid.length > 0)
    yield `It says ${state}, and the platform has the money.`;
  if (!states.includes(state)) yield `Its entry is ${state}; it should be ${states.join(' or ')}.`;
}
