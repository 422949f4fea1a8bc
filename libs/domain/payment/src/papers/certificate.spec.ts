import { day, type Month } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import {
  april,
  captured,
  may,
  monthsSuspended,
  noon,
  orderId,
  pensionQuote,
  pensionSettled,
  personId,
  suspended,
  suspenseResolved,
} from '../../test/fixtures';
import { certificateOf, receiptNoOf, statementOf, type PaymentEvent } from '../index';

const receiptNo = receiptNoOf(orderId(1), '2022-05-18');
const recorded = (events: readonly PaymentEvent[]) =>
  events.map((event, index) => ({ ...event, position: BigInt(index + 1), recordedAt: noon }));
const certified = (...events: PaymentEvent[]) =>
  certificateOf(recorded(events), { orderId: orderId(1), receiptNo });

const both: PaymentEvent[] = [
  captured(1, { lines: pensionQuote(april, may).lines, amount: yuan('2000.00'), receiptNo }),
  pensionSettled(1, april, may),
];
const inTreasury = (months: readonly Month[], amount: string, change: object = {}): PaymentEvent => ({
  type: 'TreasuryReceived',
  data: {
    personId,
    orderId: orderId(1),
    insurance: 'pension',
    channel: 'ccb',
    amount: yuan(amount),
    item: { entrustDate: day('2022-05-19'), taxOrgCode: '13701020000', traNo: months.join('') },
    months: [...months],
    receivedOn: day('2022-05-20'),
    ...change,
  },
});
const refunded = (month: Month): PaymentEvent[] => [
  {
    type: 'RefundNoted',
    data: {
      orderId: orderId(1),
      refundId: month,
      months: [month],
      amount: yuan('1000.00'),
      orderIds: [orderId(1)],
    },
  },
  { type: 'RefundEnded', data: { orderId: orderId(1), refundId: month, outcome: 'left' } },
];

describe('a certificate of payment', () => {
  it('is not there before the treasury has the money: expected after one to five working days', () =>
    expect(certified(...both)).toMatchObject({
      refused: 'not-in-treasury-yet',
      details: {
        paidOn: '2022-05-18',
        expected: { earliest: '2022-05-19', latest: '2022-05-25' },
        conditions: [{ clearedBy: 'treasury', clearsOn: '2022-05-25' }],
      },
    }));
  it('names what the treasury has received, and on which day', () =>
    expect(certified(...both, inTreasury([april, may], '2000.00'))).toMatchObject({
      state: 'valid',
      lines: [{ treasuryReceivedOn: '2022-05-20' }, { treasuryReceivedOn: '2022-05-20' }],
      total: '2000.00',
      refunded: '0.00',
      net: '2000.00',
      netInWords: '贰仟元整',
      notCertified: 0,
    }));
  it.each([
    ['another amount', inTreasury([april, may], '1999.99')],
    ['another insurance', inTreasury([april, may], '2000.00', { insurance: 'medical' })],
    ['more months than were paid', inTreasury([may], '2000.00')],
    ['money of another order', inTreasury([april, may], '2000.00', { orderId: orderId(2) })],
  ])('does not name %s', (_, told) =>
    expect(certified(...both, told)).toMatchObject({ refused: 'not-in-treasury-yet' }),
  );
  it('names money once the treasury has put right what it had booked', () => {
    const told = inTreasury([april, may], '1999.00');
    const { receivedOn: _, ...rest } = (told as Extract<PaymentEvent, { type: 'TreasuryReceived' }>).data;
    const corrected: PaymentEvent = {
      type: 'TreasuryReceiptCorrected',
      data: {
        ...rest,
        amount: yuan('2000.00'),
        correctionNo: 'G1',
        correctedOn: day('2022-05-24'),
        before: { insurance: 'pension', amount: yuan('1999.00') },
      },
    };
    expect(certified(...both, told, corrected)).toMatchObject({ state: 'valid', total: '2000.00' });
  });
  it('names the months that went back as refunded, and in words what is left', () =>
    expect(certified(...both, inTreasury([april, may], '2000.00'), ...refunded(may))).toMatchObject({
      state: 'partly-refunded',
      lines: [{ state: 'settled' }, { state: 'refunded', refundedOn: '2022-05-18' }],
      total: '2000.00',
      refunded: '1000.00',
      net: '1000.00',
      netInWords: '壹仟元整',
    }));
  it('says that all of it went back', () =>
    expect(
      certified(...both, inTreasury([april, may], '2000.00'), ...refunded(may), ...refunded(april)),
    ).toMatchObject({ state: 'refunded', net: '0.00', netInWords: '零元整' }));
  it('leaves out what went back before the treasury had it', () =>
    expect(certified(...both, ...refunded(may), inTreasury([april], '1000.00'))).toMatchObject({
      state: 'valid',
      lines: [{ month: april }],
      notCertified: 0,
    }));
  it('is never there for what went back whole before the treasury had it', () =>
    expect(certified(...both, ...refunded(may), ...refunded(april))).toEqual({
      refused: 'receipt-refunded',
      details: {},
    }));
  it('leaves out months in suspense', () =>
    expect(certified(captured(1), monthsSuspended(1, [april]), inTreasury([may], '1000.00'))).toMatchObject({
      lines: [{ month: may }],
      notCertified: 1,
    }));
  it('is not there for money in suspense, for the reason that it is there', () =>
    expect(certified(suspended(1, 'amount-differs'))).toEqual({
      refused: 'money-in-suspense',
      details: { because: 'amount-differs' },
    }));
});

it('is issued for money that paid its months out of suspense', () => {
  const { type, data } = suspenseResolved(1, 'obligation', 'order-closed');
  const resolved = { type, data: { ...data, receiptNo, line: `${receiptNo}.order-closed` } } as PaymentEvent;
  expect(
    certified(
      suspended(1, 'order-closed', { receiptNo }),
      resolved,
      pensionSettled(1, may),
      inTreasury([may], '1000.00'),
    ),
  ).toMatchObject({ state: 'valid', net: '1000.00', lines: [{ item: 'pension', month: may }] });
});

describe('the statement of a year', () => {
  const paidIn = (year: string, n: number, month: Month): PaymentEvent =>
    captured(n, {
      receiptNo: receiptNoOf(orderId(n), `${year}-05-18`),
      lines: pensionQuote(month).lines,
    });
  it('has what was paid in the year, by the day of the receipt, and what went back of it', () => {
    const events = recorded([
      paidIn('2022', 1, april),
      paidIn('2022', 2, may),
      paidIn('2023', 3, may),
      ...refunded(april),
    ]);
    const { receipts, sums, net } = statementOf(events, 2022);
    expect(receipts.map((receipt) => receipt.receiptNo.slice(0, 10))).toEqual(['SD20220518', 'SD20220518']);
    expect(sums).toEqual([{ insurance: 'pension', paid: '2000.00', refunded: '1000.00', net: '1000.00' }]);
    expect(net).toBe('1000.00');
    expect(statementOf(events, 2023).net).toBe('1000.00');
    expect(statementOf(events, 2024)).toEqual({ receipts: [], sums: [], net: '0.00', netInWords: '零元整' });
  });
  it('has what was paid out of suspense, and nothing that went back from there', () => {
    const resolved = (way: 'obligation' | 'back'): PaymentEvent[] => {
      const { type, data } = suspenseResolved(1, way, 'order-closed');
      return [
        suspended(1, 'order-closed', { receiptNo }),
        { type, data: { ...data, receiptNo, line: `${receiptNo}.order-closed` } } as PaymentEvent,
      ];
    };
    const paid = recorded([...resolved('obligation'), pensionSettled(1, may)]);
    expect(statementOf(paid, 2022)).toMatchObject({ receipts: [{ receiptNo }], net: '1000.00' });
    expect(statementOf(recorded(resolved('back')), 2022).receipts).toEqual([]);
  });
});
