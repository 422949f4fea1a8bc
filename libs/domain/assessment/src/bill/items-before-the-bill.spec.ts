import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import type { PushedMonth } from '@canbao/rules';
import { recorded, type AccountCommand, type AccountEvent } from '..';
import { QuoteIssued } from '../account/contribution-account.events';
import { account, decidedBy, insured, march, medical, medicalQuote, noon } from '../../test/accounts';

const billed = (aid: string): PushedMonth => ({
  month: march,
  lateFee: yuan('5.13'),
  items: [
    { item: 'pooled-unit', amount: yuan('112.38') },
    { item: 'pooled-personal', amount: yuan('74.92') },
    { item: 'mutual-aid', amount: yuan(aid) },
  ],
});
const push = (aid: string, billId = 'bill-1'): AccountCommand => ({
  type: 'PushBill',
  ...medical,
  billId,
  at: noon,
  months: [billed(aid)],
});
const replace = (aid: string, billId = 'bill-1'): AccountCommand => ({
  type: 'ReplaceBill',
  ...medical,
  billId,
  at: noon,
  months: [billed(aid)],
});
const withdraw = (billId: string): AccountCommand => ({
  type: 'WithdrawBill',
  ...medical,
  billId,
  at: noon,
});
const outdated = (billId: string): AccountEvent => ({
  type: 'BillOutdated',
  data: { personId: medical.personId, billId, months: [march], changedAt: noon },
});
/** Mutual aid of 18.00 yuan for March. */
const aid = (billId?: string): AccountCommand => ({
  type: 'NoteReceivedItems',
  ...medical,
  month: march,
  items: ['mutual-aid'],
  amounts: { 'mutual-aid': yuan('18.00') },
  orderId: 'order-1',
  ...(billId === undefined ? {} : { billId }),
});
const after = (...commands: AccountCommand[]): AccountEvent[] =>
  commands.reduce<AccountEvent[]>((past, command) => [...past, ...decidedBy(command, ...past)], [insured]);
const quoted = (...commands: AccountCommand[]) => {
  const past = after(...commands);
  const { lines, total } = recorded(decidedBy(medicalQuote({ months: [march] }), ...past), QuoteIssued);
  return { total, items: lines.map(({ item }) => item) };
};
const rest = { total: '192.43', items: ['pooled-unit', 'pooled-personal', 'late-fee'] };
const whole = (total: string) => ({
  total,
  items: ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'],
});

describe('an item that money came in for before the bill', () => {
  it('counts where the bill has the same amount', () => expect(quoted(aid(), push('18.00'))).toEqual(rest));
  it('is quoted again where the bill has another amount: the bill makes the month whole', () =>
    expect(quoted(aid(), push('20.00'))).toEqual(whole('212.43')));
  it('counts once the bill is put right', () =>
    expect(quoted(aid(), push('20.00'), replace('18.00'))).toEqual(rest));
  it('leaves a bill with another amount free to be changed again, or withdrawn', () => {
    const past = [aid(), push('20.00')];
    expect(quoted(...past, replace('21.00'))).toEqual(whole('213.43'));
    given(account, ...after(...past))
      .when(withdraw('bill-1'))
      .then(
        { type: 'BillWithdrawn', data: { personId: medical.personId, billId: 'bill-1', months: [march] } },
        outdated('bill-1'),
      );
  });
  it('keeps its amount once it counts', () =>
    given(account, ...after(aid(), push('18.00')))
      .when(replace('20.00'))
      .thenRejected('already-paid', { rejectedMonths: [march], items: ['mutual-aid'] }));
});

describe('an item that money came in for under a bill', () => {
  it('counts for it', () => expect(quoted(push('18.00'), aid('bill-1'))).toEqual(rest));
  it('is quoted again under another bill, which makes the month whole by itself', () =>
    expect(quoted(push('18.00'), withdraw('bill-1'), aid('bill-1'), push('18.00', 'bill-2'))).toEqual(
      whole('210.43'),
    ));
  it('is quoted again when its quote was older than the change of its amount', () =>
    expect(quoted(push('18.00'), replace('20.00'), aid('bill-1'))).toEqual(whole('212.43')));
  it('stays under that bill, though its month was settled and the rest reversed', () => {
    const items = [
      { item: 'mutual-aid', amount: yuan('18.00'), orderId: 'order-1' },
      { item: 'pooled-unit', amount: yuan('112.38'), orderId: 'order-2' },
    ] as const;
    given(
      account,
      ...after(
        push('18.00'),
        withdraw('bill-1'),
        aid('bill-1'),
        { type: 'NotePaid', ...medical, months: [march], items },
        { type: 'NoteReopened', ...medical, months: [march], orderId: 'order-2' },
        push('18.00', 'bill-2'),
      ),
    )
      .when(withdraw('bill-2'))
      .then(
        { type: 'BillWithdrawn', data: { personId: medical.personId, billId: 'bill-2', months: [march] } },
        outdated('bill-2'),
      );
  });
});
