import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { reactions } from './index';

const [personId, orderId] = ['10000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001'];
const at = '2022-05-18T12:00:00.000+08:00';
const event = (type: ContractEventType, data: object): ContractEvent =>
  ({ type, data: contractEvents[type].data.parse({ personId, ...data }) }) as ContractEvent;
const idFor = (value: string): string => `id-of-${value}`;

describe('what payment tells becomes commands', () => {
  it('a bundle: one posting of all its items', () =>
    expect(
      reactions(
        event('canbao.ledger.BundleSettled.v1', {
          bundleId: 'b',
          month: '2022-05',
          district: '370102',
          scheme: 'pooled',
          items: [
            ['pooled-unit', '112.38'],
            ['mutual-aid', '18.00'],
          ].map(([item, amount]) => ({ item, base: '3746.00', rate: '0.03', amount, orderId })),
          total: '130.38',
          paidAt: at,
        }),
        idFor,
      ),
    ).toEqual([
      {
        type: 'RequestPosting',
        personId,
        insurance: 'medical',
        month: '2022-05',
        requestId: 'id-of-2022-05',
        bundleId: 'b',
        items: [
          { item: 'pooled-unit', amount: '112.38' },
          { item: 'mutual-aid', amount: '18.00' },
        ],
        paidAt: at,
        orders: [orderId],
      },
    ]));

  it('pension months: one posting a month, each under its own id', () =>
    expect(
      reactions(
        event('canbao.ledger.PensionMonthsSettled.v1', {
          orderId,
          district: '370102',
          months: [
            ['2022-04', '900.00'],
            ['2022-05', '1000.00'],
          ].map(([month, amount]) => ({ month, base: '5000.00', rate: '0.20', amount })),
          total: '1900.00',
          paidAt: at,
        }),
        idFor,
      ),
    ).toEqual(
      [
        ['2022-04', '900.00'],
        ['2022-05', '1000.00'],
      ].map(([month, amount]) => ({
        type: 'RequestPosting',
        personId,
        insurance: 'pension',
        month,
        requestId: `id-of-${month}`,
        items: [{ item: 'pension', amount }],
        paidAt: at,
        orders: [orderId],
      })),
    ));

  it('a reversal: one a month, with the order that it takes back', () =>
    expect(
      reactions(
        event('canbao.ledger.SettlementReversed.v1', {
          orderId,
          insurance: 'pension',
          months: ['2022-04', '2022-05'],
          reversedAt: at,
        }),
        idFor,
      ),
    ).toEqual(
      ['2022-04', '2022-05'].map((month) => ({
        type: 'RequestReversal',
        personId,
        insurance: 'pension',
        month,
        reversalId: `id-of-${month}`,
        orderId,
      })),
    ));

  it('a refund: a reversal for each month, with every order that paid it', () =>
    expect(
      reactions(
        event('canbao.ledger.RefundDecided.v1', {
          refundId: orderId,
          insurance: 'medical',
          months: [{ month: '2022-05', orderIds: [orderId, personId] }],
          decidedAt: at,
        }),
        idFor,
      ),
    ).toEqual([
      {
        type: 'RequestReversal',
        personId,
        insurance: 'medical',
        month: '2022-05',
        reversalId: 'id-of-2022-05',
        orderId,
        refund: { refundId: orderId, otherOrders: [personId], at },
      },
    ]));

  it('a part: noted with what is missing', () =>
    expect(
      reactions(
        event('canbao.payment.BundlePartReceived.v1', {
          bundleId: 'b',
          month: '2022-05',
          received: [{ item: 'mutual-aid', amount: '18.00', orderId }],
          missing: ['pooled-unit'],
          orderId,
          receivedAt: at,
        }),
        idFor,
      ),
    ).toEqual([
      {
        type: 'NoteReceivedItems',
        personId,
        insurance: 'medical',
        month: '2022-05',
        bundleId: 'b',
        orderId,
        items: [{ item: 'mutual-aid', amount: '18.00' }],
        missing: ['pooled-unit'],
      },
    ]));

  it('a part that goes to suspense: taken back', () =>
    expect(
      reactions(
        event('canbao.payment.ReceivedItemsSuspended.v1', {
          bundleId: 'b',
          month: '2022-05',
          items: [{ item: 'mutual-aid', amount: '18.00', orderId }],
          because: 'scheme-changed',
          orderId,
          suspendedAt: at,
        }),
        idFor,
      ),
    ).toEqual([
      {
        type: 'RequestReversal',
        personId,
        insurance: 'medical',
        month: '2022-05',
        reversalId: 'id-of-2022-05',
        orderId,
      },
    ]));

  it.each([
    ['opened', 'canbao.assessment.RefundCaseOpened.v1', true],
    ['closed', 'canbao.assessment.RefundCaseClosed.v1', false],
  ] as const)('a refund case that assessment %s: noted', (_, type, isOpen) => {
    const about = { insurance: 'pension', month: '2022-05' };
    const told = (because: string) => reactions(event(type, { ...about, because }), idFor);
    expect(told('death')).toEqual([{ type: 'NoteRefundCase', personId, ...about, because: 'death', isOpen }]);
    expect(told('posting-refused')).toEqual([]);
  });

  it('an order that is closed: nothing', () =>
    expect(reactions(event('canbao.payment.OrderClosed.v1', { orderId, because: 'expired' }), idFor)).toEqual(
      [],
    ));
});
