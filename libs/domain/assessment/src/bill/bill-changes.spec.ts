import { contractEvents } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import type { BillFault, PushedMonth } from '@canbao/rules';
import type { Month } from '@canbao/calendar';
import { billOf, monthsOf, published, recorded, type AccountCommand, type AccountEvent } from '..';
import { QuoteIssued } from '../account/contribution-account.events';
import {
  account,
  april,
  decidedBy,
  insured,
  march,
  medical,
  medicalQuote,
  noon,
  personId,
  pushedMonth,
} from '../../test/accounts';

const billed = (of: Month, lateFee = '5.13') => pushedMonth(of, lateFee);
const bill = { ...medical, billId: 'bill-1', at: noon } as const;
const replace = (...months: PushedMonth[]): AccountCommand => ({ type: 'ReplaceBill', ...bill, months });
const withdraw: AccountCommand = { type: 'WithdrawBill', ...medical, billId: 'bill-1', at: noon };
const past: readonly AccountEvent[] = [
  insured,
  ...decidedBy({ type: 'PushBill', ...bill, months: [billed(march), billed(april)] }, insured),
];
const paid = (...months: Month[]): AccountEvent => ({ type: 'MonthsPaid', data: { ...medical, months } });
const outdated = (...months: Month[]): AccountEvent => ({
  type: 'BillOutdated',
  data: { personId, billId: 'bill-1', months, changedAt: noon },
});
const totalAfter = (...events: AccountEvent[]): string =>
  billOf(monthsOf(events.reduce(account.evolve, account.initial), 'bill-1')).total;

describe('a replaced bill', () => {
  it('is quoted as it is now, once recorded', () => {
    const replaced = decidedBy(replace(billed(march, '6.00'), billed(april)), ...past);
    given(account, ...past, ...replaced)
      .when(replace(billed(march, '6.00'), billed(april)))
      .thenNothing();
    expect(
      recorded(decidedBy(medicalQuote({ months: [march] }), ...past, ...replaced), QuoteIssued).total,
    ).toBe('211.30');
  });
  it('no longer bills a month that it leaves out', () =>
    given(account, ...past, ...decidedBy(replace(billed(march)), ...past))
      .when(medicalQuote({ months: [april] }))
      .thenRejected('arrears-push-required'));
  it('that names a paid month again as it was keeps it', () => {
    const replaced = decidedBy(replace(billed(march), billed(april, '1.00')), ...past, paid(march));
    expect(totalAfter(...past, paid(march), ...replaced)).toBe('416.73');
  });
  it('that leaves a paid month out keeps it as well', () => {
    const replaced = decidedBy(replace(billed(april, '1.00')), ...past, paid(march));
    expect(totalAfter(...past, paid(march), ...replaced)).toBe('416.73');
  });
  it('cannot change a paid month', () =>
    given(account, ...past, paid(march))
      .when(replace(billed(march, '6.00'), billed(april)))
      .thenRejected('already-paid', { rejectedMonths: [march] }));
  it('cannot change the amount of an item that money has come in for, and can change the others', () => {
    const part: AccountEvent = {
      type: 'BundlePartNoted',
      data: {
        personId,
        month: march,
        items: ['mutual-aid', 'late-fee'],
        amounts: { 'mutual-aid': yuan('18.00'), 'late-fee': yuan('5.13') },
        orderId: 'order-1',
      },
    };
    const { items } = billed(march);
    const withAid = (amount: string) =>
      items.map((line) => (line.item === 'mutual-aid' ? { ...line, amount: yuan(amount) } : line));
    given(account, ...past, part)
      .when(replace({ ...billed(march, '6.00'), items: withAid('20.00') }, billed(april)))
      .thenRejected('already-paid', {
        rejectedMonths: [march],
        items: ['mutual-aid', 'late-fee'],
        faults: [
          { month: march, item: 'mutual-aid', code: 'already-paid' },
          { month: march, item: 'late-fee', code: 'already-paid' },
        ],
      });
    const others = items.map((line) =>
      line.item === 'mutual-aid' ? line : { ...line, amount: yuan('100.00') },
    );
    const replaced = decidedBy(replace({ ...billed(march), items: others }, billed(april)), ...past, part);
    expect(
      recorded(decidedBy(medicalQuote({ months: [march] }), ...past, part, ...replaced), QuoteIssued).total,
    ).toBe('200.00');
  });
  it('asks again for an item whose former amount was on its way, and not for one that stayed', () => {
    const replaced = decidedBy(
      replace({ ...billed(march, '6.00'), items: billed(march).items }, billed(april)),
      ...past,
    );
    const inFlight = decidedBy(
      {
        type: 'NoteReceivedItems',
        ...medical,
        month: march,
        items: ['mutual-aid', 'late-fee'],
        amounts: { 'mutual-aid': yuan('18.00'), 'late-fee': yuan('5.13') },
        orderId: 'order-1',
        billId: 'bill-1',
      },
      ...past,
      ...replaced,
    );
    const quoted = recorded(
      decidedBy(medicalQuote({ months: [march] }), ...past, ...replaced, ...inFlight),
      QuoteIssued,
    );
    expect(quoted.lines.map(({ item }) => item)).toEqual(['pooled-unit', 'pooled-personal', 'late-fee']);
    expect(quoted.total).toBe('193.30');
  });
  it.each<[string, readonly PushedMonth[], BillFault]>([
    ['a month', [billed(march), billed(march)], { month: march, code: 'duplicate-month' }],
    [
      'a month, as it was and changed',
      [billed(march), billed(march, '6.00')],
      { month: march, code: 'duplicate-month' },
    ],
    [
      'an item in place of another',
      [{ ...billed(march), items: [0, 1, 1].flatMap((index) => billed(march).items[index] ?? []) }],
      { month: march, item: 'pooled-personal', code: 'duplicate-item' },
    ],
  ])('cannot name %s twice', (_, months, fault) => {
    const { outcome } = given(account, ...past).when(replace(...months));
    expect(outcome).toMatchObject({ accepted: false, reason: fault.code });
    expect(outcome).toMatchObject({ details: { faults: expect.arrayContaining([fault]) } });
  });
  it('must have been pushed', () =>
    given(account, insured)
      .when(replace(billed(march)))
      .thenRejected('bill-not-found'));
});

describe('a withdrawn bill', () => {
  it('is no longer payable', () => {
    given(account, ...past)
      .when(withdraw)
      .then(
        { type: 'BillWithdrawn', data: { personId, billId: 'bill-1', months: [march, april] } },
        outdated(march, april),
      );
    given(account, ...past, ...decidedBy(withdraw, ...past))
      .when(medicalQuote({ months: [march] }))
      .thenRejected('arrears-push-required');
  });
  it('stays for the months that money has come in for', () => {
    given(account, ...past, paid(march))
      .when(withdraw)
      .then(
        { type: 'BillWithdrawn', data: { personId, billId: 'bill-1', months: [april] } },
        outdated(april),
      );
    given(account, ...past, {
      type: 'BundlePartNoted',
      data: {
        personId,
        month: april,
        items: ['mutual-aid'],
        amounts: { 'mutual-aid': yuan('18.00') },
        orderId: 'order-1',
      },
    })
      .when(withdraw)
      .then(
        { type: 'BillWithdrawn', data: { personId, billId: 'bill-1', months: [march] } },
        outdated(march),
      );
  });
  it('cannot be one that has been paid entirely', () =>
    given(account, ...past, paid(march, april))
      .when(withdraw)
      .thenRejected('bill-paid', { rejectedMonths: [march, april] }));
  it('must have been pushed', () => given(account, insured).when(withdraw).thenRejected('bill-not-found'));
  it('makes room for another one', () =>
    expect(
      given(account, ...past, ...decidedBy(withdraw, ...past)).when({
        type: 'PushBill',
        ...bill,
        billId: 'bill-2',
        months: [billed(march)],
      }).outcome.accepted,
    ).toBe(true));
});

it('changes of a bill are published as their contracts say', () => {
  const events = [...decidedBy(replace(billed(march)), ...past), ...decidedBy(withdraw, ...past)];
  const messages = events.map((event) => published(event));
  expect(messages.map((message) => message?.data)).toEqual([
    { personId, billId: 'bill-1', months: [march], total: '210.43', lateFee: '5.13' },
    outdated(april).data,
    { personId, billId: 'bill-1', months: [march, april] },
    outdated(march, april).data,
  ]);
  for (const message of messages)
    expect(message && contractEvents[message.type].data.safeParse(message.data).success).toBe(true);
});
