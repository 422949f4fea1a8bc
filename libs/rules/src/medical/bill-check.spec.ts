import { day, instant, month, type Month } from '@canbao/calendar';
import { yuan, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { checkBill, pack, type BillFault, type MedicalFacts, type PushedMonth } from '../index';

const at = instant('2022-05-18T10:00:00+08:00');
const facts: MedicalFacts = {
  enrolments: [{ from: day('2022-01-15'), scheme: 'pooled' }],
  paidMonths: [],
  receivedItems: {},
  bills: [],
};
const pooledItems = [
  ['pooled-unit', '112.38'],
  ['pooled-personal', '74.92'],
  ['mutual-aid', '18.00'],
] as const;
const pushed = (
  value: string,
  items: readonly (readonly [Item, string])[] = pooledItems,
  lateFee = '5.13',
): PushedMonth => ({
  month: month(value),
  items: items.map(([item, amount]) => ({ item, amount: amount as Yuan })),
  lateFee: yuan(lateFee),
});
const faults = (months: readonly PushedMonth[], change: Partial<MedicalFacts> = {}) =>
  checkBill(pack('jinan'), { ...facts, ...change }, at, months);
const march: Month = month('2022-03');

describe('a bill can be recorded', () => {
  const account: PushedMonth = pushed('2022-03', [['with-account', '337.14']]);
  it.each<[string, PushedMonth[], Partial<MedicalFacts>]>([
    ['for complete past months', [pushed('2022-03'), pushed('2022-04')], {}],
    ['without a late fee', [pushed('2022-03', pooledItems, '0.00')], {}],
    ['for a month under a former scheme', [account], {}],
    [
      'for a month of an enrolment that has ended',
      [pushed('2022-03')],
      { enrolments: [{ from: day('2022-01-15'), until: day('2022-04-01'), scheme: 'pooled' }] },
    ],
    [
      'for the month in which the enrolment ended',
      [pushed('2022-04')],
      { enrolments: [{ from: day('2022-01-15'), until: day('2022-04-01'), scheme: 'pooled' }] },
    ],
    [
      'for a month between two enrolments',
      [pushed('2022-03')],
      {
        enrolments: [
          { from: day('2022-01-15'), until: day('2022-02-01'), scheme: 'pooled' },
          { from: day('2022-04-10'), scheme: 'with-account' },
        ],
      },
    ],
    ['for the month in which the enrolment began', [pushed('2022-01')], {}],
    ['for the month of death', [pushed('2022-03')], { diedOn: day('2022-03-02') }],
    ['up to the largest amount', [pushed('2022-03', [['with-account', '999999999994.86']])], {}],
  ])('%s', (_, months, change) => expect(faults(months, change)).toEqual([]));
});

describe('a bill is wrong', () => {
  it.each<[string, PushedMonth[], BillFault[], Partial<MedicalFacts>?]>([
    [
      'with a month twice',
      [pushed('2022-03'), pushed('2022-03')],
      [{ month: march, code: 'duplicate-month' }],
    ],
    [
      'with an item twice',
      [pushed('2022-03', [...pooledItems, ['mutual-aid', '18.00']])],
      [{ month: march, item: 'mutual-aid', code: 'duplicate-item' }],
    ],
    [
      'with a pension item',
      [pushed('2022-03', [...pooledItems, ['pension', '749.20']])],
      [{ month: march, item: 'pension', code: 'unknown-item' }],
    ],
    [
      'with the late fee as an item',
      [pushed('2022-03', [['late-fee', '5.13']])],
      [{ month: march, item: 'late-fee', code: 'unknown-item' }],
    ],
    [
      'with items of two schemes',
      [pushed('2022-03', [...pooledItems, ['with-account', '337.14']])],
      [{ month: march, code: 'mixed-schemes' }],
    ],
    [
      'with a part of a scheme, whatever scheme the person has',
      [pushed('2022-03', [['mutual-aid', '18.00']])],
      (['pooled-unit', 'pooled-personal'] as const).map((item) => ({
        month: march,
        item,
        code: 'bundle-incomplete',
      })),
      { enrolments: [{ from: day('2022-01-15'), scheme: 'with-account' }] },
    ],
    ['without items', [pushed('2022-03', [])], [{ month: march, code: 'bundle-incomplete' }]],
    [
      'of nothing',
      [pushed('2022-03', [['with-account', '0.00']], '0.00')],
      [{ month: march, code: 'nothing-to-pay' }],
    ],
    [
      'with an amount that no wire carries',
      [pushed('2022-03', [['with-account', '1000000000001.99']], '0.00')],
      [{ month: march, item: 'with-account', code: 'amount-out-of-range' }, { code: 'amount-out-of-range' }],
    ],
    [
      'with a late fee that no wire carries',
      [pushed('2022-03', pooledItems, '-5.13')],
      [{ month: march, item: 'late-fee', code: 'amount-out-of-range' }],
    ],
    [
      'with a total that no wire carries',
      [pushed('2022-03', [['with-account', '999999999994.87']])],
      [{ code: 'amount-out-of-range' }],
    ],
    [
      'before the first enrolment',
      [pushed('2021-12')],
      [{ month: month('2021-12'), code: 'not-registered' }],
    ],
    [
      'after the end of the last enrolment',
      [pushed('2022-03'), pushed('2022-04')],
      [{ month: month('2022-04'), code: 'not-registered' }],
      {
        enrolments: [
          { from: day('2022-01-15'), until: day('2022-03-31'), scheme: 'pooled' },
          { from: day('2022-05-19'), scheme: 'pooled' },
        ],
      },
    ],
    [
      'of someone never enrolled',
      [pushed('2022-03')],
      [{ month: march, code: 'not-registered' }],
      { enrolments: [] },
    ],
    [
      'of someone whose enrolment is only planned',
      [pushed('2022-03')],
      [{ month: march, code: 'not-registered' }],
      { enrolments: [{ from: day('2022-05-19'), scheme: 'pooled' }] },
    ],
    [
      'before the medical rates',
      [pushed('1992-01')],
      [{ month: month('1992-01'), code: 'no-rate-for-month' }],
      { enrolments: [{ scheme: 'pooled' }] },
    ],
    ['for the current month', [pushed('2022-05')], [{ month: month('2022-05'), code: 'month-not-past' }]],
    ['for a later month', [pushed('2022-06')], [{ month: month('2022-06'), code: 'month-not-past' }]],
    [
      'for a paid month, billed before or not',
      [pushed('2022-03')],
      [{ month: march, code: 'already-paid' }],
      { paidMonths: [march], bills: [{ billId: 'bill-1', month: march, items: [], lateFee: yuan('0.00') }] },
    ],
    [
      'for a month with a live bill',
      [pushed('2022-03'), pushed('2022-04')],
      [{ month: march, code: 'bill-exists' }],
      { bills: [{ billId: 'bill-1', month: march, items: [], lateFee: yuan('0.00') }] },
    ],
    [
      'after the month of death',
      [pushed('2022-03'), pushed('2022-04')],
      [{ month: month('2022-04'), code: 'person-deceased' }],
      { diedOn: day('2022-03-02') },
    ],
    [
      'for a month that an employer covers',
      [pushed('2022-03')],
      [{ month: march, code: 'covered-by-employer' }],
      { employerMonths: [march] },
    ],
  ])('%s', (...[, months, expected, change]) => expect(faults(months, change)).toEqual(expected));

  it('in every line that is named', () =>
    expect(
      faults([
        pushed('2022-06'),
        pushed('2022-03', [
          ['pension', '749.20'],
          ['mutual-aid', '18.00'],
          ['mutual-aid', '18.00'],
        ]),
        pushed('1992-01'),
      ]).map(({ month: faulty, item, code }) => [faulty, item, code]),
    ).toEqual([
      ['2022-06', undefined, 'month-not-past'],
      ['2022-03', 'pension', 'unknown-item'],
      ['2022-03', 'mutual-aid', 'duplicate-item'],
      ['2022-03', 'pooled-unit', 'bundle-incomplete'],
      ['2022-03', 'pooled-personal', 'bundle-incomplete'],
      ['1992-01', undefined, 'not-registered'],
      ['1992-01', undefined, 'no-rate-for-month'],
    ]));
});
