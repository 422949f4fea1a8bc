import { published } from '../published';
import {
  accepted,
  after,
  eventsOf,
  may,
  noon,
  received,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unknown,
} from '../../test/postings';
import type { PostingCommand } from './posting';

const ask = { refundId: 'refund-1', otherOrders: ['order-1'], at: noon };
const refund = { ...reversal('order-2'), refund: ask } as PostingCommand;
const cancelled = {
  type: 'PostingCancelled',
  data: { ...may, orderId: 'order-2', refund: ask, reversalId: 'reversal-order-2' },
} as const;

describe('a refund that asks for a posting', () => {
  it.each([
    ['under way', []],
    ['of unknown outcome', [unknown()]],
    ['booked', [accepted()]],
  ])('%s has it reversed under its own request id, once for all its orders', (_, history) => {
    after(request(), ...history)
      .when(refund)
      .then({
        type: 'ReversalRequested',
        data: {
          ...may,
          requestId: 'request-1',
          reversalId: 'reversal-order-2',
          orderId: 'order-2',
          refund: ask,
        },
      });
    expect(stateAfter(request(), ...history, refund)).toMatchObject({
      status: 'reversing',
      cancelledOrders: ['order-2', 'order-1'],
    });
  });

  it('is told when the bureau has confirmed it', () => {
    const confirmed = {
      type: 'PostingReversed',
      data: { ...may, requestId: 'request-1', refundId: 'refund-1', at: noon },
    } as const;
    after(request(), accepted(), refund).when(reversed()).then(confirmed);
    expect(published(confirmed)?.data).toMatchObject({ refundId: 'refund-1' });
  });

  it.each([
    ['that was never requested', []],
    ['that waits for the rest of its bundle', [received()]],
    ['that was refused', [request(), refused()]],
  ])('%s is told that the bureau holds nothing', (_, history) => {
    after(...history)
      .when(refund)
      .then(cancelled);
    expect(published(cancelled)).toEqual({
      type: 'canbao.ledger-sync.PostingAbsent.v1',
      data: { ...may, refundId: 'refund-1', confirmedAt: noon },
    });
  });

  it('waits for the reversal of what was paid before, and for its own: what reads may have booked it', () => {
    const ofThird = { refundId: 'refund-3', otherOrders: [], at: noon };
    const later = { ...reversal('order-3', 'reversal-3'), refund: ofThird } as PostingCommand;
    const history = [request(), accepted(), reversal('order-1'), request('request-2')];
    after(...history)
      .when(later)
      .then({
        type: 'ReversalRequested',
        data: {
          ...may,
          requestId: 'request-2',
          reversalId: 'reversal-3',
          orderId: 'order-3',
          refund: ofThird,
        },
      });
    const one = eventsOf(...history, later, reversed()).slice(-3);
    expect(one.map(({ type }) => type)).toEqual(['PostingReversed', 'PostingRequested', 'ReversalRequested']);
    expect(one[0]?.data).not.toHaveProperty('refundId');
    expect(one[1]?.data).toMatchObject({ requestId: 'request-2' });
    after(...history, later, reversed())
      .when(reversed('request-2'))
      .then({
        type: 'PostingReversed',
        data: { ...may, requestId: 'request-2', refundId: 'refund-3', at: noon },
      });
  });

  it('lets nothing be booked after its answer: what the bureau says then is a contradiction', () =>
    after(request(), refund, reversed())
      .when(accepted())
      .thenEvents({
        type: 'ContradictionNoted',
        data: { ...may, requestId: 'request-1', said: 'accepted R1', at: noon },
      }));
});
