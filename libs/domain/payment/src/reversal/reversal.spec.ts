import { day, instant, type Month } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { collection, reverse } from '../../test/commands';
import {
  april,
  bundleSettled,
  captured,
  earlyReversal,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  monthReopened,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
  receivedItem,
  suspended,
} from '../../test/fixtures';
import { paymentOrder, reversalStatus, type JournalEntry, type PaymentEvent } from '../index';

const midnight = instant('2022-05-19T00:00:00.000+08:00');
const reversed = (
  insurance: 'pension' | 'medical',
  months: readonly Month[],
  amount: string,
  entries: readonly (readonly [account: string, amount: string])[],
): PaymentEvent => ({
  type: 'CollectionReversed',
  data: {
    personId,
    orderId: orderId(1),
    insurance,
    months,
    channel: 'ccb',
    channelTransactionNo: 'T1',
    amount: yuan(amount),
    reversedAt: noon,
    entries: entries.map(([account, value]): JournalEntry => ({ account, amount: yuan(value) })),
  },
});
const settlementReversed = (insurance: 'pension' | 'medical', ...months: Month[]): PaymentEvent => ({
  type: 'SettlementReversed',
  data: { personId, orderId: orderId(1), insurance, months, reversedAt: noon },
});
const early = earlyReversal(1);

describe('a reversal', () => {
  it('takes back pension months and reopens them', () =>
    given(
      paymentOrder,
      captured(1, { amount: yuan('2000.00'), lines: pensionQuote(april, may).lines }),
      pensionSettled(1, april, may),
      on(pensionMonth(april), pensionPaid(1, april)),
      on(pensionMonth(may), pensionPaid(1)),
    )
      .when(reverse())
      .then(
        reversed('pension', [april, may], '2000.00', [
          ['1001.ccb', '-2000.00'],
          ['2900.captured', '2000.00'],
          ['2900.captured', '-2000.00'],
          ['2101.pension.personal-account', '400.00'],
          ['2101.pension.pooled-fund', '600.00'],
          ['2101.pension.personal-account', '400.00'],
          ['2101.pension.pooled-fund', '600.00'],
        ]),
        settlementReversed('pension', april, may),
        on(pensionMonth(april), monthReopened(1, 'pension', april)),
        on(pensionMonth(may), monthReopened(1, 'pension')),
      ));
  it('takes back both what settled and what is in suspense', () =>
    given(
      paymentOrder,
      captured(1, {
        lines: pensionQuote(april).lines,
        inSuspense: { amount: yuan('1000.00'), because: 'already-paid' },
      }),
      monthsSuspended(1, [may]),
      pensionSettled(1, april),
      on(pensionMonth(april), pensionPaid(1, april)),
      on(pensionMonth(may), pensionPaid(9)),
    )
      .when(reverse())
      .then(
        reversed('pension', [april], '2000.00', [
          ['1001.ccb', '-1000.00'],
          ['2900.captured', '1000.00'],
          ['1001.ccb', '-1000.00'],
          ['2901.suspense.already-paid', '1000.00'],
          ['2900.captured', '-1000.00'],
          ['2101.pension.personal-account', '400.00'],
          ['2101.pension.pooled-fund', '600.00'],
        ]),
        settlementReversed('pension', april),
        on(pensionMonth(april), monthReopened(1, 'pension', april)),
      ));
  it('takes back a whole bundle', () =>
    given(
      paymentOrder,
      captured(1, { insurance: 'medical', amount: yuan('205.30'), lines: medicalQuote().lines }),
      on(medicalMonth(may), bundleSettled(1)),
    )
      .when(reverse())
      .then(
        reversed('medical', [may], '205.30', [
          ['1001.ccb', '-205.30'],
          ['2900.captured', '205.30'],
          ['2900.captured', '-205.30'],
          ['2201.medical.pooled-unit', '112.38'],
          ['2201.medical.pooled-personal', '74.92'],
          ['2201.medical.mutual-aid', '18.00'],
        ]),
        settlementReversed('medical', may),
        on(medicalMonth(may), monthReopened(1, 'medical')),
      ));
  it('takes back money in suspense, which belongs to no month', () =>
    given(paymentOrder, suspended(1, 'amount-differs', { amount: yuan('999.99') }))
      .when(reverse())
      .then(
        reversed('pension', [], '999.99', [
          ['1001.ccb', '-999.99'],
          ['2901.suspense.amount-differs', '999.99'],
        ]),
      ));
  it('is made up to the last millisecond of the day of payment', () =>
    given(paymentOrder, suspended(1, 'quote-expired'))
      .when(reverse(1, instant('2022-05-18T23:59:59.999+08:00')))
      .then({
        type: 'CollectionReversed',
        data: {
          personId,
          orderId: orderId(1),
          insurance: 'pension',
          months: [],
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          reversedAt: instant('2022-05-18T23:59:59.999+08:00'),
          entries: [
            { account: '1001.ccb', amount: yuan('-1000.00') },
            { account: '2901.suspense.quote-expired', amount: yuan('1000.00') },
          ],
        },
      }));

  it('is made on the day of account, whatever time of payment was reported', () =>
    expect(
      given(
        paymentOrder,
        suspended(1, 'paid-at-implausible', {
          paidAt: instant('2001-05-18T12:00:00.000+08:00'),
          accountedOn: day('2022-05-18'),
        }),
      ).when(reverse()).outcome,
    ).toMatchObject({ accepted: true, events: [{ event: { type: 'CollectionReversed' } }] }));
  it('is made on the evening before, of money paid by a clock that is already in tomorrow', () =>
    given(paymentOrder, suspended(1, 'amount-differs', { paidAt: instant('2022-05-19T00:01:00.000+08:00') }))
      .when(reverse(1, instant('2022-05-18T23:58:00.000+08:00')))
      .then({
        type: 'CollectionReversed',
        data: {
          personId,
          orderId: orderId(1),
          insurance: 'pension',
          months: [],
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          reversedAt: instant('2022-05-18T23:58:00.000+08:00'),
          entries: [
            { account: '1001.ccb', amount: yuan('-1000.00') },
            { account: '2901.suspense.amount-differs', amount: yuan('1000.00') },
          ],
        },
      }));

  const brought = ['pooled-unit', 'pooled-personal'] as const;
  const part = [
    captured(1, {
      insurance: 'medical',
      amount: yuan('187.30'),
      lines: [medicalLine('pooled-unit'), medicalLine('pooled-personal')],
    }),
    on(medicalMonth(may), partReceived(1, brought, ['mutual-aid'])),
  ];
  const completed = on(
    medicalMonth(may),
    bundleSettled(2, [...brought.map((item) => receivedItem(item, 1)), receivedItem('mutual-aid', 2)]),
  );
  const completionReversed = on(medicalMonth(may), monthReopened(2, 'medical'));
  it.each([
    ['reversal-too-late', { paidOn: '2022-05-18' }, midnight],
    ['part-already-settled', { months: [may] }, noon],
  ] as const)('is rejected with %s first', (reason, details, at) =>
    given(paymentOrder, ...part, completed)
      .when(reverse(1, at))
      .thenRejected(reason, details),
  );
  it('takes back received items once the order that completed their bundle is reversed', () =>
    given(paymentOrder, ...part, completed, completionReversed)
      .when(reverse())
      .then(
        reversed('medical', [may], '187.30', [
          ['1001.ccb', '-187.30'],
          ['2900.captured', '187.30'],
          ['2900.captured', '-187.30'],
          ['2901.suspense.incomplete-bundle', '187.30'],
        ]),
        settlementReversed('medical', may),
        on(medicalMonth(may), monthReopened(1, 'medical')),
      ));
  it('of the order that completed a bundle leaves the items of others received', () =>
    given(paymentOrder, ...part.slice(1), completed, completionReversed)
      .when(collection(3, medicalQuote('mutual-aid')))
      .then(
        captured(3, { insurance: 'medical', amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
        on(
          medicalMonth(may),
          bundleSettled(3, [...brought.map((item) => receivedItem(item, 1)), receivedItem('mutual-aid', 3)]),
        ),
      ));
  it('of the order that completed a bundle names the orders whose items wait again, each once', () => {
    const items = [...brought.map((item) => receivedItem(item, 2)), receivedItem('mutual-aid', 1)];
    given(
      paymentOrder,
      captured(1, { insurance: 'medical', amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
      on(medicalMonth(may), partReceived(2, brought, ['mutual-aid'])),
      on(medicalMonth(may), bundleSettled(1, items)),
    )
      .when(reverse())
      .then(
        reversed('medical', [may], '18.00', [
          ['1001.ccb', '-18.00'],
          ['2900.captured', '18.00'],
          ['2900.captured', '-18.00'],
          ['2901.suspense.incomplete-bundle', '-187.30'],
          ['2201.medical.pooled-unit', '112.38'],
          ['2201.medical.pooled-personal', '74.92'],
          ['2201.medical.mutual-aid', '18.00'],
        ]),
        settlementReversed('medical', may),
        on(medicalMonth(may), {
          type: 'MonthReopened',
          data: {
            personId,
            insurance: 'medical',
            month: may,
            orderId: orderId(1),
            waitingOrders: [orderId(2)],
          },
        }),
      );
  });
  it('takes back its own money alone, although an application for a refund names another order', () => {
    const items = [...brought.map((item) => receivedItem(item, 2)), receivedItem('mutual-aid', 1)];
    const refundId = 'a0000000-0000-4000-8000-000000000001';
    const noted = (n: number, amount: string): PaymentEvent => ({
      type: 'RefundNoted',
      data: {
        orderId: orderId(n),
        refundId,
        months: [may],
        amount: yuan(amount),
        orderIds: [orderId(1), orderId(2)],
      },
    });
    const lines = brought.map((item) => medicalLine(item));
    const { outcome } = given(
      paymentOrder,
      captured(1, { insurance: 'medical', amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
      noted(1, '18.00'),
      on(`order-${orderId(2)}`, captured(2, { insurance: 'medical', amount: yuan('187.30'), lines })),
      on(`order-${orderId(2)}`, noted(2, '187.30')),
      on(medicalMonth(may), partReceived(2, brought, ['mutual-aid'])),
      on(medicalMonth(may), bundleSettled(1, items)),
    ).when(reverse());
    expect(outcome).toMatchObject({
      accepted: true,
      events: expect.arrayContaining([
        expect.objectContaining({
          event: expect.objectContaining({
            type: 'CollectionReversed',
            data: expect.objectContaining({ amount: '18.00', months: [may] }),
          }),
        }),
      ]),
    });
  });
});

describe('a reversal that overtakes its collection', () => {
  it('is recorded', () => given(paymentOrder).when(reverse()).then(early));
  it('makes it void', () =>
    given(paymentOrder, early)
      .when(collection(1, pensionQuote(may)))
      .then(suspended(1, 'void-by-reversal')));
  it('is repeated for the money that then arrives', () =>
    given(paymentOrder, early, suspended(1, 'void-by-reversal'))
      .when(reverse())
      .then(
        reversed('pension', [], '1000.00', [
          ['1001.ccb', '-1000.00'],
          ['2901.suspense.void-by-reversal', '1000.00'],
        ]),
      ));
  it.each([
    ['awaiting-original', [early]],
    ['reversed', [captured(1), reversed('pension', [may], '1000.00', [])]],
  ] as const)('is answered with %s as long as it applies', (status, past) =>
    expect(reversalStatus(past.reduce(paymentOrder.evolve, paymentOrder.initial))).toBe(status),
  );
});

it('a reversal has no further effect on an order that is reversed', () =>
  given(paymentOrder, captured(1), reversed('pension', [may], '1000.00', []))
    .when(reverse(1, midnight))
    .thenNothing());
