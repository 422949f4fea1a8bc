import { rate, yuan } from '@canbao/money';
import {
  bundleSettled,
  captured,
  itemsSuspended,
  may,
  monthClaimed,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  pensionPaid,
  pensionSettled,
  personId,
  quoteId,
  receivedItem,
  suspended,
} from '../../test/fixtures';
import { entriesOf, type PaymentEvent, type SuspenseReason } from '../index';

const booked = (event: PaymentEvent): (readonly [string, string])[] =>
  entriesOf(event).map(({ account, amount }) => [account, amount]);

describe('the journal books', () => {
  it('captured money at its channel', () =>
    expect(booked(captured(1, { channel: 'tax-desk', amount: yuan('384.00') }))).toEqual([
      ['1001.tax-desk', '384.00'],
      ['2900.captured', '-384.00'],
    ]));
  it.each([
    'already-paid',
    'amount-differs',
    'bank-not-in-district',
    'paid-at-implausible',
    'quote-expired',
    'quote-unknown',
    'scheme-changed',
    'void-by-reversal',
    'items-not-in-quote',
  ] satisfies SuspenseReason[])('money in suspense on the account of its cause, %s', (because) =>
    expect(booked(suspended(1, because, { amount: yuan('999.99') }))).toEqual([
      ['1001.ccb', '999.99'],
      [`2901.suspense.${because}`, '-999.99'],
    ]),
  );
  it('months in suspense beside others that settle on the account of their cause', () =>
    expect(booked(monthsSuspended(1, [may]))).toEqual([
      ['1001.ccb', '1000.00'],
      ['2901.suspense.already-paid', '-1000.00'],
    ]));
  it('items of a former scheme from their bundle into suspense', () =>
    expect(booked(itemsSuspended(1, ['pooled-unit', 'mutual-aid']))).toEqual([
      ['2901.suspense.incomplete-bundle', '130.38'],
      ['2901.suspense.scheme-changed', '-130.38'],
    ]));
  it('pension months on the pooled fund and the personal account', () =>
    expect(booked(pensionSettled(1, may))).toEqual([
      ['2900.captured', '1000.00'],
      ['2101.pension.personal-account', '-400.00'],
      ['2101.pension.pooled-fund', '-600.00'],
    ]));
  it('a pension month without parts on the insurance itself', () =>
    expect(
      booked({
        type: 'PensionMonthsSettled',
        data: {
          personId,
          orderId: orderId(1),
          district: '370102',
          months: [{ month: may, base: yuan('5000.00'), rate: rate('0.20'), amount: yuan('1000.00') }],
          total: yuan('1000.00'),
          paidAt: noon,
        },
      }),
    ).toEqual([
      ['2900.captured', '1000.00'],
      ['2101.pension', '-1000.00'],
    ]));
  it('received items in suspense until their bundle is whole', () =>
    expect(booked(partReceived(1, ['pooled-unit', 'mutual-aid'], ['pooled-personal']))).toEqual([
      ['2900.captured', '130.38'],
      ['2901.suspense.incomplete-bundle', '-130.38'],
    ]));
  it('a whole bundle on an account for each item', () =>
    expect(booked(bundleSettled(1))).toEqual([
      ['2900.captured', '205.30'],
      ['2201.medical.pooled-unit', '-112.38'],
      ['2201.medical.pooled-personal', '-74.92'],
      ['2201.medical.mutual-aid', '-18.00'],
    ]));
  it('a bundle from the order that completes it and from what waited', () =>
    expect(
      booked(
        bundleSettled(
          2,
          [
            receivedItem('pooled-unit', 1),
            receivedItem('pooled-personal', 3),
            receivedItem('mutual-aid', 2),
            receivedItem('late-fee', 2),
          ],
          { total: yuan('210.43') },
        ),
      ),
    ).toEqual([
      ['2900.captured', '23.13'],
      ['2901.suspense.incomplete-bundle', '187.30'],
      ['2201.medical.pooled-unit', '-112.38'],
      ['2201.medical.pooled-personal', '-74.92'],
      ['2201.medical.mutual-aid', '-18.00'],
      ['2201.medical.late-fee', '-5.13'],
    ]));
  const withAccount = (parts: Record<string, string>): PaymentEvent =>
    bundleSettled(
      1,
      [
        {
          item: 'with-account',
          base: yuan('3746.00'),
          rate: rate('0.09'),
          amount: yuan('337.14'),
          parts: Object.fromEntries(Object.entries(parts).map(([name, amount]) => [name, yuan(amount)])),
          orderId: orderId(1),
        },
      ],
      { scheme: 'with-account', total: yuan('337.14') },
    );
  it.each([
    { unit: '262.22', personal: '74.92' },
    { personal: '74.92', unit: '262.22' },
  ])('the parts of an item by name, whatever their order in the stored event: %j', (parts) =>
    expect(booked(withAccount(parts))).toEqual([
      ['2900.captured', '337.14'],
      ['2201.medical.with-account.personal', '-74.92'],
      ['2201.medical.with-account.unit', '-262.22'],
    ]),
  );
  it('what the parts of an item leave on the item, and parts under their own name when they are new', () =>
    expect(booked(withAccount({ solidarity: '300.00' }))).toEqual([
      ['2900.captured', '337.14'],
      ['2201.medical.with-account.solidarity', '-300.00'],
      ['2201.medical.with-account', '-37.14'],
    ]));

  const reversal = {
    personId,
    orderId: orderId(1),
    insurance: 'pension',
    months: [],
    channel: 'ccb',
    channelTransactionNo: 'T1',
    amount: yuan('9.00'),
    reversedAt: noon,
  } as const;
  const lines = [
    { account: '1001.ccb', amount: yuan('-9.00') },
    { account: '2901.suspense.amount-differs', amount: yuan('9.00') },
  ];
  it('a reversal by its stored entries', () =>
    expect(booked({ type: 'CollectionReversed', data: { ...reversal, entries: lines } })).toEqual([
      ['1001.ccb', '-9.00'],
      ['2901.suspense.amount-differs', '9.00'],
    ]));
  it.each([
    monthClaimed(1, 'pension'),
    pensionPaid(1),
    { type: 'OrderClosed', data: { personId, orderId: orderId(1), because: 'expired' } },
    { type: 'SettlementReversed', data: { ...reversal } },
  ] as PaymentEvent[])('nothing for $type', (event) => expect(entriesOf(event)).toEqual([]));
});

it('the journal books nothing for an order that is opened', () =>
  expect(
    entriesOf({
      type: 'OrderOpened',
      data: {
        personId,
        orderId: orderId(1),
        quoteId,
        payerId: 'payer-1',
        insurance: 'pension',
        district: '370102',
        channel: 'wechat',
        lines: [],
        total: yuan('0.00'),
        payBy: noon,
      },
    }),
  ).toEqual([]));
