import type { PostingCommand } from '..';
import {
  accepted,
  after,
  eventsOf,
  may,
  noon,
  postAgain,
  request,
  reversal,
  reversalRefused,
  reversed,
  stateAfter,
} from '../../test/postings';

const ofThird = { refundId: 'refund-3', otherOrders: [], at: noon };
const back = { ...reversal('order-3', 'reversal-3'), refund: ofThird } as PostingCommand;
const keep = (refundId = 'refund-3'): PostingCommand => ({
  type: 'KeepPosting',
  ...may,
  refundId,
  requestId: 'request-9',
  at: noon,
});
const pending = [request(), accepted(), reversal('order-1'), request('request-2')];
const inTurn = [...pending, back];
const refundsTold = (...commands: PostingCommand[]) =>
  eventsOf(...commands).filter(({ type, data }) => type !== 'ReversalRefused' && 'refundId' in data);
const namesAfter = (past: PostingCommand[], command: PostingCommand): string[] =>
  eventsOf(...past, command)
    .slice(eventsOf(...past).length)
    .map(({ type }) => type);

describe('the refund of a month that was paid again while its reversal is pending', () => {
  it('keeps its turn while the first reversal is refused, and until it is asked again', () => {
    const refusedFirst = [...inTurn, reversalRefused(), postAgain('reversal-9')];
    expect(stateAfter(...inTurn, reversalRefused())).toMatchObject({
      status: 'reversal-refused',
      requestId: 'request-1',
      inTurn: [{ request: { requestId: 'request-2' } }],
    });
    expect(refundsTold(...refusedFirst, reversed())).toEqual([]);
    expect(refundsTold(...refusedFirst, reversed(), reversed('request-2'))).toMatchObject([
      { type: 'PostingReversed', data: { requestId: 'request-2', refundId: 'refund-3' } },
    ]);
  });
  it('that is decided after the refusal waits for the operator, too', () => {
    const late = [...pending, reversalRefused(), back];
    expect(stateAfter(...late)).toMatchObject({ status: 'reversal-refused', reversalId: 'reversal-order-1' });
    expect(stateAfter(...late, postAgain('reversal-9'), reversed())).toMatchObject({
      status: 'reversing',
      requestId: 'request-2',
      refundId: 'refund-3',
    });
  });
  it('hears that its own reversal is refused, and may be asked again or taken back', () => {
    const refusedOwn = [...inTurn, reversed(), reversalRefused('request-2')];
    expect(eventsOf(...refusedOwn).at(-1)).toMatchObject({
      type: 'ReversalRefused',
      data: { requestId: 'request-2', reversalId: 'reversal-3', refundId: 'refund-3' },
    });
    expect(eventsOf(...refusedOwn, postAgain('reversal-9'), reversed('request-2')).at(-1)).toMatchObject({
      type: 'PostingReversed',
      data: { refundId: 'refund-3' },
    });
    expect(stateAfter(...refusedOwn, keep())).toMatchObject({
      status: 'posted',
      requestId: 'request-2',
      cancelledOrders: ['order-1'],
    });
  });
  it('taken back in its turn is told nothing, and the month is booked again once all is reversed', () => {
    const taken = [...inTurn, keep()];
    expect(namesAfter(inTurn, keep())).toEqual(['PostingKept']);
    expect(refundsTold(...taken, reversed(), reversed('request-2')).slice(1)).toEqual([]);
    expect(namesAfter([...taken, reversed()], reversed('request-2'))).toEqual([
      'PostingReversed',
      'PostingRequestedAgain',
    ]);
    expect(stateAfter(...taken, reversed(), reversed('request-2'))).toMatchObject({
      status: 'requested',
      requestId: 'request-9',
      orders: ['order-3'],
    });
    expect(stateAfter(...taken, reversed(), reversalRefused('request-2'))).toMatchObject({
      status: 'posted',
      requestId: 'request-2',
    });
  });
  it('has nothing to wait for where the bureau is to keep what was paid first', () => {
    const ofFirst = { refundId: 'refund-1', otherOrders: [], at: noon };
    const first = { ...reversal('order-1'), refund: ofFirst } as PostingCommand;
    const kept = [request(), accepted(), first, request('request-2'), back, reversalRefused()];
    expect(namesAfter(kept, keep('refund-1'))).toEqual(['PostingKept', 'PostingCancelled']);
    expect(stateAfter(...kept, keep('refund-1'))).toMatchObject({ status: 'posted', inTurn: [] });
  });
  it('lets what is paid a third time wait until both are reversed', () => {
    const third = request('request-3', ['order-4']);
    expect(stateAfter(...inTurn, third, reversed(), reversed('request-2'))).toMatchObject({
      status: 'requested',
      requestId: 'request-3',
    });
  });
  it('is asked for once', () =>
    after(...inTurn)
      .when(back)
      .thenNothing());
});
