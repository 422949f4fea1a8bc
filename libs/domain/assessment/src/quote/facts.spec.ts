import { day, monthsOfYear } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { medicalFacts, pensionFacts, type AccountEvent } from '..';
import {
  account,
  april,
  enrolled,
  insured,
  march,
  may,
  medical,
  noon,
  pension,
  personId,
} from '../../test/accounts';

const stateAfter = (...events: AccountEvent[]) => events.reduce(account.evolve, account.initial);
const ended = (insurance: 'pension' | 'medical'): AccountEvent => ({
  type: 'EnrolmentEndNoted',
  data: { personId, insurance, on: day('2022-04-30') },
});

describe('the facts of a pension quote', () => {
  it('are no enrolment and no base to begin with', () =>
    expect(pensionFacts(stateAfter(), noon)).toStrictEqual({ enrolments: [], paidMonths: [] }));
  it('are the enrolment, the paid months and the registered base', () =>
    expect(
      pensionFacts(
        stateAfter(
          enrolled,
          { type: 'MonthsPaid', data: { ...pension, months: [april, may] } },
          {
            type: 'PensionBaseDeclared',
            data: { personId, base: yuan('5000.00'), channel: 'wechat', declaredAt: noon, quoteId: 'quote' },
          },
        ),
        noon,
      ),
    ).toStrictEqual({
      enrolments: [{ district: '370102', from: '2022-01-01' }],
      paidMonths: [april, may],
      registeredBase: '5000.00',
    }));
  it('say on which day the enrolment ended', () =>
    expect(pensionFacts(stateAfter(enrolled, ended('pension')), noon)).toStrictEqual({
      enrolments: [{ district: '370102', from: '2022-01-01', until: '2022-04-30' }],
      paidMonths: [],
    }));
});

it('the facts name the months that an employer covers, up to December', () => {
  const covers: AccountEvent[] = [
    { type: 'EmployerCoverNoted', data: { ...pension, from: march, until: march } },
    { type: 'EmployerCoverNoted', data: { ...pension, from: may } },
  ];
  expect(pensionFacts(stateAfter(enrolled, ...covers), noon).employerMonths).toEqual([
    march,
    ...monthsOfYear(may).slice(4),
  ]);
});

describe('the facts of a medical quote', () => {
  it('are no enrolment, no items and no bills to begin with', () =>
    expect(medicalFacts(stateAfter(), noon)).toStrictEqual({
      enrolments: [],
      paidMonths: [],
      receivedItems: {},
      bills: [],
    }));
  it('are the enrolment with its scheme, the received items and the bills', () => {
    const item = { item: 'mutual-aid', base: yuan('18.00'), rate: rate('1'), amount: yuan('18.00') } as const;
    const months = [{ month: march, items: [item], lateFee: yuan('0.50') }];
    expect(
      medicalFacts(
        stateAfter(
          insured,
          ended('medical'),
          { type: 'MonthsPaid', data: { ...medical, months: [april] } },
          {
            type: 'BundlePartNoted',
            data: {
              personId,
              month: may,
              items: ['pooled-unit'],
              amounts: { 'pooled-unit': yuan('112.38') },
              orderId: 'order-1',
            },
          },
          {
            type: 'BundlePartNoted',
            data: {
              personId,
              month: may,
              items: ['mutual-aid'],
              amounts: { 'mutual-aid': yuan('18.00') },
              orderId: 'order-2',
            },
          },
          {
            type: 'BillPushed',
            data: { personId, billId: 'bill-1', months, total: yuan('18.50'), lateFee: yuan('0.50') },
          },
        ),
        noon,
      ),
    ).toStrictEqual({
      enrolments: [{ district: '370102', from: '2022-01-01', until: '2022-04-30', scheme: 'pooled' }],
      paidMonths: [april],
      receivedItems: { '2022-05': ['pooled-unit', 'mutual-aid'] },
      bills: [{ billId: 'bill-1', month: march, items: [item], lateFee: '0.50' }],
    });
  });
});
