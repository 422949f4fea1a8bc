import { day, instant, month, type Month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { type Scheme } from '@canbao/vocabulary';
import {
  assess,
  pack,
  type Assessed,
  type BillMonth,
  type MedicalFacts,
  type MedicalRequest,
  type Pack,
  type RuleReason,
} from '../index';

const jinan = pack('jinan');
const months = (...texts: string[]): Month[] => texts.map((text) => month(text));
const pooled = { enrolments: [{ scheme: 'pooled' }], paidMonths: [], receivedItems: {}, bills: [] } as const;
const request: MedicalRequest = {
  insurance: 'medical',
  at: instant('2022-05-18T12:00:00+08:00'),
  months: months('2022-05'),
  facts: pooled,
};
const quote = (change: Partial<MedicalRequest> = {}, rules: Pack = jinan) =>
  assess(rules, { ...request, ...change });
const quoted = (assessed: Assessed) => {
  if (!assessed.accepted) throw new Error(assessed.reason);
  return assessed;
};
const bill = (billId: string, value: string, lateFee: string): BillMonth => ({
  billId,
  month: month(value),
  lateFee: yuan(lateFee),
  items: [
    { item: 'pooled-unit', base: yuan('112.38'), rate: rate('1'), amount: yuan('112.38') },
    { item: 'pooled-personal', base: yuan('74.92'), rate: rate('1'), amount: yuan('74.92') },
    { item: 'mutual-aid', base: yuan('18.00'), rate: rate('1'), amount: yuan('18.00') },
  ],
});

describe('the medical ladder', () => {
  /** Every rung is wrong at once; each row mends the one before, so that the next reason shows. */
  const paid = { ...pooled, paidMonths: months('2022-05') };
  const wrong = {
    at: request.at,
    insurance: 'medical',
    months: [],
    items: ['pension'],
    base: yuan('3746.00'),
    facts: { ...paid, enrolments: [], diedOn: day('2022-04-30') },
  };
  const rungs: readonly (readonly [RuleReason, object, object])[] = [
    ['months-required', {}, {}],
    ['duplicate-month', { months: months('2022-06', '2022-05', '2022-05') }, { rejectedMonths: ['2022-05'] }],
    ['field-not-applicable', { months: months('2022-06', '2022-05', '2022-04') }, { fields: ['base'] }],
    [
      'person-deceased',
      { base: undefined },
      { rejectedMonths: ['2022-06', '2022-05'], diedOn: '2022-04-30' },
    ],
    ['not-registered', { facts: { ...paid, enrolments: [] } }, {}],
    ['prepayment-not-allowed', { facts: paid }, { rejectedMonths: ['2022-06'] }],
    ['already-paid', { months: months('2022-05', '2022-04') }, { rejectedMonths: ['2022-05'] }],
    [
      'covered-by-employer',
      { facts: { ...pooled, employerMonths: months('2022-05') } },
      { rejectedMonths: ['2022-05'] },
    ],
    ['arrears-push-required', { facts: pooled }, { rejectedMonths: ['2022-04'] }],
    ['unknown-item', { months: months('2022-05') }, { unknownItems: ['pension'] }],
    ['bundle-incomplete', { items: ['pooled-personal'] }, { missingItems: ['pooled-unit', 'mutual-aid'] }],
  ];
  it.each(rungs.map(([reason, , details], index) => [reason, details, index] as const))(
    'refuses for %s before what follows',
    (reason, details, index) => {
      const mended = Object.assign({}, wrong, ...rungs.slice(0, index + 1).map(([, change]) => change));
      expect(assess(jinan, mended)).toEqual({ accepted: false, reason, details });
    },
  );
  it('ends with a quote of the items named', () =>
    expect(quote({ items: ['mutual-aid', 'pooled-unit', 'pooled-personal'] })).toMatchObject({
      accepted: true,
      total: '205.30',
    }));
  it.each([
    ['no base', { medicalBases: [] }],
    ['no rate', { medicalRates: [] }],
    ['no mutual aid', { medicalSurcharges: [] }],
    ['no split', { medicalPooledSplits: [] }],
  ])('refuses a month with %s', (_, rows) =>
    expect(quote({}, { ...jinan, ...rows })).toEqual({
      accepted: false,
      reason: 'no-rate-for-month',
      details: { rejectedMonths: ['2022-05'] },
    }),
  );
  it('refuses an item named twice', () =>
    expect(quote({ items: ['mutual-aid', 'pooled-unit', 'pooled-personal', 'mutual-aid'] })).toMatchObject({
      reason: 'unknown-item',
      details: { unknownItems: ['mutual-aid'] },
    }));
  it('refuses an item that has arrived', () => {
    const facts = { ...pooled, receivedItems: { '2022-05': ['mutual-aid'] } } as const;
    expect(quote({ facts, items: ['mutual-aid'] })).toMatchObject({
      reason: 'unknown-item',
      details: { unknownItems: ['mutual-aid'] },
    });
    expect(quote({ facts, items: ['pooled-unit'] })).toMatchObject({
      reason: 'bundle-incomplete',
      details: { missingItems: ['pooled-personal'] },
    });
  });
  it.each<[string, Month[], Partial<MedicalFacts>]>([
    ['the current month', months('2022-05'), {}],
    ['a month billed without one', months('2022-03'), { bills: [bill('bill-1', '2022-03', '0.00')] }],
    [
      'a month for which it has arrived',
      months('2022-03'),
      { bills: [bill('bill-1', '2022-03', '5.13')], receivedItems: { '2022-03': ['late-fee'] } },
    ],
  ])('refuses a late fee named for %s', (_, asked, change) =>
    expect(
      quote({
        facts: { ...pooled, ...change },
        months: asked,
        items: ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'],
      }),
    ).toMatchObject({ reason: 'unknown-item', details: { unknownItems: ['late-fee'] } }),
  );
  it('refuses an item that another month of the request does not have', () => {
    const facts = {
      ...pooled,
      bills: [bill('bill-1', '2022-03', '5.13')],
      receivedItems: { '2022-03': ['mutual-aid'] },
    } as const;
    expect(
      quote({
        facts,
        months: months('2022-03', '2022-05'),
        items: ['mutual-aid', 'pooled-unit', 'pooled-personal'],
      }),
    ).toMatchObject({ reason: 'unknown-item', details: { unknownItems: ['mutual-aid'] } });
  });
  it('names each missing item once', () =>
    expect(
      quote({
        facts: { ...pooled, bills: [bill('bill-1', '2022-03', '5.13')] },
        months: months('2022-03', '2022-05'),
        items: ['pooled-unit'],
      }),
    ).toMatchObject({ details: { missingItems: ['pooled-personal', 'mutual-aid'] } }));
});

describe('a medical quote', () => {
  it('of a pooled month has three lines', () =>
    expect(quoted(quote())).toMatchObject({
      total: '205.30',
      lateFee: '0.00',
      bundles: [
        { month: '2022-05', scheme: 'pooled', items: ['pooled-unit', 'pooled-personal', 'mutual-aid'] },
      ],
      expiresAt: '2022-05-18T12:30:00.000+08:00',
      lines: [
        { item: 'pooled-unit', base: '3746.00', rate: '0.03', amount: '112.38' },
        { item: 'pooled-personal', base: '3746.00', rate: '0.02', amount: '74.92' },
        { item: 'mutual-aid', base: '18.00', rate: '1', amount: '18.00' },
      ],
    }));
  it('of a month with account has one line, split by fund', () =>
    expect(quoted(quote({ facts: { ...pooled, enrolments: [{ scheme: 'with-account' }] } })).lines).toEqual([
      {
        item: 'with-account',
        month: '2022-05',
        base: '3746.00',
        rate: '0.09',
        amount: '337.14',
        parts: { unit: '262.22', personal: '74.92' },
      },
    ]));
  it('of the scheme with account names its one item', () => {
    const facts = { ...pooled, enrolments: [{ scheme: 'with-account' }] } as const;
    expect(quote({ facts, items: ['with-account'] })).toMatchObject({ accepted: true, total: '337.14' });
    expect(quote({ facts, items: ['pooled-unit'] })).toMatchObject({ reason: 'unknown-item' });
  });
  it('without a split by fund shows none', () => {
    const facts = { ...pooled, enrolments: [{ scheme: 'with-account' }] } as const;
    const { lines, parameters } = quoted(quote({ facts }, pack('guide-2022')));
    expect(lines[0]?.parts).toBeUndefined();
    expect(parameters.map(({ name }) => name)).toEqual(['medical.base', 'medical.rate', 'quote.validity']);
  });
  it('has only the items that have not arrived', () =>
    expect(
      quoted(
        quote({ facts: { ...pooled, receivedItems: { '2022-05': ['pooled-unit', 'pooled-personal'] } } }),
      ),
    ).toMatchObject({ total: '18.00', lines: [{ item: 'mutual-aid' }] }));
  it('takes billed months as the agency billed them, in order, each bill once', () => {
    const bills = [
      bill('bill-2', '2022-04', '0.00'),
      bill('bill-1', '2022-03', '5.13'),
      bill('bill-1', '2022-02', '6.00'),
    ];
    const assessed = quoted(
      quote({ facts: { ...pooled, bills }, months: months('2022-05', '2022-04', '2022-03', '2022-02') }),
    );
    const pooledItems = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
    expect(assessed.bundles).toEqual([
      { month: '2022-02', scheme: 'pooled', items: [...pooledItems, 'late-fee'], billId: 'bill-1' },
      { month: '2022-03', scheme: 'pooled', items: [...pooledItems, 'late-fee'], billId: 'bill-1' },
      { month: '2022-04', scheme: 'pooled', items: pooledItems, billId: 'bill-2' },
      { month: '2022-05', scheme: 'pooled', items: pooledItems },
    ]);
    expect(assessed.lines.map((line) => line.billId)).toEqual([
      ...Array<string>(8).fill('bill-1'),
      ...Array<string>(3).fill('bill-2'),
      ...Array<undefined>(3).fill(undefined),
    ]);
    expect(assessed.lateFee).toBe('11.13');
    expect(assessed.total).toBe('832.33');
    expect(assessed.lines.map((line) => `${line.month} ${line.item}`)).toEqual([
      ...['2022-02', '2022-03'].flatMap((value) =>
        ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'].map((item) => `${value} ${item}`),
      ),
      ...['2022-04', '2022-05'].flatMap((value) =>
        ['pooled-unit', 'pooled-personal', 'mutual-aid'].map((item) => `${value} ${item}`),
      ),
    ]);
    expect(assessed.lines[3]).toEqual({
      item: 'late-fee',
      month: '2022-02',
      base: '6.00',
      rate: '1',
      amount: '6.00',
      billId: 'bill-1',
    });
  });
  it('of the current month ignores a bill for it', () =>
    expect(quoted(quote({ facts: { ...pooled, bills: [bill('bill-1', '2022-05', '5.13')] } }))).toMatchObject(
      { total: '205.30', lateFee: '0.00', bundles: [{ month: '2022-05', scheme: 'pooled' }] },
    ));
  it('may name the late fee, which follows anyway', () =>
    expect(
      quoted(
        quote({
          facts: { ...pooled, bills: [bill('bill-1', '2022-03', '5.13')] },
          months: months('2022-03'),
          items: ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'],
        }),
      ),
    ).toMatchObject({ total: '210.43', lateFee: '5.13' }));
});

describe('the bundle of a billed month', () => {
  const accountBill: BillMonth = {
    billId: 'bill-1',
    month: month('2022-03'),
    lateFee: yuan('5.13'),
    items: [{ item: 'with-account', base: yuan('337.14'), rate: rate('1'), amount: yuan('337.14') }],
  };
  const billed = (billMonth: BillMonth, scheme: Scheme, receivedItems: MedicalFacts['receivedItems'] = {}) =>
    quoted(
      quote({
        months: months('2022-03', '2022-05'),
        facts: { ...pooled, enrolments: [{ scheme }], bills: [billMonth], receivedItems },
      }),
    );
  it('is of the scheme of the bill after a change to the pooled scheme', () =>
    expect(billed(accountBill, 'pooled')).toMatchObject({
      total: '547.57',
      bundles: [
        { month: '2022-03', scheme: 'with-account', items: ['with-account', 'late-fee'], billId: 'bill-1' },
        { month: '2022-05', scheme: 'pooled', items: ['pooled-unit', 'pooled-personal', 'mutual-aid'] },
      ],
    }));
  it('is of the scheme of the bill after a change to the scheme with account', () =>
    expect(billed(bill('bill-1', '2022-03', '0.00'), 'with-account')).toMatchObject({
      total: '542.44',
      bundles: [
        {
          month: '2022-03',
          scheme: 'pooled',
          items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
          billId: 'bill-1',
        },
        { month: '2022-05', scheme: 'with-account', items: ['with-account'] },
      ],
    }));
  it('has the items received earlier, which have no line', () => {
    const assessed = billed(bill('bill-1', '2022-03', '5.13'), 'with-account', {
      '2022-03': ['pooled-unit', 'mutual-aid'],
    });
    expect(assessed.lines.map(({ item }) => item)).toEqual(['pooled-personal', 'late-fee', 'with-account']);
    expect(assessed.bundles[0]?.items).toEqual(['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee']);
  });
  it('is not completed by items of another scheme', () =>
    expect(billed(accountBill, 'with-account', { '2022-05': ['mutual-aid'] })).toMatchObject({
      total: '679.41',
    }));
});
