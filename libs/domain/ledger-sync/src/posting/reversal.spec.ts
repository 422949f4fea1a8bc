import {
  accepted,
  after,
  bundleId,
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
  it('is not requested when its own order is reversed as well', () =>
    expect(stateAfter(...pending, request('request-2'), reversal('order-3'), reversed())).toMatchObject({
      status: 'reversed',
    }));
  it('is still requested when yet another order is reversed', () =>
    expect(stateAfter(...pending, request('request-2'), reversal('order-4'), reversed())).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
    }));
});
