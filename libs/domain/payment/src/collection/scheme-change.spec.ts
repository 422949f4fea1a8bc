import { instant } from '@canbao/calendar';
import type { MedicalLine } from '@canbao/contracts';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { collection, reverse } from '../../test/commands';
import {
  accountItem,
  accountQuote,
  april,
  billedQuote,
  bundleSettled,
  captured,
  itemsSuspended,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  medicalQuoteOf,
  monthReopened,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  personId,
  receivedItem,
  suspended,
  wholeBundle,
} from '../../test/fixtures';
import { collectionAnswer, entriesOf, paymentOrder, type PaymentEvent } from '../index';

const earlier = instant('2022-05-18T11:50:00.000+08:00');
const later = instant('2022-05-18T12:10:00.000+08:00');
const medical = { insurance: 'medical' } as const;
const inMay = (event: PaymentEvent) => on(medicalMonth(may), event);
const aidOf9 = inMay(partReceived(9, ['mutual-aid'], ['pooled-unit', 'pooled-personal']));
const whole = captured(1, { ...medical, amount: yuan('337.14'), lines: accountQuote().lines });
const settledBy9 = inMay(
  bundleSettled(9, [accountItem(9)], { scheme: 'with-account', total: yuan('337.14') }),
);
const wholeMay = bundleSettled(1, [accountItem(1)], { scheme: 'with-account', total: yuan('337.14') });

describe('a month of which an item came under the former scheme', () => {
  it.each([
    ['that was issued after the change', later],
    ['that was issued before the item came', earlier],
  ])('settles with the lines of a quote %s; the item goes to suspense', (_, issuedAt) =>
    given(paymentOrder, aidOf9)
      .when(collection(1, accountQuote(issuedAt)))
      .then(whole, inMay(itemsSuspended(9, ['mutual-aid'])), inMay(wholeMay)),
  );
  it('tells the items of each order apart', () =>
    given(paymentOrder, aidOf9, inMay(partReceived(8, ['pooled-unit'], ['pooled-personal'])))
      .when(collection(1, accountQuote(later)))
      .then(
        whole,
        inMay(itemsSuspended(9, ['mutual-aid'])),
        inMay(itemsSuspended(8, ['pooled-unit'])),
        inMay(wholeMay),
      ));
  it('waits for the rest of the new bundle alone', () => {
    const quote = accountQuote(later, 'bill-1');
    const items = [{ ...receivedItem('late-fee', 1) }];
    const terms = { scheme: 'with-account', quotedAt: later, billId: 'bill-1' } as const;
    given(paymentOrder, aidOf9)
      .when(collection(1, quote, { items: ['late-fee'], amount: yuan('5.13') }))
      .then(
        captured(1, { ...medical, amount: yuan('5.13'), lines: [medicalLine('late-fee')] }),
        inMay(itemsSuspended(9, ['mutual-aid'])),
        inMay(partReceived(1, ['late-fee'], [], { ...terms, items, missing: ['with-account'] })),
      );
  });
  it('keeps a part under an older quote in suspense', () => {
    const quote = accountQuote(earlier, 'bill-1');
    given(paymentOrder, aidOf9)
      .when(collection(1, quote, { items: ['late-fee'], amount: yuan('5.13') }))
      .then(suspended(1, 'scheme-changed', { ...medical, amount: yuan('5.13') }));
  });
  it('is in suspense beside a month that is paid already, each for its own reason', () => {
    const paidApril = on(medicalMonth(april), bundleSettled(9, undefined, { month: april }));
    const [account] = accountQuote(earlier).lines;
    const lines = [april, may].flatMap((month) => [
      { ...(account as MedicalLine), month },
      medicalLine('late-fee', month),
    ]);
    const quote = medicalQuoteOf(lines, { issuedAt: earlier });
    const fees = collection(1, quote, { items: ['late-fee'], amount: yuan('10.26') });
    const receipt = suspended(1, 'already-paid', {
      ...medical,
      amount: yuan('5.13'),
      months: [{ month: april, amount: yuan('5.13') }],
      inSuspense: { amount: yuan('5.13'), because: 'scheme-changed' },
    });
    const rest = monthsSuspended(1, [may], { ...medical, amount: yuan('5.13'), because: 'scheme-changed' });
    given(paymentOrder, aidOf9, paidApril).when(fees).then(receipt, rest);
    const state = [receipt, rest].reduce(paymentOrder.evolve, paymentOrder.initial);
    expect(collectionAnswer(state)).toMatchObject({
      status: 'in-suspense',
      because: 'already-paid',
      conditions: [
        { code: 'already-paid', details: { months: [{ month: april, amount: '5.13' }] } },
        { code: 'scheme-changed', details: { months: [{ month: may, amount: '5.13' }] } },
      ],
    });
    expect([receipt, rest].flatMap(entriesOf)).toEqual([
      { account: '1001.ccb', amount: '5.13' },
      { account: '2901.suspense.already-paid', amount: '-5.13' },
      { account: '1001.ccb', amount: '5.13' },
      { account: '2901.suspense.scheme-changed', amount: '-5.13' },
    ]);
  });
  it('is paid once it is settled, whatever older quote comes', () =>
    given(paymentOrder, aidOf9, inMay(itemsSuspended(9, ['mutual-aid'])), settledBy9)
      .when(collection(1, medicalQuote()))
      .then(suspended(1, 'already-paid', { ...medical, amount: yuan('205.30') })));
});

describe('a month of which an item came under a bill that was replaced', () => {
  const billed = (billId: string) => billedQuote(medicalQuote(), billId);
  const underFirstBill = inMay(
    partReceived(9, ['mutual-aid'], ['pooled-unit', 'pooled-personal'], { billId: 'bill-1' }),
  );
  it('settles with the lines of the new bill', () =>
    given(paymentOrder, underFirstBill)
      .when(collection(1, billed('bill-2')))
      .then(
        captured(1, { ...medical, amount: yuan('205.30'), lines: medicalQuote().lines }),
        inMay(itemsSuspended(9, ['mutual-aid'])),
        inMay(bundleSettled(1, undefined, { billId: 'bill-2' })),
      ));
  it('is not whole with the rest of the new bill: amounts of two bills make no month', () => {
    const rest = ['pooled-unit', 'pooled-personal'] as const;
    const items = rest.map((item) => receivedItem(item, 1));
    given(paymentOrder, underFirstBill)
      .when(collection(1, billedQuote(medicalQuote(...rest), 'bill-2')))
      .then(
        captured(1, { ...medical, amount: yuan('187.30'), lines: medicalQuote(...rest).lines }),
        inMay(itemsSuspended(9, ['mutual-aid'])),
        inMay(partReceived(1, rest, ['mutual-aid'], { billId: 'bill-2', items })),
      );
  });
  it('counts that item where it came before there was a bill', () =>
    given(paymentOrder, aidOf9)
      .when(collection(1, billedQuote(medicalQuote('pooled-unit', 'pooled-personal'), 'bill-2')))
      .then(
        captured(1, {
          ...medical,
          amount: yuan('187.30'),
          lines: medicalQuote('pooled-unit', 'pooled-personal').lines,
        }),
        inMay(
          bundleSettled(
            1,
            [
              receivedItem('mutual-aid', 9),
              receivedItem('pooled-unit', 1),
              receivedItem('pooled-personal', 1),
            ],
            { billId: 'bill-2' },
          ),
        ),
      ));
  it.each([
    ['before there was a bill', aidOf9],
    ['under the bill before its amounts were changed', underFirstBill],
  ])(
    'settles with the lines of the bill, where they ask for another amount of an item that came %s',
    (_, part) => {
      const lines = medicalQuote().lines.map((line) =>
        line.item === 'mutual-aid' ? { ...line, base: yuan('20.00'), amount: yuan('20.00') } : line,
      );
      const items = wholeBundle.map((item) => {
        const twenty = { base: yuan('20.00'), amount: yuan('20.00') };
        return { ...receivedItem(item, 1), ...(item === 'mutual-aid' ? twenty : {}) };
      });
      given(paymentOrder, part)
        .when(collection(1, billedQuote(medicalQuoteOf(lines), 'bill-1')))
        .then(
          captured(1, { ...medical, amount: yuan('207.30'), lines }),
          inMay(itemsSuspended(9, ['mutual-aid'])),
          inMay(bundleSettled(1, items, { billId: 'bill-1', total: yuan('207.30') })),
        );
    },
  );
  it('goes by the bill of each order: what came before there was a bill counts, the rest does not', () => {
    const unitOf8 = inMay(partReceived(8, ['pooled-unit'], ['pooled-personal'], { billId: 'bill-1' }));
    const rest = ['pooled-unit', 'pooled-personal'] as const;
    const quote = billedQuote(medicalQuote(...rest), 'bill-2');
    given(paymentOrder, aidOf9, unitOf8)
      .when(collection(1, quote))
      .then(
        captured(1, { ...medical, amount: yuan('187.30'), lines: quote.lines }),
        inMay(itemsSuspended(8, ['pooled-unit'])),
        inMay(
          bundleSettled(1, [receivedItem('mutual-aid', 9), ...rest.map((item) => receivedItem(item, 1))], {
            billId: 'bill-2',
          }),
        ),
      );
  });
  it('is paid as far as that item where the bill is the same', () =>
    given(paymentOrder, underFirstBill)
      .when(collection(1, billed('bill-1')))
      .then(suspended(1, 'already-paid', { ...medical, amount: yuan('205.30') })));
});

describe('an item in suspense since the scheme changed', () => {
  const past = [
    captured(1, { ...medical, amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
    inMay(partReceived(1, ['mutual-aid'], ['pooled-unit', 'pooled-personal'])),
    inMay(itemsSuspended(1, ['mutual-aid'])),
  ];
  it.each([
    ['though another order has settled the month', [...past, settledBy9]],
    ['though that was reversed', [...past, settledBy9, inMay(monthReopened(9, 'medical'))]],
  ])('is given back by a reversal, %s; no month is reopened', (_, events) =>
    given(paymentOrder, ...events)
      .when(reverse())
      .then({
        type: 'CollectionReversed',
        data: {
          ...medical,
          personId,
          orderId: orderId(1),
          months: [],
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('18.00'),
          reversedAt: noon,
          entries: [
            { account: '1001.ccb', amount: yuan('-18.00') },
            { account: '2900.captured', amount: yuan('18.00') },
            { account: '2900.captured', amount: yuan('-18.00') },
            { account: '2901.suspense.incomplete-bundle', amount: yuan('18.00') },
            { account: '2901.suspense.incomplete-bundle', amount: yuan('-18.00') },
            { account: '2901.suspense.scheme-changed', amount: yuan('18.00') },
          ],
        },
      }),
  );
  it('makes its order say so', () => {
    const events = past.map((event) => ('event' in event ? event.event : event));
    expect(events.reduce(paymentOrder.evolve, paymentOrder.initial)).toMatchObject({
      status: 'in-suspense',
      because: 'scheme-changed',
    });
  });
});
