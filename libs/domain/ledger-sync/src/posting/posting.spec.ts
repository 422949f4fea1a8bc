import { given } from '@canbao/event-sourcing/given';
import { posting } from '..';
import {
  accepted,
  after,
  bundleId,
  eventsOf,
  items,
  may,
  noon,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unknown,
} from '../../test/postings';

const requested = {
  type: 'PostingRequested',
  data: {
    ...may,
    bundleId,
    requestId: 'request-1',
    items,
    total: '205.30',
    paidAt: noon,
    orders: ['order-1', 'order-2'],
  },
} as never;

describe('a posting', () => {
  it('stores its request id before the bureau is contacted', () => {
    given(posting).when(request()).then(requested);
    const orders = ['order-1', 'order-2'];
    expect(stateAfter(request())).toEqual({
      status: 'requested',
      requestId: 'request-1',
      orders,
      bundleId,
      items,
      total: '205.30',
      paidAt: noon,
      missing: [],
      received: [],
      refundIds: [],
      cancelledOrders: [],
      inTurn: [],
      refusedRequestIds: [],
      requestIds: ['request-1'],
      reversalIds: [],
      kept: {},
      said: {},
      last: { ...may, bundleId, requestId: 'request-1', items, total: '205.30', paidAt: noon, orders },
      setAside: [],
      keptRefundIds: [],
    });
  });
  it('of a pension month has no bundle', () =>
    given(posting)
      .when({ ...request(), insurance: 'pension', bundleId: undefined } as never)
      .then({
        type: 'PostingRequested',
        data: {
          ...may,
          insurance: 'pension',
          requestId: 'request-1',
          items,
          total: '205.30',
          paidAt: noon,
          orders: ['order-1', 'order-2'],
        },
      } as never));
  it('is accepted with the receipt of the bureau', () =>
    after(request())
      .when(accepted())
      .then({
        type: 'PostingAccepted',
        data: { ...may, bundleId, requestId: 'request-1', bureauReceiptNo: 'R1', at: noon },
      }));
  it('is refused with the reason of the bureau', () => {
    after(request())
      .when(refused())
      .then({
        type: 'PostingRefused',
        data: { ...may, requestId: 'request-1', reason: 'person-unknown', at: noon },
      });
    expect(stateAfter(request(), refused())).toMatchObject({ status: 'refused', reason: 'person-unknown' });
  });
  it('of unknown outcome keeps its id for the query', () => {
    after(request())
      .when(unknown())
      .then({ type: 'PostingOutcomeUnknown', data: { ...may, requestId: 'request-1', at: noon } });
    expect(stateAfter(request(), unknown(), unknown())).toMatchObject({
      status: 'unknown',
      requestId: 'request-1',
      requestIds: ['request-1'],
    });
  });
  it.each([
    ['posted', accepted()],
    ['refused', refused()],
  ])('of unknown outcome becomes %s when the bureau answers', (status, answer) =>
    expect(stateAfter(request(), unknown(), answer)).toMatchObject({ status, requestId: 'request-1' }),
  );
  it.each([
    ['nothing', []],
    ['an unknown outcome', [unknown()]],
    ['the acceptance', [accepted()]],
    ['the refusal', [refused()]],
    ['a reversal request', [accepted(), reversal()]],
    ['a finished reversal', [accepted(), reversal(), reversed()]],
  ])('is requested once although its event is redelivered after %s', (_, meanwhile) =>
    after(request(), ...meanwhile)
      .when(request())
      .thenNothing(),
  );
  it('refused earlier carries no old reason or receipt into a new request', () =>
    expect(stateAfter(request(), refused(), request('request-2'))).toEqual({
      ...stateAfter(request('request-2')),
      requestIds: ['request-1', 'request-2'],
      said: { 'request-1': ['refused: person-unknown'] },
    }));
  it('has a stream for each insurance, person and month', () =>
    expect(posting.streams(request())).toEqual([`posting-medical-${may.personId}-2022-05`]));
  it('expects a new stream only when it is requested', () => {
    const expectsNewStreams = posting.expectsNewStreams ?? (() => undefined);
    expect([request(), accepted(), reversal()].map(expectsNewStreams)).toEqual([true, false, false]);
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
  ] as const)('gives each answer its one effect when the posting is %s', (_, first, effects) => {
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
  ])('ignores an answer of %s to a request that was never made', (_, answer) => {
    given(posting).when(answer()).thenNothing();
    after(request()).when(answer('request-2')).thenNothing();
    after(request(), reversal()).when(answer('request-2')).thenNothing();
  });
  it.each([
    ['accepted, then refused', accepted, refused, 'refused: person-unknown'],
    ['refused, then accepted', refused, accepted, 'accepted R1'],
  ])('records a contradiction and changes nothing else: %s', (_, first, second, said) => {
    after(request(), first())
      .when(second())
      .thenEvents({ type: 'ContradictionNoted', data: { ...may, requestId: 'request-1', said, at: noon } });
    expect({ ...stateAfter(request(), first(), second()), said: {} }).toEqual({
      ...stateAfter(request(), first()),
      said: {},
    });
  });
  it('is not broken by the same contradiction twice: each is recorded', () =>
    expect(eventsOf(request(), accepted(), refused(), refused()).map(({ type }) => type)).toEqual([
      'PostingRequested',
      'PostingAccepted',
      'ContradictionNoted',
      'ContradictionNoted',
    ]));
});
