import { day } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { medicalFacts, type AccountCommand, type AccountEvent } from '..';
import {
  account,
  april,
  decidedBy,
  insured,
  may,
  medical,
  medicalQuote,
  noon,
  pension,
} from '../../test/accounts';
import type { ItemAmounts } from './contribution-account.events';
import { inTreasuryOn } from './settled-months';

const { personId } = medical;
const basic: readonly Item[] = ['pooled-unit', 'pooled-personal'];

const amount = yuan('90.00');
const amountsOf = (items: readonly Item[]): ItemAmounts =>
  Object.fromEntries(items.map((item) => [item, amount]));
const received = (
  orderId: string,
  items: readonly Item[] = basic,
  month: typeof may = may,
): AccountCommand => ({
  type: 'NoteReceivedItems',
  ...medical,
  month,
  items,
  amounts: amountsOf(items),
  orderId,
});
const paid = (...by: [orderId: string, items: readonly Item[]][]): AccountCommand => ({
  type: 'NotePaid',
  ...medical,
  months: [may],
  items: by.flatMap(([orderId, items]) => items.map((item) => ({ item, orderId, amount }))),
});
const wholly = paid(['first', basic], ['second', ['mutual-aid']]);
const reversed = (orderId: string, ...months: (typeof may)[]): AccountCommand => ({
  type: 'NoteReopened',
  ...medical,
  months: months.length === 0 ? [may] : months,
  orderId,
});

it('are reopened one by one where refunds take them one by one', () => {
  const both = {
    type: 'NotePaid',
    ...pension,
    months: [april, may],
    orderId: 'first',
  } as const satisfies AccountCommand;
  const back = (month: typeof may): AccountCommand => ({
    type: 'NoteReopened',
    ...pension,
    months: [month],
    orderId: 'first',
  });
  const past = [both, back(april)].reduce<AccountEvent[]>(
    (events, command) => [...events, ...decidedBy(command, ...events)],
    [],
  );
  expect(decidedBy(back(april), ...past)).toEqual([]);
  expect(decidedBy(back(may), ...past)).toMatchObject([{ type: 'MonthsReopened', data: { months: [may] } }]);
});

/** The events of an insured person's account after the commands. */
const after = (...commands: AccountCommand[]): AccountEvent[] =>
  commands.reduce<AccountEvent[]>((past, command) => [...past, ...decidedBy(command, ...past)], [insured]);
const quotedItems = (past: readonly AccountEvent[]): readonly Item[] | string => {
  const { outcome } = given(account, ...past).when(medicalQuote());
  if (!outcome.accepted) return outcome.reason;
  return outcome.events.flatMap(({ event }) =>
    event.type === 'QuoteIssued' ? event.data.lines.map(({ item }) => item) : [],
  );
};

describe('a settled month', () => {
  it('is noted once', () =>
    given(account, insured)
      .when(wholly)
      .then({
        type: 'MonthsPaid',
        data: {
          ...medical,
          months: [may],
          items: [
            ...basic.map((item) => ({ item, orderId: 'first', amount })),
            { item: 'mutual-aid', orderId: 'second', amount },
          ],
        },
      }));
  it('is noted without the months that were noted before', () =>
    given(account, { type: 'MonthsPaid', data: { ...pension, months: [april] } })
      .when({ type: 'NotePaid', ...pension, months: [april, may] })
      .then({ type: 'MonthsPaid', data: { ...pension, months: [may] } }));
  it('cannot be quoted', () => expect(quotedItems(after(wholly))).toBe('already-paid'));
  it('can be quoted whole when the order that paid it is reversed', () => {
    const past = after(paid(['first', [...basic, 'mutual-aid']]), reversed('first'));
    expect(quotedItems(past)).toEqual([...basic, 'mutual-aid']);
    given(account, ...past)
      .when(reversed('first'))
      .thenNothing();
  });
  it('of a pension is open again when its order is reversed, and the other months stay paid', () => {
    const reopen: AccountCommand = { type: 'NoteReopened', ...pension, months: [may], orderId: 'first' };
    const past: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [april, may] } };
    given(account, past)
      .when(reopen)
      .then({ type: 'MonthsReopened', data: { ...pension, months: [may], orderId: 'first' } });
    const state = [past, ...decidedBy(reopen, past)].reduce(account.evolve, account.initial);
    expect(state.paidMonths).toEqual([april]);
  });
  it('stays settled when an order that paid nothing for it is reversed', () =>
    expect(quotedItems(after(wholly, reversed('third')))).toBe('already-paid'));
});

describe('received items of a bundle', () => {
  it('are noted once, and only the rest is quoted', () => {
    given(account, insured)
      .when(received('first'))
      .then({
        type: 'BundlePartNoted',
        data: { personId, month: may, items: basic, amounts: amountsOf(basic), orderId: 'first' },
      });
    expect(quotedItems(after(received('first')))).toEqual(['mutual-aid']);
  });
  it('stay when the order that completed the bundle is reversed', () =>
    expect(quotedItems(after(received('first'), wholly, reversed('second')))).toEqual(['mutual-aid']));
  it('stay even when their own event comes after the reversal of the other order', () =>
    expect(quotedItems(after(wholly, reversed('second'), received('first')))).toEqual(['mutual-aid']));
  it('stay beside items whose order is reversed', () =>
    expect(
      quotedItems(
        after(
          received('first', ['pooled-unit']),
          received('second', ['pooled-personal']),
          reversed('second'),
        ),
      ),
    ).toEqual(['pooled-personal', 'mutual-aid']));
  it('are payable again when their own order is reversed', () =>
    expect(quotedItems(after(received('first'), reversed('first')))).toEqual([...basic, 'mutual-aid']));
  it('are not noted when the reversal arrived first', () =>
    given(account, ...after(reversed('first')))
      .when(received('first'))
      .thenNothing());
  it('let the month be settled again with another order', () =>
    expect(
      quotedItems(
        after(
          received('first'),
          wholly,
          reversed('second'),
          paid(['first', basic], ['third', ['mutual-aid']]),
        ),
      ),
    ).toBe('already-paid'));
  it('of several months are payable again in each', () => {
    const past = after(received('first', basic, april), received('first'), reversed('first', april, may));
    expect(medicalFacts(past.reduce(account.evolve, account.initial), noon).receivedItems).toEqual({});
  });
  it('of another month are not touched by a settlement', () => {
    const past = after(received('first', basic, april), wholly);
    expect(medicalFacts(past.reduce(account.evolve, account.initial), noon).receivedItems).toEqual({
      '2022-04': basic,
      '2022-05': [...basic, 'mutual-aid'],
    });
  });
});

it.each([0, 1, 2, 3])(
  'the outcome is the same when items are received after %i events of the other topic',
  (position) => {
    const ledger = [wholly, reversed('second'), reversed('first')];
    expect(
      quotedItems(after(...ledger.slice(0, position), received('first'), ...ledger.slice(position))),
    ).toEqual([...basic, 'mutual-aid']);
  },
);

describe('received items that go to suspense', () => {
  const suspended = (orderId: string): AccountCommand => ({
    type: 'NoteItemsSuspended',
    ...medical,
    month: may,
    orderId,
  });
  it('are noted once, and the month is payable whole again', () => {
    const past = after(received('first'));
    given(account, ...past)
      .when(suspended('first'))
      .then({ type: 'ReceivedItemsSuspended', data: { personId, month: may, orderId: 'first' } });
    expect(quotedItems(after(received('first'), suspended('first')))).toEqual([...basic, 'mutual-aid']);
  });
  it('leave the items of other orders and other months', () => {
    const past = after(
      received('first'),
      received('first', basic, april),
      received('second', ['mutual-aid']),
    );
    const state = [...past, ...decidedBy(suspended('first'), ...past)].reduce(
      account.evolve,
      account.initial,
    );
    expect(medicalFacts(state, noon).receivedItems).toEqual({ '2022-04': basic, '2022-05': ['mutual-aid'] });
  });
  it('of which nothing is known change nothing', () =>
    given(account, insured).when(suspended('first')).thenNothing());
});

describe('the receipt of the treasury', () => {
  const receipt = (receivedOn: string): AccountCommand => ({
    type: 'NoteTreasuryReceipt',
    ...medical,
    months: [april, may],
    orderId: 'first',
    receivedOn: day(receivedOn),
  });
  const noted = (receivedOn: string): AccountEvent => ({
    type: 'TreasuryReceiptNoted',
    data: { ...medical, months: [april, may], orderId: 'first', receivedOn: day(receivedOn) },
  });

  it('is noted once, even before the payment, and again with another day', () => {
    given(account, insured).when(receipt('2022-05-19')).then(noted('2022-05-19'));
    given(account, insured, noted('2022-05-19')).when(receipt('2022-05-20')).then(noted('2022-05-20'));
  });
  it('counts for the month once the treasury has the money of every order that pays for it', () => {
    const state = (...commands: AccountCommand[]) =>
      after(...commands).reduce(account.evolve, account.initial);
    expect(inTreasuryOn(state(paid(['first', basic]), receipt('2022-05-19')), may)).toBe('2022-05-19');
    expect(inTreasuryOn(state(wholly, receipt('2022-05-19')), may)).toBeUndefined();
    const second = { ...receipt('2022-05-23'), orderId: 'second' } as AccountCommand;
    expect(inTreasuryOn(state(wholly, second, receipt('2022-05-19')), may)).toBe('2022-05-23');
  });
});
