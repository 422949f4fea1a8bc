import { day } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { captured, may, orderId, pensionSettled, personId } from '../../test/fixtures';
import { entriesOf, paymentOrder, published, type PaymentEvent, type RecordTreasuryReceipt } from '../index';

const item = { entrustDate: day('2022-05-19'), taxOrgCode: '13701020000', traNo: '00000001' };
const told = {
  personId,
  orderId: orderId(1),
  insurance: 'pension',
  channel: 'ccb',
  amount: yuan('1000.00'),
  item,
  months: [may],
  receivedOn: day('2022-05-20'),
} as const;
const receive = (change: Partial<RecordTreasuryReceipt> = {}): RecordTreasuryReceipt => ({
  type: 'RecordTreasuryReceipt',
  ...told,
  ...change,
});
const received: PaymentEvent = { type: 'TreasuryReceived', data: told };
const paid = [captured(1), pensionSettled(1, may)] as const;
const { receivedOn: _, ...inMedical } = { ...told, insurance: 'medical' as const };
const correction = { ...inMedical, correctionNo: 'G1', correctedOn: day('2022-05-23') };
const corrected: PaymentEvent = {
  type: 'TreasuryReceiptCorrected',
  data: { ...correction, before: { insurance: 'pension', amount: yuan('1000.00') } },
};
const returned = {
  personId,
  orderId: orderId(1),
  insurance: 'pension',
  channel: 'ccb',
  amount: yuan('1000.00'),
  refundNo: 'R1',
  returnedOn: day('2022-06-01'),
} as const;

describe('the treasury', () => {
  it('receives the money of an order', () =>
    given(paymentOrder, ...paid)
      .when(receive())
      .then(received));
  it('tells the same item twice with one effect', () =>
    given(paymentOrder, ...paid, received)
      .when(receive())
      .thenNothing());
  it('receives what it says, whatever the order took', () =>
    given(paymentOrder, ...paid)
      .when(receive({ amount: yuan('999.99') }))
      .then({ type: 'TreasuryReceived', data: { ...told, amount: yuan('999.99') } }));
  it.each([
    { amount: yuan('1000.01') },
    { insurance: 'medical' as const },
    { receivedOn: day('2022-05-21') },
  ])('tells an item again with %j: it is kept as a conflict, once, and books nothing', (change) => {
    const conflict: PaymentEvent = { type: 'TreasuryReceiptConflicted', data: { ...told, ...change } };
    given(paymentOrder, ...paid, received)
      .when(receive(change))
      .then(conflict);
    given(paymentOrder, ...paid, received, conflict)
      .when(receive(change))
      .thenNothing();
    expect(entriesOf(conflict)).toEqual([]);
  });
  it('receives another item of the same order', () => {
    const second = { ...told, item: { ...item, traNo: '00000002' } };
    given(paymentOrder, ...paid, received)
      .when(receive(second))
      .then({ type: 'TreasuryReceived', data: second });
  });
  it('corrects the fund of an item, once', () => {
    given(paymentOrder, ...paid, received)
      .when({ type: 'CorrectTreasuryReceipt', ...correction })
      .then(corrected);
    given(paymentOrder, ...paid, received, corrected)
      .when({ type: 'CorrectTreasuryReceipt', ...correction })
      .thenNothing();
  });
  it('is asked again when a correction overtakes its receipt', () =>
    given(paymentOrder, ...paid)
      .when({ type: 'CorrectTreasuryReceipt', ...correction })
      .thenRejected('treasury-receipt-unknown', item));
  it('returns the money of a refund once', () => {
    given(paymentOrder, ...paid, received)
      .when({ type: 'RecordTreasuryReturn', ...returned })
      .then({ type: 'TreasuryReturned', data: returned });
    given(paymentOrder, ...paid, received, { type: 'TreasuryReturned', data: returned })
      .when({ type: 'RecordTreasuryReturn', ...returned })
      .thenNothing();
  });
});

describe('the journal', () => {
  it.each<[PaymentEvent, object]>([
    [received, { '1002.treasury.pension': '1000.00', '1001.ccb': '-1000.00' }],
    [
      { type: 'TreasuryReturned', data: returned },
      { '1002.treasury.pension': '-1000.00', '1001.ccb': '1000.00' },
    ],
    [
      { type: 'TreasuryReturned', data: { ...returned, account: '1003.transfers' } },
      { '1002.treasury.pension': '-1000.00', '1003.transfers': '1000.00' },
    ],
  ])('moves the money of %j', (event, entries) =>
    expect(Object.fromEntries(entriesOf(event).map(({ account, amount }) => [account, amount]))).toEqual(
      entries,
    ),
  );
  it('takes a corrected item back where it was and books it anew', () =>
    expect(entriesOf(corrected)).toEqual([
      { account: '1002.treasury.pension', amount: '-1000.00' },
      { account: '1001.ccb', amount: '1000.00' },
      { account: '1002.treasury.medical', amount: '1000.00' },
      { account: '1001.ccb', amount: '-1000.00' },
    ]));
});

it('payment publishes the receipt for those who write certificates', () =>
  expect(published(received)).toEqual({
    type: 'canbao.payment.TreasuryReceived.v1',
    data: {
      personId,
      orderId: orderId(1),
      insurance: 'pension',
      channel: 'ccb',
      months: [may],
      amount: '1000.00',
      receivedOn: '2022-05-20',
    },
  }));
