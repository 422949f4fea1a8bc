import { published, reportOf, type PostingCommand, type PostingEvent } from '..';
import {
  accepted,
  after,
  eventsOf,
  may,
  noon,
  postAgain,
  received,
  refused,
  request,
  reversal,
  reversalRefused,
  reversed,
  stateAfter,
} from '../../test/postings';

const refund = { refundId: 'refund-1', otherOrders: ['order-2'], at: noon };
const asked = { ...reversal('order-1', 'reversal-1'), refund } as PostingCommand;
const keep: PostingCommand = {
  type: 'KeepPosting',
  ...may,
  refundId: 'refund-1',
  requestId: 'request-9',
  at: noon,
};
const kept: PostingEvent = {
  type: 'PostingKept',
  data: { ...may, refundId: 'refund-1', requestId: 'request-9', at: noon },
};
const booked = [received(), request(), accepted()];
const withKept = [...booked, asked, reversalRefused()];
const again = {
  type: 'PostingRequestedAgain',
  data: { requestId: 'request-9', orders: ['order-1', 'order-2'] },
};

describe('a month whose refund is taken back', () => {
  it('is posted as it was, where its bureau has refused to reverse', () => {
    after(...withKept)
      .when(keep)
      .then(kept);
    const state = stateAfter(...withKept, keep);
    expect(state).toMatchObject({
      status: 'posted',
      requestId: 'request-1',
      cancelledOrders: [],
      setAside: [],
    });
    expect(state.received).toEqual(stateAfter(...booked).received);
    expect(state).not.toHaveProperty('reason');
    expect(reportOf(eventsOf(...withKept, keep).map((event) => ({ ...event, eventId: 'e' })))).toMatchObject({
      status: 'posted',
      conditions: [],
    });
  });
  it('can be refunded another time, and reversed then', () => {
    const second = { ...refund, refundId: 'refund-2' };
    const anew = { ...reversal('order-1', 'reversal-2'), refund: second } as PostingCommand;
    expect(stateAfter(...withKept, keep, anew)).toMatchObject({
      status: 'reversing',
      reversalId: 'reversal-2',
    });
    expect(eventsOf(...withKept, keep, anew, reversed()).at(-1)).toMatchObject({
      type: 'PostingReversed',
      data: { refundId: 'refund-2' },
    });
  });
  it('is booked again where the bureau has taken it out before', () => {
    const out = [...booked, asked, reversed()];
    expect(eventsOf(...out, keep).slice(-2)).toMatchObject([kept, again]);
    expect(stateAfter(...out, keep, accepted('request-9')).status).toBe('posted');
    expect(published(eventsOf(...out, keep).at(-1) as PostingEvent)).toMatchObject({
      type: 'canbao.ledger-sync.PostingRequestedAgain.v1',
      data: { requestId: 'request-9', total: '205.30', orderIds: ['order-1', 'order-2'] },
    });
  });
  it('is requested also where the bureau had never booked it', () =>
    expect(eventsOf(request(), refused(), asked, keep).at(-1)).toMatchObject(again));
  it.each<[string, PostingCommand, string, unknown]>([
    ['takes it out', reversed(), 'requested', again],
    ['refuses', reversalRefused(), 'posted', { type: 'ReversalRefused' }],
  ])('while the bureau is asked waits for its word: it %s', (_, answer, status, last) => {
    const pending = [...withKept, postAgain('reversal-3'), keep];
    expect(stateAfter(...pending)).toMatchObject({ status: 'reversing', keptAs: 'request-9' });
    expect(stateAfter(...pending, answer).status).toBe(status);
    expect(eventsOf(...pending, answer).at(-1)).toMatchObject(last as object);
  });
  it.each<[string, PostingCommand[]]>([
    ['once', [...withKept, keep]],
    ['only of the refund that had asked', [...booked, reversal(), reversalRefused()]],
    ['only where there is one', booked],
  ])('is kept %s', (_, past) =>
    after(...past)
      .when(keep)
      .thenNothing(),
  );
  it('is told with both ways out while it waits', () =>
    expect(reportOf(eventsOf(...withKept).map((event) => ({ ...event, eventId: 'e' })))).toMatchObject({
      conditions: [{ details: { wayOut: ['post-again-after-correction', 'take-back-refund'] } }],
    }));
});
