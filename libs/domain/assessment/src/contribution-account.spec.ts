import { day, instant, month } from '@canbao/calendar';
import { contractEvents } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { rate, yuan } from '@canbao/money';
import { pack } from '@canbao/rules';
import {
  contributionAccount,
  published,
  type AccountCommand,
  type AccountEvent,
  type BilledMonth,
} from './index';

const account = contributionAccount(pack('jinan'));
const [personId, quoteId] = ['10000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001'];
const [march, april, may] = [month('2022-03'), month('2022-04'), month('2022-05')];
const noon = instant('2022-05-18T12:00:00+08:00');
const pension = { personId, insurance: 'pension' } as const;
const medical = { personId, insurance: 'medical' } as const;
const enrolled: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...pension, district: '370102', from: day('2022-01-01') },
};
const insured: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...medical, district: '370102', from: day('2022-01-01'), scheme: 'pooled' },
};
const quote = (change: object = {}): AccountCommand =>
  ({
    type: 'IssueQuote',
    ...pension,
    quoteId,
    at: noon,
    months: [may],
    base: yuan('5000.00'),
    ...change,
  }) as AccountCommand;

const decidedBy = (command: AccountCommand, ...past: AccountEvent[]): AccountEvent[] => {
  const outcome = given(account, ...past).when(command).outcome;
  if (!outcome.accepted) throw new Error(outcome.reason);
  return outcome.events.map(({ event }) => event);
};
const quoteOf = (events: readonly AccountEvent[]) =>
  events.find((event) => event.type === 'QuoteIssued')?.data;

describe('an enrolment', () => {
  const note = { type: 'NoteEnrolment', ...pension, district: '370102', from: day('2022-01-01') } as const;
  it('is noted, once', () => given(account).when(note).then(enrolled));
  it('is noted with the scheme for medical insurance', () =>
    given(account)
      .when({ ...note, ...medical, scheme: 'pooled' })
      .then(insured));
  it.each([
    { district: '370112' as const },
    { from: day('2022-02-01') },
    { scheme: 'with-account' as const },
  ])('that differs by %j is a new fact', (change) =>
    expect(decidedBy({ ...note, ...change }, enrolled)).toMatchObject([
      { type: 'EnrolmentNoted', data: change },
    ]),
  );
  it('begins again after its end', () =>
    given(account, enrolled, { type: 'EnrolmentEndNoted', data: { ...pension, on: day('2022-04-30') } })
      .when(note)
      .then(enrolled));
  it.each([
    ['2022-05-17', false],
    ['2022-05-18', true],
  ])('that ended on %s allows a quote on 2022-05-18: %s', (on, allowed) => {
    const quoted = given(account, enrolled, {
      type: 'EnrolmentEndNoted',
      data: { ...pension, on: day(on) },
    }).when(quote());
    if (allowed) expect(quoted.outcome.accepted).toBe(true);
    else quoted.thenRejected('not-registered');
  });
  it.each([
    ['2022-05-18', true],
    ['2022-05-19', false],
  ])('from %s allows a quote on 2022-05-18: %s', (from, allowed) => {
    const quoted = given(account, {
      ...enrolled,
      data: { ...enrolled.data, from: day(from) },
    } as AccountEvent).when(quote());
    if (allowed) expect(quoted.outcome.accepted).toBe(true);
    else quoted.thenRejected('not-registered');
  });
  it('is noted as ended, once', () =>
    given(account, enrolled)
      .when({ type: 'NoteEnrolmentEnd', ...pension, on: day('2022-04-30') })
      .then({ type: 'EnrolmentEndNoted', data: { ...pension, on: day('2022-04-30') } }));
});

describe('a quote', () => {
  it('says lines, total and certificate, and is given once', () => {
    const events = decidedBy(quote({ months: [april, may] }), enrolled);
    expect(quoteOf(events)).toMatchObject({
      total: '2000.00',
      expiresAt: '2022-05-18T12:30:00.000+08:00',
      lines: [
        { month: april, amount: '1000.00' },
        { month: may, amount: '1000.00' },
      ],
      certificate: { pack: 'jinan' },
    });
    given(account, enrolled, ...events)
      .when(quote())
      .thenNothing();
  });
  it('of a pooled month has one bundle', () =>
    expect(quoteOf(decidedBy(quote({ ...medical, base: undefined }), insured))).toMatchObject({
      scheme: 'pooled',
      total: '205.30',
      lines: ['112.38', '74.92', '18.00'].map((amount) => ({ amount, bundleId: `${personId}:2022-05` })),
    }));
  it('needs an enrolment for that very insurance', () =>
    given(account).when(quote()).thenRejected('not-registered'));
  it('needs a base, given or declared', () =>
    given(account, enrolled)
      .when(quote({ base: undefined }))
      .thenRejected('base-required'));
  it('is refused for a paid month', () =>
    given(account, enrolled, { type: 'MonthsPaid', data: { ...pension, months: [may] } })
      .when(quote({ months: [april, may] }))
      .thenRejected('already-paid', { rejectedMonths: [may] }));
  it('is published without lines or certificate', () => {
    const event = decidedBy(quote({ months: [april, may] }), enrolled)
      .map(published)
      .find((one) => one?.type === 'canbao.assessment.QuoteIssued.v1');
    expect(event?.data).toEqual({
      ...pension,
      quoteId,
      months: [april, may],
      total: '2000.00',
      expiresAt: '2022-05-18T12:30:00.000+08:00',
    });
  });
});

describe('a pension base', () => {
  it.each([
    ['wechat', true],
    ['alipay', true],
    ['tax-desk', false],
    ['ccb', false],
    ['rcc', false],
    [undefined, false],
  ] as const)('typed in %s is declared: %s', (channel, declared) =>
    expect(decidedBy(quote({ channel }), enrolled).map(({ type }) => type)).toEqual([
      ...(declared ? ['PensionBaseDeclared'] : []),
      'QuoteIssued',
    ]),
  );
  it('that is declared serves the next quote, although nothing was paid', () => {
    const declared = decidedBy(quote({ channel: 'wechat', base: yuan('4500.00') }), enrolled);
    expect(declared[0]).toEqual({
      type: 'PensionBaseDeclared',
      data: { personId, base: '4500.00', channel: 'wechat', declaredAt: noon, quoteId },
    });
    expect(
      quoteOf(decidedBy(quote({ quoteId: 'another', base: undefined }), enrolled, ...declared))?.total,
    ).toBe('900.00');
  });
  it('that is declared already is not declared again', () => {
    const declared = decidedBy(quote({ channel: 'wechat' }), enrolled);
    expect(
      decidedBy(quote({ channel: 'alipay', quoteId: 'another' }), enrolled, ...declared).map(
        ({ type }) => type,
      ),
    ).toEqual(['QuoteIssued']);
  });
  it.each([
    ['3745.00', 'base-below-lower-limit'],
    ['18727.00', 'base-above-upper-limit'],
    ['5000.50', 'base-not-multiple-of-step'],
  ] as const)('of %s is %s, and then not declared', (base, reason) =>
    given(account, enrolled)
      .when(quote({ channel: 'wechat', base: yuan(base) }))
      .thenRejected(reason),
  );
  it('means nothing for medical insurance', () =>
    expect(decidedBy(quote({ ...medical, channel: 'wechat' }), insured).map(({ type }) => type)).toEqual([
      'QuoteIssued',
    ]));
});

describe('a bill pushed by the agency', () => {
  const items = [
    ['pooled-unit', '112.38'],
    ['pooled-personal', '74.92'],
    ['mutual-aid', '18.00'],
  ] as const;
  const billed = (value = march, of = items as readonly (readonly [string, string])[]): BilledMonth =>
    ({
      month: value,
      lateFee: yuan('5.13'),
      items: of.map(([item, amount]) => ({
        item,
        base: yuan('3746.00'),
        rate: rate('0.03'),
        amount: yuan(amount),
      })),
    }) as BilledMonth;
  const push = (...months: BilledMonth[]): AccountCommand => ({
    type: 'PushBill',
    ...medical,
    billId: 'bill-1',
    at: noon,
    months,
  });

  it('is added up with its late fee, once', () =>
    given(account, insured)
      .when(push(billed(march), billed(april)))
      .then({
        type: 'BillPushed',
        data: {
          personId,
          billId: 'bill-1',
          months: [billed(march), billed(april)],
          total: yuan('420.86'),
          lateFee: yuan('10.26'),
        },
      }));
  it('makes its month payable with the late fee as a line', () => {
    given(account, insured)
      .when(quote({ ...medical, months: [march] }))
      .thenRejected('arrears-push-required');
    const quoted = quoteOf(
      decidedBy(quote({ ...medical, months: [march] }), insured, ...decidedBy(push(billed()), insured)),
    );
    expect(quoted).toMatchObject({ billId: 'bill-1', total: '210.43' });
    expect(quoted?.lines.map(({ item }) => item)).toEqual([
      'pooled-unit',
      'pooled-personal',
      'mutual-aid',
      'late-fee',
    ]);
  });
  it.each([
    [april, true],
    [may, false],
    [month('2022-06'), false],
  ])('in May for %s is possible: %s', (value, possible) => {
    const pushed = given(account, insured).when(push(billed(value)));
    if (possible) expect(pushed.outcome.accepted).toBe(true);
    else pushed.thenRejected('month-not-past', { rejectedMonths: [value] });
  });
  it('needs an enrolment', () => given(account).when(push(billed())).thenRejected('not-registered'));
  it('is not for a paid month', () =>
    given(account, insured, { type: 'MonthsPaid', data: { ...medical, months: [march] } })
      .when(push(billed()))
      .thenRejected('already-paid', { rejectedMonths: [march] }));
  it('names all items of a pooled month', () =>
    given(account, insured)
      .when(push(billed(march, items.slice(0, 2))))
      .thenRejected('bundle-incomplete', { missingItems: ['mutual-aid'] }));
  it('is published as its contract says', () => {
    const event = published(decidedBy(push(billed()), insured)[0] as AccountEvent);
    expect(contractEvents['canbao.assessment.BackPayBillPushed.v1'].data.parse(event?.data)).toEqual({
      personId,
      billId: 'bill-1',
      months: [march],
      total: '210.43',
      lateFee: '5.13',
    });
  });
});
