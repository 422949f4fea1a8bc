import fc from 'fast-check';
import { instant, month } from '@canbao/calendar';
import { contractEvents } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  leavesWork,
  posting,
  published,
  unmetConditions,
  type PostingCommand,
  type PostingEvent,
  type PostingState,
} from './index';

const noon = instant('2022-05-18T12:00:00+08:00');
const month5 = {
  personId: '10000000-0000-4000-8000-000000000001',
  insurance: 'medical',
  month: month('2022-05'),
} as const;
const bundleId = `${month5.personId}:2022-05`;
const [unit, personal, aid] = [
  { item: 'pooled-unit', amount: yuan('112.38') },
  { item: 'pooled-personal', amount: yuan('74.92') },
  { item: 'mutual-aid', amount: yuan('18.00') },
] as const;
const items = [unit, personal, aid];

/** The first settlement is by two orders, the second by another. */
const request = (
  requestId = 'request-1',
  orders = requestId === 'request-1' ? ['order-1', 'order-2'] : ['order-3'],
): PostingCommand => ({
  type: 'RequestPosting',
  ...month5,
  requestId,
  bundleId,
  items,
  paidAt: noon,
  orders,
});
const part = (
  orderId = 'order-1',
  of: (typeof items)[number][] = [unit, personal],
  missing = [aid.item] as const,
): PostingCommand =>
  ({ type: 'NotePart', ...month5, bundleId, orderId, items: of, missing }) as PostingCommand;
const accepted = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordAccepted',
  ...month5,
  requestId,
  bureauReceiptNo: 'R1',
  at: noon,
});
const refused = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordRefused',
  ...month5,
  requestId,
  reason: 'person-unknown',
  at: noon,
});
const unknown = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordUnknown',
  ...month5,
  requestId,
  at: noon,
});
const reversal = (orderId = 'order-2', reversalId = `reversal-${orderId}`): PostingCommand => ({
  type: 'RequestReversal',
  ...month5,
  reversalId,
  orderId,
});
const reversed = (requestId = 'request-1'): PostingCommand => ({
  type: 'RecordReversed',
  ...month5,
  requestId,
  at: noon,
});

const eventsOf = (...commands: PostingCommand[]): PostingEvent[] =>
  commands.reduce<PostingEvent[]>((past, command) => {
    const { outcome } = given(posting, ...past).when(command);
    return outcome.accepted ? [...past, ...outcome.events.map(({ event }) => event)] : past;
  }, []);
const stateAfter = (...commands: PostingCommand[]): PostingState =>
  eventsOf(...commands).reduce(posting.evolve, posting.initial);
const after = (...commands: PostingCommand[]) => given(posting, ...eventsOf(...commands));

describe('a posting', () => {
  it('has its request id stored before the bureau hears of it', () => {
    given(posting)
      .when(request())
      .then({
        type: 'PostingRequested',
        data: {
          ...month5,
          bundleId,
          requestId: 'request-1',
          items,
          total: yuan('205.30'),
          paidAt: noon,
          orders: ['order-1', 'order-2'],
        },
      });
    expect(stateAfter(request())).toMatchObject({
      status: 'requested',
      requestId: 'request-1',
      total: '205.30',
    });
  });
  it('is accepted with the receipt of the bureau', () =>
    after(request())
      .when(accepted())
      .then({
        type: 'PostingAccepted',
        data: { ...month5, bundleId, requestId: 'request-1', bureauReceiptNo: 'R1', at: noon },
      }));
  it('is refused with the reason of the bureau', () =>
    after(request())
      .when(refused())
      .then({
        type: 'PostingRefused',
        data: { ...month5, requestId: 'request-1', reason: 'person-unknown', at: noon },
      }));
  it('may be of unknown outcome, and keeps its id for the query', () => {
    after(request())
      .when(unknown())
      .then({ type: 'PostingOutcomeUnknown', data: { ...month5, requestId: 'request-1', at: noon } });
    expect(stateAfter(request(), unknown(), unknown())).toMatchObject({
      status: 'unknown',
      requestId: 'request-1',
      requests: ['request-1'],
    });
  });
  it.each([
    ['posted', accepted()],
    ['refused', refused()],
  ])('of unknown outcome becomes %s when the bureau answers', (status, answer) =>
    expect(stateAfter(request(), unknown(), answer)).toMatchObject({ status, requestId: 'request-1' }),
  );
  it('is not asked for again when its event comes again, whatever came meanwhile', () => {
    for (const meanwhile of [
      [],
      [unknown()],
      [accepted()],
      [refused()],
      [accepted(), reversal()],
      [accepted(), reversal(), reversed()],
    ])
      after(request(), ...meanwhile)
        .when(request())
        .thenNothing();
  });
});

describe('the retry law', () => {
  const answers = { accepted, refused, unknown, reversed };
  it.each([
    ['accepted', accepted(), { accepted: [], refused: ['ContradictionNoted'], unknown: [], reversed: [] }],
    ['refused', refused(), { accepted: ['ContradictionNoted'], refused: [], unknown: [], reversed: [] }],
    [
      'unknown',
      unknown(),
      { accepted: ['PostingAccepted'], refused: ['PostingRefused'], unknown: [], reversed: [] },
    ],
    [
      'being reversed',
      reversal(),
      {
        accepted: ['ContradictionNoted'],
        refused: ['ContradictionNoted'],
        unknown: [],
        reversed: ['PostingReversed'],
      },
    ],
  ] as const)('when it is %s, each answer has the effect it may have', (_, first, effects) => {
    for (const [answer, types] of Object.entries(effects)) {
      const { outcome } = after(request(), first).when(answers[answer as keyof typeof answers]());
      expect({
        answer,
        types: outcome.accepted ? outcome.events.map(({ event }) => event.type) : outcome,
      }).toEqual({ answer, types });
    }
  });
  it.each([
    ['accepted', accepted],
    ['refused', refused],
    ['unknown', unknown],
    ['reversed', reversed],
  ])('hears no %s answer to a request that was never made', (_, answer) => {
    given(posting).when(answer()).thenNothing();
    after(request()).when(answer('request-2')).thenNothing();
  });
  it('changes nothing on a contradiction but keeps what was said', () => {
    expect(eventsOf(request(), accepted(), refused()).at(-1)).toMatchObject({
      type: 'ContradictionNoted',
      data: { said: 'refused: person-unknown' },
    });
    expect(stateAfter(request(), accepted(), refused())).toEqual(stateAfter(request(), accepted()));
  });
});

describe('a reversal', () => {
  it.each([
    ['requested', []],
    ['of unknown outcome', [unknown()]],
    ['posted', [accepted()]],
  ])("of a posting that is %s asks the bureau, once, under the posting's id", (_, so) =>
    after(request(), ...so)
      .when(reversal())
      .then({
        type: 'ReversalRequested',
        data: { ...month5, requestId: 'request-1', reversalId: 'reversal-order-2', orderId: 'order-2' },
      }),
  );
  it('of a refused posting has nothing to take back at the bureau', () => {
    after(request(), refused())
      .when(reversal())
      .then({ type: 'PostingCancelled', data: { ...month5, orderId: 'order-2' } });
    expect(stateAfter(request(), refused(), reversal())).toMatchObject({ status: 'reversed' });
  });
  it('that comes again when another order has long paid concerns its own order only', () =>
    after(request(), accepted(), reversal(), reversed(), request('request-2'), accepted('request-2'))
      .when(reversal('order-2', 'repeated'))
      .thenNothing());
  it('ends when the bureau says so', () =>
    after(request(), accepted(), reversal())
      .when(reversed())
      .then({ type: 'PostingReversed', data: { ...month5, requestId: 'request-1', at: noon } }));
  it('lets the month be posted again, under the id of the new settlement', () =>
    expect(
      stateAfter(request(), accepted(), reversal(), reversed(), request('request-2'), accepted('request-2')),
    ).toMatchObject({ status: 'posted', requestId: 'request-2' }));
  it('is finished before the month is posted again', () => {
    const soon = [request(), accepted(), reversal(), request('request-2')];
    expect(stateAfter(...soon)).toMatchObject({
      status: 'reversing',
      requestId: 'request-1',
      next: { requestId: 'request-2' },
    });
    expect(stateAfter(...soon, reversed())).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
      total: '205.30',
    });
  });
  it('of what waits behind a reversal takes it out of the queue', () =>
    expect(
      stateAfter(request(), accepted(), reversal(), request('request-2'), reversal('order-3'), reversed()),
    ).toMatchObject({ status: 'reversed' }));
});

describe('a part of a bundle', () => {
  it('waits, and says what is missing', () => {
    given(posting)
      .when(part())
      .then({
        type: 'PartNoted',
        data: { ...month5, bundleId, orderId: 'order-1', items: [unit, personal], missing: ['mutual-aid'] },
      });
    expect(stateAfter(part())).toMatchObject({ status: 'waiting', total: '187.30', missing: ['mutual-aid'] });
  });
  it('goes into the posting of the whole', () =>
    expect(stateAfter(part(), request())).toMatchObject({
      status: 'requested',
      total: '205.30',
      missing: [],
    }));
  it.each([
    ['requested', [request()], 'requested'],
    ['posted', [request(), accepted()], 'posted'],
    ['unknown', [request(), unknown()], 'unknown'],
    ['reversing', [request(), reversal()], 'reversing'],
  ])('that is heard of when the whole is %s does not stop it', (_, so, status) =>
    expect(stateAfter(...so, part())).toMatchObject({ status, requestId: 'request-1', total: '205.30' }),
  );
  it.each([
    ['before', [part(), request()]],
    ['after', [request(), part()]],
  ])('that came %s its whole waits again when the order that completed it is reversed', (_, so) =>
    expect(stateAfter(...so, accepted(), reversal(), reversed())).toMatchObject({
      status: 'waiting',
      total: '187.30',
      missing: ['mutual-aid'],
    }),
  );
  it('is gone with its own order', () =>
    expect(stateAfter(part(), reversal('order-1'))).toMatchObject({
      status: 'reversed',
      total: '0.00',
      missing: [],
    }));
  it('stays when another part is gone', () =>
    expect(
      stateAfter(
        part('order-1', [unit], ['mutual-aid']),
        part('order-2', [personal], ['mutual-aid']),
        reversal('order-2'),
      ),
    ).toMatchObject({ status: 'waiting', items: [unit], missing: ['mutual-aid', 'pooled-personal'] }));
  it('that comes after its reversal is not noted', () =>
    after(reversal('order-1')).when(part()).thenNothing());
  it('is gone too when both orders are reversed while the bureau is asked', () =>
    expect(
      stateAfter(part(), request(), accepted(), reversal('order-2'), reversal('order-1'), reversed()),
    ).toMatchObject({ status: 'reversed' }));
});

it('is never posted twice and never under a new id, whatever arrives in whatever order', () => {
  const step = fc.constantFrom(
    request(),
    part(),
    accepted(),
    refused(),
    unknown(),
    reversal(),
    reversed(),
    accepted('request-2'),
    refused('request-2'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const events = eventsOf(...steps);
      expect(events.filter(({ type }) => type === 'PostingRequested').length).toBeLessThanOrEqual(1);
      expect(
        events.filter(({ type }) => type === 'PostingAccepted' || type === 'PostingRefused').length,
      ).toBeLessThanOrEqual(1);
      expect(
        [...new Set(events.flatMap(({ data }) => ('requestId' in data ? [data.requestId] : [])))].filter(
          (id) => id !== 'request-1',
        ),
      ).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('leaves work exactly while its status says that the bureau is to be asked', () => {
  const requests = ['request-1', 'request-2'];
  const step = fc.constantFrom(
    part(),
    reversal(),
    reversal('order-3'),
    ...requests.flatMap((id) => [request(id), accepted(id), refused(id), unknown(id), reversed(id)]),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const events = eventsOf(...steps);
      const work = events.map(leavesWork).findLast((left) => left !== undefined) ?? false;
      expect(work).toBe(
        ['requested', 'unknown', 'reversing'].includes(events.reduce(posting.evolve, posting.initial).status),
      );
    }),
    { numRuns: 2000 },
  );
});

it('tells the other services what the bureaus said, as the contracts describe it', () => {
  const told = [
    eventsOf(part(), request(), unknown(), accepted(), reversal(), reversed()),
    eventsOf(request(), refused()),
  ]
    .flat()
    .flatMap((event) => published(event) ?? []);
  expect(told.map(({ type }) => type)).toEqual(
    ['BundlePosted', 'PostingReversed', 'PostingRefused'].map((type) => `canbao.ledger-sync.${type}.v1`),
  );
  const asContract = told.map(
    ({ type, data }) => contractEvents[type].data.safeParse({ ...data, personId: month5.personId }).success,
  );
  expect(asContract).toEqual([true, true, true]);
});

describe('why a month is not posted yet', () => {
  it.each([
    ['nothing', [], []],
    [
      'a part',
      [part()],
      [
        {
          code: 'bundle-incomplete',
          clearedBy: 'payer',
          details: { missingItems: ['mutual-aid'], status: '漏缴险种' },
        },
      ],
    ],
    ['a request', [request()], [{ code: 'awaiting-bureau', clearedBy: 'bureau', evidence: 'event-1' }]],
    ['an unknown outcome', [request(), unknown()], [{ code: 'outcome-unknown', evidence: 'event-1' }]],
    [
      'a refusal',
      [request(), refused()],
      [{ code: 'bureau-refused', evidence: 'event-1', details: { reason: 'person-unknown' } }],
    ],
    ['a reversal', [request(), accepted(), reversal()], [{ code: 'awaiting-reversal', evidence: 'event-1' }]],
    ['the acceptance', [request(), accepted()], []],
    ['the end of the reversal', [request(), accepted(), reversal(), reversed()], []],
  ] as [string, PostingCommand[], object[]][])('after %s', (_, so, conditions) => {
    expect(unmetConditions(stateAfter(...so), 'event-1')).toMatchObject(conditions);
    expect(unmetConditions(stateAfter(...so), 'event-1')).toHaveLength(conditions.length);
  });
});
