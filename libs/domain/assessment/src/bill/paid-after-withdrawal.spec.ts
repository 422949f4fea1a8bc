import { instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { rate, yuan } from '@canbao/money';
import { pack } from '@canbao/rules';
import { billView, reactions, type AccountCommand, type AccountEvent } from '..';
import {
  account,
  april,
  decidedBy,
  insured,
  march,
  may,
  medical,
  noon,
  personId,
  pushedMonth,
} from '../../test/accounts';

// A quote keeps its price for half an hour, and money that has moved is never refused: a bill can be
// withdrawn or sent anew while a payer stands at a counter with a quote of it.

const orderId = '6b3a53a1-3b0c-4d0e-9a52-0d0b6c2f5a11';
const push = (billId = 'bill-1', lateFee = '4.93'): AccountCommand => ({
  type: 'PushBill',
  ...medical,
  billId,
  at: noon,
  months: [pushedMonth(march, lateFee)],
});
const past = [insured, ...decidedBy(push(), insured)];
const withdrawn = [
  ...past,
  ...decidedBy({ type: 'WithdrawBill', ...medical, billId: 'bill-1', at: noon }, ...past),
];
const replace = {
  type: 'ReplaceBill',
  ...medical,
  billId: 'bill-1',
  at: noon,
  months: [pushedMonth(march, '5.13')],
};
const replaced = [...past, ...decidedBy(replace as AccountCommand, ...past)];
const paid: AccountCommand = {
  type: 'NotePaid',
  ...medical,
  months: [march],
  billId: 'bill-1',
  paidAt: instant('2022-05-18T12:10:00+08:00'),
  items: [...pushedMonth(march, '4.93').items, { item: 'late-fee' as const, amount: yuan('4.93') }].map(
    ({ item, amount }) => ({ item, orderId, amount, base: amount, rate: rate('1') }),
  ),
};
const shown = (...events: AccountEvent[]) =>
  billView(
    pack('jinan'),
    {
      insurance: 'medical',
      state: events.reduce(account.evolve, account.initial),
      events: events.map((event, index) => ({
        ...event,
        eventId: `event-${index}`,
        recordedAt: noon,
      })) as never,
    },
    'bill-1',
    noon,
  );
const opened = { ...medical, month: march, because: 'bill-withdrawn', orderIds: [orderId] } as const;

describe('money for a bill that was withdrawn while its quote still held', () => {
  it('settles the month, and goes back by a case, because nothing was due', () => {
    const events = decidedBy(paid, ...withdrawn);
    expect(events.map(({ type }) => type)).toEqual(['MonthsPaid', 'RefundCaseOpened']);
    expect(events[1]?.data).toEqual(opened);
  });
  it('stands in the history of the bill, so that its agency sees it', () =>
    expect(shown(...withdrawn, ...decidedBy(paid, ...withdrawn))).toMatchObject({
      status: 'withdrawn',
      history: [
        { what: 'pushed' },
        { what: 'withdrawn' },
        { what: 'paid', months: [march], total: '210.23' },
      ],
    }));
  it('stays where the agency bills the same again: it was due after all', () => {
    const cased = [...withdrawn, ...decidedBy(paid, ...withdrawn)];
    expect(decidedBy(push('bill-2'), ...cased).map(({ type }) => type)).toEqual([
      'BillPushed',
      'RefundCaseClosed',
    ]);
    given(account, ...cased)
      .when(push('bill-2', '5.13'))
      .thenRejected('already-paid');
  });
  it('goes back, too, where the bill was sent anew without the month', () => {
    const other = { ...replace, months: [pushedMonth(april, '4.93')] } as AccountCommand;
    const events = [...past, ...decidedBy(other, ...past)];
    expect(decidedBy(paid, ...events).at(-1)).toMatchObject({ type: 'RefundCaseOpened', data: opened });
  });
  it('is asked back once: the case ends with the money', () => {
    const cased = [...withdrawn, ...decidedBy(paid, ...withdrawn)];
    const events = decidedBy({ type: 'NoteReopened', ...medical, months: [march], orderId }, ...cased);
    expect(events.at(-1)).toMatchObject({ type: 'RefundCaseClosed', data: { closedBecause: 'refunded' } });
  });
});

it('a month that the same order pays beside it is of no bill', () => {
  const { billId: _, ...own } = paid as AccountCommand & { billId: string };
  const both = [...past, ...decidedBy(paid, ...past)];
  expect(decidedBy({ ...own, months: [may] } as AccountCommand, ...both).map(({ type }) => type)).toEqual([
    'MonthsPaid',
  ]);
});

it('a month of nobody’s bill has no such case', () => {
  const { billId: _, ...own } = paid as AccountCommand & { billId: string };
  expect(decidedBy(own as AccountCommand, insured).map(({ type }) => type)).toEqual(['MonthsPaid']);
});

it('a month paid before its bill was sent anew with another amount stays paid, and shows what was paid', () =>
  expect(shown(...replaced, ...decidedBy(paid, ...replaced))).toMatchObject({
    status: 'paid',
    total: '210.43',
    months: [{ status: 'paid', lines: [{}, {}, {}, { item: 'late-fee', amount: '5.13', paid: '4.93' }] }],
  }));

it('a bill whose month an employer covers since says so: no channel takes money for it', () => {
  const cover: AccountCommand = {
    type: 'NoteEmployerCover',
    ...medical,
    from: march,
    until: march,
    revision: 1,
  };
  expect(shown(...past, ...decidedBy(cover, ...past))).toMatchObject({
    status: 'open',
    months: [{ month: march, status: 'closed', conditions: [{ code: 'covered-by-employer' }] }],
  });
});

it('a settled bundle names its bill to the account', () =>
  expect(
    reactions({
      type: 'canbao.ledger.BundleSettled.v1',
      data: { personId, month: march, items: [], paidAt: noon, billId: 'bill-1' },
    } as never),
  ).toMatchObject([{ type: 'NotePaid', billId: 'bill-1' }]));
