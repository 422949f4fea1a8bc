import type { Item } from '@canbao/vocabulary';
import { day, instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { pack } from '@canbao/rules';
import { contributionAccount, medicalFacts, type AccountCommand, type AccountEvent } from './index';

const account = contributionAccount(pack('jinan'));
const personId = '10000000-0000-4000-8000-000000000001';
const [april, may] = [month('2022-04'), month('2022-05')];
const noon = instant('2022-05-18T12:00:00+08:00');
const medical = { personId, insurance: 'medical' } as const;
const insured: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...medical, district: '370102', from: day('2022-01-01'), scheme: 'pooled' },
};
const basic: readonly Item[] = ['pooled-unit', 'pooled-personal'];

const part = (orderId: string, items: readonly Item[] = basic): AccountCommand => ({
  type: 'NotePart',
  ...medical,
  month: may,
  items,
  orderId,
});
const paid = (...by: [orderId: string, items: readonly Item[]][]): AccountCommand => ({
  type: 'NotePaid',
  ...medical,
  months: [may],
  items: by.flatMap(([orderId, items]) => items.map((item) => ({ item, orderId }))),
});
const wholly = paid(['first', basic], ['second', ['mutual-aid']]);
const reversed = (orderId: string, ...months: (typeof may)[]): AccountCommand => ({
  type: 'NoteReopened',
  ...medical,
  months: months.length === 0 ? [may] : months,
  orderId,
});

const after = (...commands: AccountCommand[]): AccountEvent[] =>
  commands.reduce<AccountEvent[]>(
    (past, command) => {
      const { outcome } = given(account, ...past).when(command);
      if (!outcome.accepted) throw new Error(outcome.reason);
      return [...past, ...outcome.events.map(({ event }) => event)];
    },
    [insured],
  );
const quotedItems = (past: readonly AccountEvent[]): readonly Item[] | string => {
  const { outcome } = given(account, ...past).when({
    type: 'IssueQuote',
    ...medical,
    quoteId: 'quote',
    at: noon,
    months: [may],
  });
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
            ...basic.map((item) => ({ item, orderId: 'first' })),
            { item: 'mutual-aid', orderId: 'second' },
          ],
        },
      }));
  it('is noted without the months that were noted before', () => {
    const pension = { personId, insurance: 'pension' } as const;
    given(account, { type: 'MonthsPaid', data: { ...pension, months: [april] } })
      .when({ type: 'NotePaid', ...pension, months: [april, may] })
      .then({ type: 'MonthsPaid', data: { ...pension, months: [may] } });
  });
  it('cannot be quoted', () => expect(quotedItems(after(wholly))).toBe('already-paid'));
  it('can be quoted whole when the order that paid it is reversed', () => {
    const past = after(paid(['first', [...basic, 'mutual-aid']]), reversed('first'));
    expect(quotedItems(past)).toEqual([...basic, 'mutual-aid']);
    given(account, ...past)
      .when(reversed('first'))
      .thenNothing();
  });
  it('stays settled when an order that brought nothing to it is reversed', () =>
    expect(quotedItems(after(wholly, reversed('third')))).toBe('already-paid'));
});

describe('a part of a bundle', () => {
  it('is noted once, and only the rest is quoted', () => {
    given(account, insured)
      .when(part('first'))
      .then({ type: 'BundlePartNoted', data: { personId, month: may, items: basic, orderId: 'first' } });
    expect(quotedItems(after(part('first')))).toEqual(['mutual-aid']);
  });
  it('stays received when the order that completed the bundle is reversed', () =>
    expect(quotedItems(after(part('first'), wholly, reversed('second')))).toEqual(['mutual-aid']));
  it('stays received even when its own event comes after the reversal of the other', () =>
    expect(quotedItems(after(wholly, reversed('second'), part('first')))).toEqual(['mutual-aid']));
  it('stays received beside a part that is reversed', () =>
    expect(
      quotedItems(
        after(part('first', ['pooled-unit']), part('second', ['pooled-personal']), reversed('second')),
      ),
    ).toEqual(['pooled-personal', 'mutual-aid']));
  it('is open again when its own order is reversed', () =>
    expect(quotedItems(after(part('first'), reversed('first')))).toEqual([...basic, 'mutual-aid']));
  it('is not noted when its reversal was faster', () =>
    given(account, ...after(reversed('first')))
      .when(part('first'))
      .thenNothing());
  it('lets the month be settled again with another order', () =>
    expect(
      quotedItems(
        after(part('first'), wholly, reversed('second'), paid(['first', basic], ['third', ['mutual-aid']])),
      ),
    ).toBe('already-paid'));
  it('of several months is open again in each', () => {
    const past = after(
      { ...part('first'), month: april } as AccountCommand,
      part('first'),
      reversed('first', april, may),
    ).reduce(account.evolve, account.initial);
    expect(medicalFacts(past).receivedItems).toEqual({});
  });
});

it.each([0, 1, 2, 3])(
  'comes to the same when the part is heard of after %i events of the other topic',
  (at) => {
    const ledger = [wholly, reversed('second'), reversed('first')];
    expect(quotedItems(after(...ledger.slice(0, at), part('first'), ...ledger.slice(at)))).toEqual([
      ...basic,
      'mutual-aid',
    ]);
  },
);

it('still reads events stored before orders were named in them', () => {
  const old: AccountEvent[] = [
    insured,
    { type: 'BundlePartNoted', data: { personId, month: may, items: basic, orderId: 'first' } },
    { type: 'MonthsPaid', data: { ...medical, months: [may] } },
  ];
  expect(quotedItems(old)).toBe('already-paid');
  expect(quotedItems([...old, { type: 'MonthsReopened', data: { ...medical, months: [may] } }])).toEqual([
    ...basic,
    'mutual-aid',
  ]);
});
