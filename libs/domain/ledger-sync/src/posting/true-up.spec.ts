import { contractEvents, strict, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { obligationNamed, posting, published, reactions, type PostingCommand } from '../index';
import { postingIdOf } from './posting-id';
import type { PostingEvent } from './posting.events';

const [personId, orderId] = ['10000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001'];
const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-09-20T10:00:00.000+08:00');
const told = (type: ContractEventType, data: object): readonly PostingCommand[] =>
  reactions(
    { type, data: contractEvents[type].data.parse({ personId, ...data }) } as ContractEvent,
    (of) => `id-${of}`,
  );
const added = { personId, insurance: 'pension', month: '2022-01', item: 'pension-true-up' };
const request = {
  type: 'RequestPosting',
  ...added,
  requestId: 'id-2022-01-true-up',
  items: [{ item: 'pension-true-up', amount: '46.80' }],
  paidAt: at,
  orders: [orderId],
};

describe('what final limits have changed about a month', () => {
  it('is booked beside the month, under an id of its own', () => {
    expect(
      told('canbao.ledger.TrueUpsSettled.v1', {
        orderId,
        district: '370102',
        months: [{ month: '2022-01', base: '234.00', rate: '0.2', amount: '46.80' }],
        total: '46.80',
        paidAt: at,
      }),
    ).toEqual([request]);
    expect(posting.streams(request as never)).toEqual([`posting-pension-${personId}-2022-01-true-up`]);
    expect(postingIdOf(obligationNamed(`pension-${personId}-2022-01-true-up`))).toBe(
      `pension-${personId}-2022-01-true-up`,
    );
  });
  it('is taken back by itself, or with months of the same order', () =>
    expect(
      told('canbao.ledger.SettlementReversed.v1', {
        orderId,
        insurance: 'pension',
        months: ['2022-02'],
        trueUpMonths: ['2022-01'],
        reversedAt: at,
      }),
    ).toEqual([
      {
        type: 'RequestReversal',
        personId,
        insurance: 'pension',
        month: '2022-02',
        reversalId: 'id-2022-02',
        orderId,
      },
      { type: 'RequestReversal', ...added, reversalId: 'id-2022-01-true-up', orderId },
    ]));

  const { type: _, ...data } = request;
  const requested = {
    type: 'PostingRequested',
    data: { ...data, total: '46.80' },
  } as unknown as PostingEvent;
  const aboutRequest = { ...added, requestId: request.requestId };
  it('is told of by events of its own, never as the month', () => {
    const accepted = {
      type: 'RecordAccepted',
      ...aboutRequest,
      bureauReceiptNo: 'RS1',
      bookedTotal: yuan('46.80'),
      at,
    };
    const { outcome } = given(posting, requested).when(accepted as never);
    const [placed] = outcome.accepted ? outcome.events : [];
    const event = published(placed?.event as PostingEvent);
    expect(event).toEqual({
      type: 'canbao.ledger-sync.TrueUpPosted.v1',
      data: { personId, month: '2022-01', bureauReceiptNo: 'RS1', postedAt: at, bookedTotal: '46.80' },
    });
    expect(
      strict(contractEvents['canbao.ledger-sync.TrueUpPosted.v1'].data).safeParse(event?.data).success,
    ).toBe(true);
    const refused = { type: 'PostingRefused', data: { ...aboutRequest, reason: '业务校验不通过', at } };
    expect(published(refused as never)?.type).toBe('canbao.ledger-sync.TrueUpRefused.v1');
    const gone = { type: 'PostingReversed', data: { ...aboutRequest, at } };
    expect(published(gone as never)).toEqual({
      type: 'canbao.ledger-sync.TrueUpUnposted.v1',
      data: { personId, month: '2022-01', was: 'reversed', unpostedAt: at },
    });
  });
  describe('that goes back with its month, or without it', () => {
    const orderIds = [orderId];
    const reversal = {
      type: 'RequestReversal',
      ...added,
      reversalId: 'id-2022-01-true-up',
      orderId,
      refund: { refundId, otherOrders: [], at },
    };
    const unposted = (was: string) => ({
      type: 'canbao.ledger-sync.TrueUpUnposted.v1',
      data: { personId, month: '2022-01', refundId, was, unpostedAt: at },
    });
    const eventsOf = (command: object, ...past: readonly PostingEvent[]): PostingEvent[] => {
      const { outcome } = given(posting, ...past).when(command as never);
      return outcome.accepted ? outcome.events.map(({ event }) => event) : [];
    };

    it.each([
      [
        'canbao.ledger.RefundDecided.v1',
        {
          insurance: 'pension',
          months: [{ month: '2022-01', orderIds: ['30000000-0000-4000-8000-000000000009'] }],
          trueUps: [{ month: '2022-01', orderIds }],
        },
      ],
      ['canbao.ledger.TrueUpReversalDecided.v1', { months: [{ month: '2022-01', orderIds }] }],
    ] as const)('is reversed for %s', (type, data) =>
      expect(told(type, { refundId, decidedAt: at, ...data }).at(-1)).toEqual(reversal),
    );

    it('is told when the bureau has taken it out of its books', () => {
      const asked = eventsOf(reversal, requested);
      const [event] = eventsOf({ type: 'RecordReversed', ...aboutRequest, at }, requested, ...asked);
      expect(published(event as PostingEvent)).toEqual(unposted('reversed'));
    });

    it('is told at once where the bureau has refused it, and the operator who gave it up is heard', () => {
      const refused = {
        type: 'PostingRefused',
        data: { ...aboutRequest, reason: '业务校验不通过', at },
      } as unknown as PostingEvent;
      const givenUp = { type: 'RequestRefund', ...added, because: 'the person has moved', at };
      const [request] = eventsOf(givenUp, requested, refused);
      expect(published(request as PostingEvent)).toEqual({
        type: 'canbao.ledger-sync.TrueUpRefundRequested.v1',
        data: { personId, month: '2022-01', requestedAt: at },
      });
      const [withdrawn] = eventsOf(
        { type: 'WithdrawRefund', ...added, at },
        requested,
        refused,
        request as PostingEvent,
      );
      expect(published(withdrawn as PostingEvent)?.type).toBe('canbao.ledger-sync.TrueUpRefundWithdrawn.v1');
      const [event] = eventsOf(reversal, requested, refused, request as PostingEvent);
      expect(published(event as PostingEvent)).toEqual(unposted('absent'));
      const ofRefund = {
        ...requested,
        data: { ...requested.data, forRefund: refundId },
      } as unknown as PostingEvent;
      given(posting, ofRefund, refused)
        .when(givenUp as never)
        .thenRejected('refund-case-open', { because: 'true-up' });
    });
  });
  it('that goes back is booked as less, and its refund is told', () => {
    const [command] = told('canbao.ledger.TrueUpRefundDecided.v1', {
      refundId,
      months: [{ month: '2022-01', amount: '20.20', orderId }],
      decidedAt: at,
    });
    expect(command).toMatchObject({ items: [{ amount: '-20.20' }], forRefund: refundId, ...added });
    const first = given(posting).when(command as never).outcome;
    const past = first.accepted ? first.events : [];
    const { outcome } = given(posting, ...(past as never[])).when({
      type: 'RecordAccepted',
      ...aboutRequest,
      bureauReceiptNo: 'RS2',
      at,
    } as never);
    const [placed] = outcome.accepted ? outcome.events : [];
    expect(published(placed?.event as PostingEvent)?.data).toMatchObject({ refundId, month: '2022-01' });
  });
});
