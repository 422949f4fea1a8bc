import { hasWork, published, reportOf, type PostingCommand, type PostingEvent } from '..';
import {
  accepted,
  after,
  bundleId,
  eventsOf,
  items,
  may,
  noon,
  postAgain,
  refused,
  request,
  reversal,
  reversalRefused,
  reversed,
  stateAfter,
  unknown,
} from '../../test/postings';

describe('a reversal', () => {
  it.each([
    ['requested', []],
    ['of unknown outcome', [unknown()]],
    ['posted', [accepted()]],
  ])("of a posting that is %s is requested once, under the posting's id", (_, history) => {
    after(request(), ...history)
      .when(reversal())
      .then({
        type: 'ReversalRequested',
        data: { ...may, requestId: 'request-1', reversalId: 'reversal-order-2', orderId: 'order-2' },
      });
    expect(stateAfter(request(), ...history, reversal())).toMatchObject({
      status: 'reversing',
      requestId: 'request-1',
      reversalId: 'reversal-order-2',
      cancelledOrders: ['order-2'],
    });
  });
  it('of a refused posting has nothing to reverse at the bureau', () => {
    after(request(), refused())
      .when(reversal())
      .then({
        type: 'PostingCancelled',
        data: { ...may, orderId: 'order-2', reversalId: 'reversal-order-2' },
      });
    expect(stateAfter(request(), refused(), reversal())).toMatchObject({ status: 'reversed' });
  });
  it('of another order leaves a refused posting as it is', () =>
    expect(stateAfter(request(), refused(), reversal('order-3'))).toMatchObject({
      status: 'refused',
      cancelledOrders: ['order-3'],
    }));
  it('of an order without a posting is recorded, so that its items are not noted later', () => {
    after()
      .when(reversal())
      .then({
        type: 'PostingCancelled',
        data: { ...may, orderId: 'order-2', reversalId: 'reversal-order-2' },
      });
    expect(stateAfter(reversal())).toMatchObject({ status: 'reversed', items: [], total: '0.00' });
  });
  it('of an order that was paid over long ago does not touch its successor', () =>
    after(request(), accepted(), reversal(), reversed(), request('request-2'), accepted('request-2'))
      .when(reversal('order-2', 'repeated'))
      .thenNothing());
  it('ends when the bureau confirms it', () => {
    after(request(), accepted(), reversal())
      .when(reversed())
      .then({ type: 'PostingReversed', data: { ...may, requestId: 'request-1', at: noon } });
    expect(stateAfter(request(), accepted(), reversal(), reversed())).toMatchObject({
      status: 'reversed',
      items: [],
      total: '0.00',
      missing: [],
    });
  });
  it('lets the month be posted again, under the id of the new settlement', () =>
    expect(
      stateAfter(request(), accepted(), reversal(), reversed(), request('request-2'), accepted('request-2')),
    ).toMatchObject({ status: 'posted', requestId: 'request-2' }));
  it('carries no receipt or reversal id into the next request', () =>
    expect(
      Object.keys(stateAfter(request(), accepted(), reversal(), reversed(), request('request-2'))),
    ).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(bureauReceiptNo|reversalId|deferred)$/)]),
    ));
});

describe('a reversal that the bureau refuses', () => {
  const kept = [request(), accepted(), reversal(), reversalRefused()];

  it('stays in its books, with the reason, and is not asked again by itself', () => {
    after(request(), accepted(), reversal())
      .when(reversalRefused())
      .then({
        type: 'ReversalRefused',
        data: {
          ...may,
          requestId: 'request-1',
          reversalId: 'reversal-order-2',
          reason: 'benefit paid',
          at: noon,
        },
      });
    expect(hasWork(stateAfter(...kept).status)).toBe(false);
    after(...kept)
      .when(reversalRefused())
      .thenNothing();
  });
  it('is asked again by an operator, under a new id and once', () => {
    after(...kept)
      .when(postAgain('reversal-2'))
      .then({
        type: 'ReversalRequestedAgain',
        data: {
          ...may,
          requestId: 'request-1',
          reversalId: 'reversal-2',
          refusedReversalId: 'reversal-order-2',
          orders: ['order-1', 'order-2'],
          because: 'registration corrected',
          at: noon,
        },
      });
    const again = [...kept, postAgain('reversal-2')];
    expect(stateAfter(...again)).toMatchObject({ status: 'reversing', reversalId: 'reversal-2' });
    expect(hasWork(stateAfter(...again).status)).toBe(true);
    after(...again)
      .when(postAgain('reversal-2'))
      .thenNothing();
    expect(stateAfter(...again, reversed()).status).toBe('reversed');
  });
  it('ends also when the bureau reverses after all', () =>
    expect(stateAfter(...kept, reversed()).status).toBe('reversed'));
  it('holds back what is paid anew until it is reversed', () => {
    expect(stateAfter(...kept, request('request-2'))).toMatchObject({
      status: 'reversal-refused',
      deferred: { requestId: 'request-2' },
    });
    expect(stateAfter(...kept, request('request-2'), postAgain('reversal-2'), reversed())).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
    });
  });
  it('lets a refund that comes then wait, and asks for it under an id of its own', () => {
    const refund = { refundId: 'refund-1', otherOrders: [], at: noon };
    const asked = [...kept, { ...reversal('order-1', 'reversal-3'), refund } as PostingCommand];
    expect(stateAfter(...asked)).toMatchObject({ status: 'reversing', reversalId: 'reversal-3' });
    expect(eventsOf(...asked, reversed()).at(-1)).toMatchObject({ data: { refundId: 'refund-1' } });
  });
  it('is told with its reason and its way out', () => {
    const [report] = [reportOf(eventsOf(...kept).map((event) => ({ ...event, eventId: 'an-event' })))];
    expect(report).toMatchObject({
      status: 'posted',
      conditions: [
        {
          code: 'awaiting-reversal',
          details: { reason: 'benefit paid', wayOut: ['post-again-after-correction'] },
        },
      ],
    });
    expect(published(eventsOf(...kept).at(-1) as PostingEvent)).toMatchObject({
      type: 'canbao.ledger-sync.ReversalRefused.v1',
      data: { insurance: 'medical', month: '2022-05', reason: 'benefit paid' },
    });
  });
});

describe('a month that is paid again while its reversal is pending', () => {
  const deferred = {
    ...may,
    bundleId,
    requestId: 'request-2',
    items,
    total: '205.30',
    paidAt: noon,
    orders: ['order-3'],
  } as never;
  const pending = [request(), accepted(), reversal()];

  it('waits for the reversal', () => {
    after(...pending)
      .when(request('request-2'))
      .then({ type: 'PostingDeferred', data: deferred });
    expect(stateAfter(...pending, request('request-2'))).toMatchObject({
      status: 'reversing',
      requestId: 'request-1',
      deferred: { requestId: 'request-2' },
      requestIds: ['request-1', 'request-2'],
    });
  });
  it('is requested as soon as the reversal is confirmed', () => {
    after(...pending, request('request-2'))
      .when(reversed())
      .then(
        { type: 'PostingReversed', data: { ...may, requestId: 'request-1', at: noon } },
        { type: 'PostingRequested', data: deferred },
      );
    const state = stateAfter(...pending, request('request-2'), reversed());
    expect(state).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
      total: '205.30',
      requestIds: ['request-1', 'request-2'],
    });
    expect(state).not.toHaveProperty('deferred');
  });
  it('is requested and reversed in its turn when its own order is reversed as well', () => {
    const both = [...pending, request('request-2'), reversal('order-3'), reversed()];
    expect(stateAfter(...both)).toMatchObject({ status: 'reversing', requestId: 'request-2' });
    expect(stateAfter(...both, reversed('request-2')).status).toBe('reversed');
  });
  it('is still requested when yet another order is reversed', () =>
    expect(stateAfter(...pending, request('request-2'), reversal('order-4'), reversed())).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
    }));
});
