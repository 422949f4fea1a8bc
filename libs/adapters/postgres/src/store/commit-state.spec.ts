import { instant } from '@canbao/calendar';
import { anyEvents, eventIdOf, genesisHash, type AppendRequest } from '@canbao/event-sourcing';
import { hashOf } from '@canbao/evidence';
import { answerIdOf } from './answer-id';
import { areConsistent, refusalOf, type CommitState } from './commit-state';
import { prepareAppend } from './prepared-append';

const foreignStream = 'registration.events/person-1';
const inbox = { consumer: 'payment', stream: foreignStream, after: 0, version: 1 };
const idempotency = { scope: 'ccb', key: 'k1', fingerprint: 'f1', answer: { status: 201, body: { id: 1 } } };
const answerId = answerIdOf(idempotency);
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
    { topicOf: () => undefined, eventTypes: anyEvents },
  );
const state = (change: Partial<CommitState> = {}): CommitState => ({
  versions: new Map([['s', 0]]),
  answers: new Map(),
  cursors: new Map(),
  ...change,
});
const outcome = (...args: Parameters<typeof refusalOf>): string => refusalOf(...args)?.outcome ?? 'admitted';

describe('admission to a group commit', () => {
  it('counts nothing of an append that is refused as stored', () => {
    const shared = state();
    expect(outcome(append('s', 1, { idempotency, inbox }), shared)).toBe('version-conflict');
    expect(shared).toEqual(state());
    expect(outcome(append('s', 0, { idempotency, inbox }), shared)).toBe('admitted');
  });

  // The append is at fault in every way; each row mends one of them, in the order of precedence.
  it.each([
    ['key-used', 'its key was used before', {}],
    ['already-handled', 'its foreign event was handled before', { answers: new Map() }],
    [
      'version-conflict',
      'its stream has moved on',
      { answers: new Map(), cursors: new Map<string, number>() },
    ],
    [
      'admitted',
      'nothing stands in the way',
      { answers: new Map(), cursors: new Map<string, number>(), versions: new Map([['s', 0]]) },
    ],
  ])('answers %s when %s', (expected, _, mended) => {
    const faulty = state({
      versions: new Map([['s', 5]]),
      answers: new Map([[answerId, { ...idempotency.answer, fingerprint: 'f1' }]]),
      cursors: new Map([[foreignStream, 1]]),
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
    expect(outcome(append('s', 2), shared)).toBe('admitted');
    expect(shared.versions).toEqual(new Map([['s', 4]]));
  });

  it('does not use a key that comes without an answer', () => {
    const { answer: _, ...unanswered } = idempotency;
    const shared = state();
    expect(outcome(append('s', 0, { idempotency: unanswered }), shared)).toBe('admitted');
    expect(outcome(append('s', 2, { idempotency }), shared)).toBe('admitted');
    expect(outcome(append('s', 4, { idempotency: unanswered }), shared)).toBe('key-used');
  });

  it.each([
    [1, 'already-handled'],
    [4, 'already-handled'],
    [5, 'admitted'],
    [9, 'admitted'],
  ])('of a foreign stream that is handled up to version 4, version %d is %s', (version, expected) => {
    const handled = state({ cursors: new Map([[foreignStream, 4]]) });
    expect(outcome(append('s', 0, { inbox: { ...inbox, version } }), handled)).toBe(expected);
  });

  it('says whether the request under a used key is the same', () => {
    const used = state({ answers: new Map([[answerId, { ...idempotency.answer, fingerprint: 'f1' }]]) });
    const answer = { status: 201, body: { id: 1 } };
    expect(refusalOf(append('s', 0, { idempotency }), used)).toEqual({
      outcome: 'key-used',
      answer,
      sameRequest: true,
    });
    const other = { ...idempotency, fingerprint: 'f2' };
    expect(refusalOf(append('s', 0, { idempotency: other }), used)).toEqual({
      outcome: 'key-used',
      answer,
      sameRequest: false,
    });
  });
});

describe('a prepared append', () => {
  it('chains the hashes of its events', () => {
    const [first, second] = append('s', 0).events;
    const fields = {
      stream: 's',
      revision: 1,
      data: '{}',
      subject: 'someone',
      topic: null,
      recordedAt: '2026-03-18T10:00:00.000+08:00',
      actor: 'spec',
      causationId: null,
    };
    const firstHash = hashOf({ ...fields, previousHash: genesisHash, version: 1, type: 'First' });
    expect(first?.hash).toBe(firstHash);
    expect(second?.hash).toBe(hashOf({ ...fields, previousHash: firstHash, version: 2, type: 'Second' }));
  });

  it('identifies its events by their hashes', () =>
    expect(append('s', 0).events.map(({ eventId }) => eventId)).toEqual(
      append('s', 0).events.map(({ hash }) => eventIdOf(hash)),
    ));
});

describe('a group that needs no look', () => {
  const { answer: _, ...checked } = idempotency;
  const next = { ...inbox, version: 2 };
  it.each([
    ['a single append beyond whatever is stored', [append('s', 7)]],
    ['appends to different streams', [append('s', 0), append('t', 3)]],
    ['appends that continue each other', [append('s', 2), append('t', 0), append('s', 4)]],
    ['the next event of a foreign stream', [append('s', 0, { inbox }), append('t', 0, { inbox: next })]],
    [
      'a key that is only checked before it is used',
      [append('s', 0, { idempotency: checked }), append('t', 0, { idempotency })],
    ],
  ])('has %s', (_description, appends) => expect(areConsistent(appends)).toBe(true));

  it.each([
    ['the same version of a stream twice', [append('s', 0), append('s', 0)]],
    ['a hole in a stream', [append('s', 0), append('s', 3)]],
    ['a stream in the wrong order', [append('s', 2), append('s', 0)]],
    ['the same key twice', [append('s', 0, { idempotency }), append('t', 0, { idempotency })]],
    ['the same foreign event twice', [append('s', 0, { inbox }), append('t', 0, { inbox })]],
    ['a foreign stream in the wrong order', [append('s', 0, { inbox: next }), append('t', 0, { inbox })]],
  ])('has not %s', (_description, appends) => expect(areConsistent(appends)).toBe(false));
});
