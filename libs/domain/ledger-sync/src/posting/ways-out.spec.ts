import { given } from '@canbao/event-sourcing/given';
import { posting, type PostingCommand } from '..';
import {
  accepted,
  after,
  bundleId,
  eventsOf,
  items,
  may,
  mutualAid,
  noon,
  personal,
  postAgain,
  received,
  refund,
  refundCase,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unit,
  unknown,
  withdrawal,
} from '../../test/postings';

const refusedMonth = [request(), refused()];
const notRefused: [string, PostingCommand[], string][] = [
  ['requested', [request()], 'requested'],
  ['of unknown outcome', [request(), unknown()], 'unknown'],
  ['posted', [request(), accepted()], 'posted'],
  ['being reversed', [request(), accepted(), reversal()], 'reversing'],
  ['reversed', [request(), accepted(), reversal(), reversed()], 'reversed'],
  ['waiting for items', [received()], 'waiting'],
  ['refused, with its money gone back', [...refusedMonth, reversal()], 'reversed'],
  ['made again already', [...refusedMonth, postAgain()], 'requested'],
];

describe('a refused posting made again', () => {
  it('is the same posting under a new request id, with who refused what and why it is made again', () => {
    after(...refusedMonth)
      .when(postAgain())
      .then({
        type: 'PostingRequestedAgain',
        data: {
          ...may,
          bundleId,
          requestId: 'request-2',
          items,
          total: '205.30',
          paidAt: noon,
          orders: ['order-1', 'order-2'],
          refusedRequestId: 'request-1',
          because: 'registration corrected',
          at: noon,
        },
      } as never);
    const state = stateAfter(...refusedMonth, postAgain());
    expect(state).toMatchObject({
      status: 'requested',
      requestId: 'request-2',
      orders: ['order-1', 'order-2'],
      items,
      total: '205.30',
      refusedRequestIds: ['request-1'],
      requestIds: ['request-1', 'request-2'],
    });
    expect(state).not.toHaveProperty('reason');
  });
  it('of a pension month has no bundle', () => {
    const pension = (command: PostingCommand): PostingCommand =>
      ({ ...command, insurance: 'pension' }) as never;
    const [made] = after(pension({ ...request(), bundleId: undefined } as never), pension(refused())).when(
      pension(postAgain()),
    ).outcome.accepted
      ? eventsOf(
          pension({ ...request(), bundleId: undefined } as never),
          pension(refused()),
          pension(postAgain()),
        ).slice(-1)
      : [];
    expect(made).toMatchObject({ type: 'PostingRequestedAgain', data: { insurance: 'pension' } });
    expect(made?.data).not.toHaveProperty('bundleId');
  });
  it('is posted when the bureau books it', () => {
    after(...refusedMonth, postAgain())
      .when(accepted('request-2'))
      .then({
        type: 'PostingAccepted',
        data: { ...may, bundleId, requestId: 'request-2', bureauReceiptNo: 'R1', at: noon },
      });
    expect(stateAfter(...refusedMonth, postAgain(), accepted('request-2')).status).toBe('posted');
  });
  it('is refused again with the new reason, and can be made again', () => {
    const secondRefusal = { ...refused('request-2'), reason: 'frozen' } as PostingCommand;
    after(...refusedMonth, postAgain())
      .when(secondRefusal)
      .then({
        type: 'PostingRefused',
        data: { ...may, requestId: 'request-2', reason: 'frozen', at: noon },
      });
    expect(stateAfter(...refusedMonth, postAgain(), secondRefusal)).toMatchObject({
      status: 'refused',
      reason: 'frozen',
    });
    expect(stateAfter(...refusedMonth, postAgain(), secondRefusal, postAgain('request-3'))).toMatchObject({
      status: 'requested',
      requestId: 'request-3',
      refusedRequestIds: ['request-1', 'request-2'],
    });
  });
  it('may stay without an answer, and is queried under its new id', () =>
    expect(stateAfter(...refusedMonth, postAgain(), unknown('request-2'))).toMatchObject({
      status: 'unknown',
      requestId: 'request-2',
    }));
  it('can be reversed under its new id', () => {
    after(...refusedMonth, postAgain())
      .when(reversal())
      .then({
        type: 'ReversalRequested',
        data: { ...may, requestId: 'request-2', reversalId: 'reversal-order-2', orderId: 'order-2' },
      });
    expect(
      stateAfter(...refusedMonth, postAgain(), accepted('request-2'), reversal(), reversed('request-2')),
    ).toMatchObject({ status: 'reversed' });
  });
  it('is not requested by the event of its first request', () =>
    after(...refusedMonth, postAgain())
      .when(request())
      .thenNothing());
  it('hears the first refusal a second time without effect', () => {
    after(...refusedMonth, postAgain())
      .when(refused())
      .thenNothing();
    after(...refusedMonth, postAgain(), accepted('request-2'))
      .when(refused())
      .thenNothing();
  });
  it.each([
    ['requested', []],
    ['posted', [accepted('request-2')]],
    ['refused', [refused('request-2')]],
  ])('records that the bureau says the refused request was booked after all: %s', (_, history) => {
    const before = [...refusedMonth, postAgain(), ...history];
    after(...before)
      .when(accepted())
      .thenEvents({
        type: 'ContradictionNoted',
        data: { ...may, requestId: 'request-1', said: 'accepted R1', at: noon },
      });
    expect({ ...stateAfter(...before, accepted()), said: {} }).toEqual({
      ...stateAfter(...before),
      said: {},
    });
  });
  it.each(notRefused)('is rejected when it is %s', (_, history, status) =>
    after(...history)
      .when(postAgain('request-9'))
      .thenRejected('posting-not-refused', { status }),
  );
  it.each([
    ['that was refused', 'request-1'],
    ['that was refused long ago', 'request-2'],
  ])('never uses an id again %s', (_, requestId) =>
    after(...refusedMonth, postAgain(), refused('request-2'))
      .when(postAgain(requestId))
      .thenNothing(),
  );
  it('is rejected when there is none', () =>
    given(posting).when(postAgain()).thenRejected('posting-not-found'));
});

describe('the refund of a refused posting', () => {
  const requested = { type: 'RefundRequested', data: { ...may, because: 'paid twice', at: noon } } as const;
  const withdrawn = { type: 'RefundWithdrawn', data: { ...may, at: noon } } as const;

  it('is requested once', () => {
    after(...refusedMonth)
      .when(refund)
      .thenEvents(requested);
    after(...refusedMonth, refund)
      .when(refund)
      .thenRejected('refund-case-open', { because: 'posting-refused' });
  });
  it('leaves the posting refused', () =>
    expect(stateAfter(...refusedMonth, refund)).toMatchObject({
      status: 'refused',
      reason: 'person-unknown',
    }));
  it('excludes that it is posted again', () =>
    after(...refusedMonth, refund)
      .when(postAgain())
      .thenRejected('refund-case-open', { because: 'posting-refused' }));
  it('is withdrawn, and the posting can be made again', () => {
    after(...refusedMonth, refund)
      .when(withdrawal)
      .thenEvents(withdrawn);
    expect(stateAfter(...refusedMonth, refund, withdrawal)).toEqual(stateAfter(...refusedMonth));
    expect(stateAfter(...refusedMonth, refund, withdrawal, postAgain()).status).toBe('requested');
  });
  it.each([
    ['was never requested', refusedMonth],
    ['was withdrawn', [...refusedMonth, refund, withdrawal]],
    ["is assessment's case", [...refusedMonth, refundCase()]],
  ])('cannot be withdrawn when it %s', (_, history) =>
    after(...history)
      .when(withdrawal)
      .thenRejected('refund-case-not-found'),
  );
  it.each(notRefused)('is rejected when the posting is %s', (_, history, status) =>
    after(...history)
      .when(refund)
      .thenRejected('posting-not-refused', { status }),
  );
  it.each([
    ['requested', refund],
    ['withdrawn', withdrawal],
  ])('cannot be %s when there is no posting', (_, command) =>
    given(posting).when(command).thenRejected('posting-not-found'),
  );
  it('is over when the money has gone back', () => {
    const gone = stateAfter(...refusedMonth, refund, reversal());
    expect(gone).toMatchObject({ status: 'reversed' });
    expect(gone).not.toHaveProperty('refundRequested');
  });
  it('is over when the money of one order has gone back and the items of another wait', () => {
    const history = [
      received('order-1', [unit, personal]),
      request(),
      refused(),
      refund,
      reversal('order-2'),
    ];
    expect(stateAfter(...history)).toMatchObject({ status: 'waiting', missing: [mutualAid.item] });
    expect(
      stateAfter(...history, request('request-2'), refused('request-2'), postAgain('request-3')),
    ).toMatchObject({
      status: 'requested',
      requestId: 'request-3',
    });
  });
  it('stays when the money of an order goes back that paid for nothing here', () =>
    after(...refusedMonth, refund, reversal('order-9'))
      .when(postAgain())
      .thenRejected('refund-case-open'));
  it('does not outlive a new settlement', () =>
    expect(
      stateAfter(...refusedMonth, refund, request('request-2'), refused('request-2'), postAgain('request-3')),
    ).toMatchObject({ status: 'requested' }));
});

describe("assessment's refund case", () => {
  const noted = { type: 'RefundCaseNoted', data: { ...may, because: 'death' } } as const;

  it('is noted once, whatever the month is', () => {
    given(posting).when(refundCase()).then(noted);
    after(request(), accepted()).when(refundCase()).then(noted);
  });
  it('ends once', () => {
    after(refundCase())
      .when(refundCase(false))
      .then({ type: 'RefundCaseEnded', data: { ...may, because: 'death' } });
    expect(stateAfter(refundCase(), refundCase(false))).toEqual(posting.initial);
  });
  it('may change its reason, and the end of another reason does not end it', () => {
    const cover = (isOpen: boolean): PostingCommand =>
      ({ ...refundCase(isOpen), because: 'employer-cover' }) as PostingCommand;
    expect(stateAfter(refundCase(), cover(true))).toMatchObject({ refundDue: 'employer-cover' });
    after(refundCase()).when(cover(false)).thenNothing();
  });
  it('that never was does not end', () => given(posting).when(refundCase(false)).thenNothing());
  it.each([
    ['before the refusal', [refundCase(), ...refusedMonth]],
    ['after it', [...refusedMonth, refundCase()]],
    [
      'while the posting is made again and refused again',
      [...refusedMonth, postAgain(), refundCase(), refused('request-2')],
    ],
  ])('known %s excludes that the month of someone who died is posted again', (_, history) => {
    after(...history)
      .when(postAgain('request-9'))
      .thenRejected('refund-case-open', { because: 'death' });
    after(...history)
      .when(refund)
      .thenRejected('refund-case-open', { because: 'death' });
    expect(stateAfter(...history, refundCase(false), postAgain('request-9')).status).toBe('requested');
  });
  it('does not keep the money of the month from being posted at first', () =>
    expect(stateAfter(refundCase(), request(), accepted()).status).toBe('posted'));
});
