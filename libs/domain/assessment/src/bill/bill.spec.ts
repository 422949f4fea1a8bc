import { day, month } from '@canbao/calendar';
import { contractEvents } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import type { PushedMonth } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import { published, recorded, type AccountCommand, type AccountEvent } from '..';
import { BillPushed, QuoteIssued } from '../account/contribution-account.events';
import {
  account,
  april,
  decidedBy,
  insured,
  march,
  may,
  medical,
  medicalQuote,
  noon,
  personId,
} from '../../test/accounts';

const amounts: readonly [Item, string][] = [
  ['pooled-unit', '112.38'],
  ['pooled-personal', '74.92'],
  ['mutual-aid', '18.00'],
];
const pushed = (pushedMonth = march, items = amounts): PushedMonth => ({
  month: pushedMonth,
  lateFee: yuan('5.13'),
  items: items.map(([item, amount]) => ({ item, amount: yuan(amount) })),
});
const billed = (billedMonth: typeof march, ownFee: string, days: number) => ({
  month: billedMonth,
  own: {
    items: [
      { item: 'pooled-unit', base: '3746.00', rate: '0.03', amount: '112.38' },
      { item: 'pooled-personal', base: '3746.00', rate: '0.02', amount: '74.92' },
      { item: 'mutual-aid', base: '18.00', rate: '1', amount: '18.00' },
    ],
    lateFee: { amount: ownFee, days, dailyRate: '0.0005', countedTo: '2022-05-18' },
  },
  lateFee: '5.13',
  items: amounts.map(([item, amount]) => ({ item, amount, base: amount, rate: '1' })),
});
const push = (...months: PushedMonth[]): AccountCommand => ({
  type: 'PushBill',
  ...medical,
  billId: 'bill-1',
  at: noon,
  months,
});

describe('a bill pushed by the agency', () => {
  it('is added up with its late fees once, each amount as its own base at rate 1', () =>
    given(account, insured)
      .when(push(pushed(march), pushed(april)))
      .then({
        type: 'BillPushed',
        data: {
          personId,
          billId: 'bill-1',
          months: [billed(march, '4.93', 48), billed(april, '1.85', 18)],
          total: '420.86',
          lateFee: '10.26',
        },
      } as never));
  it('makes its month payable, with the late fee as a line', () => {
    given(account, insured)
      .when(medicalQuote({ months: [march] }))
      .thenRejected('arrears-push-required');
    const bill = decidedBy(push(pushed()), insured);
    const quoted = recorded(decidedBy(medicalQuote({ months: [march] }), insured, ...bill), QuoteIssued);
    expect(quoted).toMatchObject({ bundles: [{ billId: 'bill-1' }], total: '210.43' });
    expect(quoted.lines.map(({ item }) => item)).toEqual([
      'pooled-unit',
      'pooled-personal',
      'mutual-aid',
      'late-fee',
    ]);
  });
  it('leaves an earlier bill as it is', () => {
    const first = decidedBy(push(pushed(march)), insured);
    const second = decidedBy({ ...push(pushed(april)), billId: 'bill-2' } as never, insured, ...first);
    const state = [insured, ...first, ...second].reduce(account.evolve, account.initial);
    expect(state.bills.map(({ billId, month: billedMonth }) => [billId, billedMonth])).toEqual([
      ['bill-1', march],
      ['bill-2', april],
    ]);
  });
  it.each([
    [april, true],
    [may, false],
    [month('2022-06'), false],
  ])('in May for %s is possible: %s', (pushedMonth, possible) => {
    const outcome = given(account, insured).when(push(pushed(pushedMonth)));
    if (possible) expect(outcome.outcome.accepted).toBe(true);
    else outcome.thenRejected('month-not-past', { rejectedMonths: [pushedMonth] });
  });
  it('requires an enrolment', () => given(account).when(push(pushed())).thenRejected('not-registered'));
  it('is refused for a paid month', () =>
    given(account, insured, { type: 'MonthsPaid', data: { ...medical, months: [march] } })
      .when(push(pushed(), pushed(april)))
      .thenRejected('already-paid', { rejectedMonths: [march] }));
  it('has every item of a pooled month', () =>
    given(account, insured)
      .when(push(pushed(march, amounts.slice(0, 2)), pushed(april, amounts.slice(0, 2))))
      .thenRejected('bundle-incomplete', { missingItems: ['mutual-aid'] }));
  it('may have the one item of a month with account', () => {
    const withAccount: AccountEvent = {
      type: 'EnrolmentNoted',
      data: { ...medical, district: '370102', from: '2022-01-01' as never, scheme: 'with-account' },
    };
    expect(
      recorded(decidedBy(push(pushed(march, [['with-account', '337.14']])), withAccount), BillPushed),
    ).toMatchObject({ total: '342.27', lateFee: '5.13' });
  });
  it('is refused whole, and every wrong line of it is named', () =>
    given(account, insured)
      .when(push(pushed(march), pushed(march), pushed(may)))
      .thenRejected('duplicate-month', {
        rejectedMonths: [march],
        faults: [
          { month: march, code: 'duplicate-month' },
          { month: may, code: 'month-not-past' },
        ],
      }));
  it('is refused for a month that another bill is in force for', () =>
    given(account, insured, ...decidedBy(push(pushed()), insured))
      .when({ ...push(pushed()), billId: 'bill-2' } as never)
      .thenRejected('bill-exists', { rejectedMonths: [march] }));
  it.each<[string, AccountEvent[]]>([
    [
      'whose enrolment has ended',
      [insured, { type: 'EnrolmentEndNoted', data: { ...medical, on: day('2022-03-31') } }],
    ],
    [
      'who has changed to the scheme with account',
      [
        insured,
        {
          type: 'EnrolmentNoted',
          data: { ...medical, district: '370102', scheme: 'with-account', from: day('2022-05-01') },
        },
      ],
    ],
  ])('is payable as it is for someone %s', (_, past) => {
    const bill = decidedBy(push(pushed()), ...past);
    expect(
      recorded(decidedBy(medicalQuote({ months: [march] }), ...past, ...bill), QuoteIssued),
    ).toMatchObject({
      total: '210.43',
      bundles: [{ scheme: 'pooled', items: ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'] }],
    });
  });
  it('is published as its contract says', () => {
    const event = published(decidedBy(push(pushed()), insured)[0] as AccountEvent);
    expect(event?.type).toBe('canbao.assessment.BackPayBillPushed.v1');
    expect(contractEvents['canbao.assessment.BackPayBillPushed.v1'].data.parse(event?.data)).toEqual({
      personId,
      billId: 'bill-1',
      months: [march],
      total: '210.43',
      lateFee: '5.13',
    });
  });
});
