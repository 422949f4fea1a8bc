import { pause } from '@canbao/runtime';
import type { EntryState, Gateway, GatewayEntry } from './gateway';
import { findingsOf, type Expected as Judged } from './judge';
import type { ScriptedPlatform } from './platform';
import { genuine, problem, type Step } from './script';

type Expected = Omit<Judged, 'patienceMs'>;

/** What a scenario is played with. */
export interface Stage {
  readonly platform: ScriptedPlatform;
  readonly gateway: Gateway;
  /**
   * How long a gateway waits for an answer, may take to come to its end, and is watched after it, in ms.
   */
  readonly patienceMs: number;
  readonly settleMs: number;
  readonly quietMs: number;
  /** Yuan that no other scenario takes. */
  readonly amount: string;
}

/** One situation of the fault menu. */
export interface Scenario {
  readonly name: string;
  /** What the gateway must do. */
  readonly says: string;
  /** What it did wrong, a sentence each. */
  readonly play: (stage: Stage) => Promise<readonly string[]>;
}

const open: readonly EntryState[] = ['unknown', 'reversing'];
const pollMs = 20;

/** The entry once its outcome is there and nothing more follows, or as it stands when time is up. */
const settled = async ({ gateway, settleMs, quietMs }: Stage, no: string): Promise<GatewayEntry> => {
  const deadline = Date.now() + settleMs;
  let entry = await gateway.entry(no);
  while (open.includes(entry.state) && Date.now() < deadline) {
    await pause(pollMs);
    entry = await gateway.entry(no);
  }
  await pause(quietMs);
  return gateway.entry(no);
};

/** Money is taken while the platform does these steps. */
const taking = (name: string, says: string, steps: readonly Step[], expected: Expected): Scenario => ({
  name,
  says,
  play: async (stage) => {
    const { platform, gateway, amount, patienceMs } = stage;
    const from = platform.seen.length;
    platform.play(steps);
    const { no } = await gateway.collect(amount);
    const entry = await settled(stage, no);
    return findingsOf(platform, platform.seen.slice(from), entry, { ...expected, patienceMs });
  },
});

/** Money is taken, and then taken back while the platform does these steps. */
const reversing = (
  name: string,
  says: string,
  steps: readonly Step[],
  expected: Expected,
  first: readonly Step[] = [genuine],
): Scenario => ({
  name,
  says,
  play: async (stage) => {
    const { platform, gateway, amount, patienceMs } = stage;
    const from = platform.seen.length;
    platform.play([...first, ...steps]);
    const { no } = await gateway.collect(amount);
    await gateway.reverse(no);
    const entry = await settled(stage, no);
    return findingsOf(platform, platform.seen.slice(from), entry, { ...expected, patienceMs });
  },
});

const booked: Expected = { states: ['booked'] };
const reversed: Expected = { states: ['reversed'] };
const lost: Step = { works: true, answers: 'never' };
/** An answer that somebody else could have written: nothing is booked behind it. */
const unproven = (signed: NonNullable<Step['signed']>): Step[] => [{ works: false, signed }];

const answers: readonly Scenario[] = [
  taking('plain', 'A collection is reported once, and booked.', [], { ...booked, requestsMax: 1 }),
  taking(
    'timeout-before',
    'What was lost on the way is asked again, under its number.',
    [{ works: false, answers: 'never' }],
    booked,
  ),
  taking('timeout-after-success', 'A time-out is no failure: it is asked again.', [lost], booked),
  taking(
    'late-answer',
    'An answer after its time is no failure either.',
    [{ works: true, answers: 'late' }],
    booked,
  ),
  taking('broken-answer', 'Half an answer is none.', [{ works: true, answers: 'broken' }], booked),
  taking('timeouts-in-a-row', 'It goes on asking.', [lost, lost, lost], booked),
  taking(
    'error-500',
    'A fault of the platform is unknown.',
    [{ works: true, says: problem(500, 'internal', true) }],
    booked,
  ),
  taking(
    'busy',
    'Retry-After of 503 is waited for.',
    [{ works: false, says: problem(503, 'busy', true, 1) }],
    { ...booked, restsSeconds: 1 },
  ),
  taking(
    'rate-limit',
    'Retry-After of 429 is waited for.',
    [{ works: false, says: problem(429, 'too-many-requests', true, 1) }],
    { ...booked, restsSeconds: 1 },
  ),
  taking(
    'unknown-status',
    'A status that it does not know is no outcome.',
    [{ works: true, changes: { status: 'noted' } }],
    booked,
  ),
  taking(
    'other-amount',
    'Another amount than it took is for a person to look at.',
    [{ works: true, changes: { amount: '0.01' } }],
    {
      states: ['held', 'unknown'],
    },
  ),
  taking(
    'in-suspense',
    'Money in suspense has been taken.',
    [{ works: true, changes: { status: 'in-suspense' } }],
    booked,
  ),
  taking(
    'refused',
    'A refusal that is final ends it: the money goes back.',
    [{ works: false, says: problem(422, 'amount-not-positive', false) }],
    { states: ['refused'], requestsMax: 1 },
  ),
  taking(
    'number-reused',
    'A number that is taken is for a person to look at, not for another number.',
    [{ works: false, says: problem(409, 'transaction-number-reused', false) }],
    { states: ['held'], requestsMax: 1 },
  ),
];

const signatures: readonly Scenario[] = [
  taking('notify-forged', 'A wrong signature is not believed.', unproven('wrong'), booked),
  taking('headers-stripped', 'An answer without a signature is not believed.', unproven('none'), booked),
  taking('wrong-key-id', 'A key that it does not know is not believed.', unproven('unknown-key'), booked),
  taking('stale-timestamp', 'An old answer is not believed.', unproven('stale'), booked),
  taking('future-timestamp', 'An answer of tomorrow is not believed.', unproven('future'), booked),
  taking(
    'other-order',
    'The answer to another request is not believed.',
    unproven('of-another-request'),
    booked,
  ),
  taking(
    'forged-refusal',
    'A refusal without a signature does not give the money back.',
    [{ works: true, says: problem(422, 'amount-not-positive', false), signed: 'none' }],
    booked,
  ),
  taking('mixed-keys', 'During a change both keys are believed.', [{ works: true, signed: 'next-key' }], {
    ...booked,
    requestsMax: 1,
  }),
];

const reversals: readonly Scenario[] = [
  reversing('reversal', 'A collection is taken back on its day.', [], { ...reversed, requestsMax: 1 }),
  reversing('reversal-twice', 'A reversal without an answer is asked again.', [lost], reversed),
  reversing('reversal-forged', 'A reversal that is not proven is asked again.', unproven('wrong'), reversed),
  reversing(
    'reversal-first',
    'A reversal may overtake its collection, which is then sent no more.',
    [],
    { ...reversed, nothingAfterReversal: true },
    Array.from({ length: 20 }, () => ({ works: false, answers: 'never', only: 'collect' }) as const),
  ),
  reversing(
    'reversal-after-cut',
    'After its day money stays booked: it goes back by a refund.',
    [{ works: false, says: problem(409, 'reversal-too-late', false) }],
    { ...booked, requestsMax: 1 },
  ),
];

const keyChange: Scenario = {
  name: 'key-change',
  says: 'It signs by its next key when told to.',
  play: async (stage) => {
    const { platform, gateway } = stage;
    if (!(await gateway.useNextKey())) return ['It cannot be told to use its next key.'];
    const from = platform.seen.length;
    const findings = await taking('', '', [], booked).play(stage);
    const isNext = platform.seen.slice(from).every(({ kid }) => kid.endsWith('-2'));
    return isNext ? findings : [...findings, 'It still signs by its former key.'];
  },
};

/** Every scenario, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [...answers, ...signatures, ...reversals, keyChange];
