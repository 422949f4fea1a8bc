import { instant } from '@canbao/calendar';
import { genesisHash, type AppendRequest } from '@canbao/event-sourcing';
import { admit, type CommitState } from './commit-state';
import { prepareAppend } from './prepared-append';

const inbox = { consumer: 'payment', eventId: 'e1', stream: 'registration.events/person-1', version: 1 };
const idempotency = { scope: 'ccb', key: 'k1', fingerprint: 'f1', answer: { status: 201, body: { id: 1 } } };
const append = (stream: string, expectedVersion: number, more: Partial<AppendRequest> = {}) =>
  prepareAppend(
    {
      subject: 'someone',
      recordedAt: instant('2026-03-18T10:00:00.000+08:00'),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream,
          expectedVersion,
          previousHash: genesisHash,
          events: [
            { type: 'First', data: {} },
            { type: 'Second', data: {} },
          ],
        },
      ],
      ...more,
    },
    () => undefined,
  );
const state = (change: Partial<CommitState> = {}): CommitState => ({
  positions: [11n, 12n, 13n, 14n].values(),
  versions: new Map([['s', 0]]),
  answers: new Map(),
  handled: new Set(),
  ...change,
});
const outcome = (...args: Parameters<typeof admit>): string => admit(...args).refusal?.outcome ?? 'admitted';

describe('admission to a group commit', () => {
  it('gives the events of an append their positions', () =>
    expect(admit(append('s', 0), state()).events).toMatchObject([
      { position: 11n, stream: 's', version: 1, type: 'First' },
      { position: 12n, stream: 's', version: 2, type: 'Second' },
    ]));

  it('draws no position for an append that is refused', () => {
    const shared = state();
    expect(outcome(append('s', 1), shared)).toBe('version-conflict');
    expect(admit(append('s', 0), shared).events[0]?.position).toBe(11n);
  });

  // The append is at fault in every way; each row mends one of them, in the order of precedence.
  it.each([
    ['key-used', 'its key was used before', {}],
    ['already-handled', 'its foreign event was handled before', { answers: new Map() }],
    ['version-conflict', 'its stream has moved on', { answers: new Map(), handled: new Set<string>() }],
    [
      'admitted',
      'nothing stands in the way',
      { answers: new Map(), handled: new Set<string>(), versions: new Map([['s', 0]]) },
    ],
  ])('answers %s when %s', (expected, _, mended) => {
    const faulty = state({
      versions: new Map([['s', 5]]),
      answers: new Map([['ccb\nk1', { ...idempotency.answer, fingerprint: 'f1' }]]),
      handled: new Set(['payment\ne1']),
    });
    expect(outcome(append('s', 0, { idempotency, inbox }), { ...faulty, ...mended })).toBe(expected);
  });

  it.each([
    ['the same version of a stream', 'version-conflict', {}],
    ['the same key', 'key-used', { idempotency }],
    ['the same foreign event', 'already-handled', { inbox }],
  ])('refuses a second append of the batch with %s', (_, expected, more) => {
    const shared = state();
    expect(outcome(append('s', 0, more), shared)).toBe('admitted');
    expect(outcome(append('s', 0, more), shared)).toBe(expected);
  });

  it('admits a second append that continues the first', () => {
    const shared = state();
    expect(outcome(append('s', 0), shared)).toBe('admitted');
    expect(admit(append('s', 2), shared).events.map(({ position }) => position)).toEqual([13n, 14n]);
  });

  it('does not use a key that comes without an answer', () => {
    const { answer: _, ...unanswered } = idempotency;
    const shared = state();
    expect(outcome(append('s', 0, { idempotency: unanswered }), shared)).toBe('admitted');
    expect(outcome(append('s', 2, { idempotency }), shared)).toBe('admitted');
    expect(outcome(append('s', 4, { idempotency: unanswered }), shared)).toBe('key-used');
  });

  it('says whether the request under a used key is the same', () => {
    const used = state({ answers: new Map([['ccb\nk1', { ...idempotency.answer, fingerprint: 'f1' }]]) });
    const answer = { status: 201, body: { id: 1 } };
    expect(admit(append('s', 0, { idempotency }), used).refusal).toEqual({
      outcome: 'key-used',
      answer,
      sameRequest: true,
    });
    const other = { ...idempotency, fingerprint: 'f2' };
    expect(admit(append('s', 0, { idempotency: other }), used).refusal).toEqual({
      outcome: 'key-used',
      answer,
      sameRequest: false,
    });
  });
});

describe('a prepared append', () => {
  it('chains the hashes of its events', () => {
    const [first, second] = append('s', 0).events;
    expect(first?.previousHash).toBe(genesisHash);
    expect(second?.previousHash).toBe(first?.hash);
    expect(first?.hash).not.toBe(second?.hash);
  });
});
