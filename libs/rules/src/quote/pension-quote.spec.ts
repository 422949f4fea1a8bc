import { day, instant, month, type Month } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { assess, pack, type Assessed, type Pack, type PensionRequest, type RuleReason } from '../index';

const jinan = pack('jinan');
const months = (...texts: string[]): Month[] => texts.map((text) => month(text));
const request: PensionRequest = {
  insurance: 'pension',
  at: instant('2022-05-18T12:00:00+08:00'),
  months: months('2022-05'),
  base: yuan('5000.00'),
  facts: { enrolments: [{ from: day('2022-01-01') }], paidMonths: [] },
};
const quote = (change: Partial<PensionRequest> = {}, rules: Pack = jinan) =>
  assess(rules, { ...request, ...change });
const without = <K extends keyof PensionRequest>(key: K): PensionRequest => {
  const { [key]: _, ...rest } = request;
  return rest as unknown as PensionRequest;
};
const quoted = (assessed: Assessed) => {
  if (!assessed.accepted) throw new Error(assessed.reason);
  return assessed;
};

describe('the pension ladder', () => {
  /** Every rung is wrong at once; each row mends the one before, so that the next reason shows. */
  const wrong = {
    at: request.at,
    insurance: 'pension',
    months: [],
    items: ['mutual-aid'],
    facts: { enrolments: [], paidMonths: months('2021-11', '2022-04') },
  } as const;
  const rungs: readonly (readonly [RuleReason, object, object])[] = [
    ['months-required', {}, {}],
    ['duplicate-month', { months: months('2022-06', '2022-04', '2022-04') }, { rejectedMonths: ['2022-04'] }],
    ['not-registered', { months: months('2022-06', '2021-11', '2022-04') }, {}],
    [
      'prepayment-not-allowed',
      { facts: { enrolments: [{}], paidMonths: months('2021-11', '2022-04') } },
      { rejectedMonths: ['2022-06'] },
    ],
    [
      'prior-year-not-allowed',
      { months: months('2022-05', '2021-11', '2022-04') },
      { rejectedMonths: ['2021-11'] },
    ],
    ['already-paid', { months: months('2022-05', '2022-04') }, { rejectedMonths: ['2022-04'] }],
    ['unknown-item', { months: months('2022-05', '2022-03') }, { unknownItems: ['mutual-aid'] }],
    ['base-required', { items: ['pension'] }, {}],
    ['base-not-multiple-of-step', { base: yuan('3700.50') }, { base: '3700.50', step: '1.00' }],
    [
      'base-below-lower-limit',
      { base: yuan('3745.00') },
      { base: '3745.00', lower: '3746.00', upper: '18726.00', from: '2022-01-01', until: '2022-08-31' },
    ],
    [
      'base-above-upper-limit',
      { base: yuan('18727.00') },
      { base: '18727.00', lower: '3746.00', upper: '18726.00', from: '2022-01-01', until: '2022-08-31' },
    ],
  ];
  it.each(rungs.map(([reason, , details], index) => [reason, details, index] as const))(
    'refuses for %s before what follows',
    (reason, details, index) => {
      const mended = Object.assign({}, wrong, ...rungs.slice(0, index + 1).map(([, change]) => change));
      expect(assess(jinan, mended)).toEqual({ accepted: false, reason, details });
    },
  );
  it('ends with a quote', () => {
    const mended = Object.assign({}, wrong, ...rungs.map(([, change]) => change), { base: yuan('18726.00') });
    expect(assess(jinan, mended)).toMatchObject({ accepted: true });
  });
  it('refuses an item named twice', () =>
    expect(quote({ items: ['pension', 'pension'] })).toMatchObject({
      reason: 'unknown-item',
      details: { unknownItems: ['pension'] },
    }));
  it('refuses a deferred month after the closing before a month of an earlier year', () =>
    expect(
      quote({ at: instant('2024-01-01T00:00:00+08:00'), months: months('2022-05', '2021-05', '2024-01') }),
    ).toEqual({ accepted: false, reason: 'deferral-closed', details: { rejectedMonths: ['2022-05'] } }));
  it('refuses a future month before a deferred one that has closed', () =>
    expect(
      quote({ at: instant('2024-01-01T00:00:00+08:00'), months: months('2022-05', '2024-02') }),
    ).toMatchObject({ reason: 'prepayment-not-allowed' }));
  it('knows no limits on a day without a row', () =>
    expect(quote({ at: instant('2027-01-15T00:00:00+08:00'), months: months('2027-01') })).toEqual({
      accepted: false,
      reason: 'no-limits-for-date',
      details: { day: '2027-01-15' },
    }));
  it('names an open row of limits without an end', () => {
    const open = jinan.pensionLimits.map(({ until: _, ...row }) => row);
    expect(quote({ base: yuan('1.00') }, { ...jinan, pensionLimits: open })).toMatchObject({
      reason: 'base-below-lower-limit',
      details: { from: '2022-01-01', until: null },
    });
  });
  it('names every month without a rate, in order', () => {
    const rules = { ...jinan, pensionRates: [] };
    expect(quote({ months: months('2022-05', '2022-04') }, rules)).toEqual({
      accepted: false,
      reason: 'no-rate-for-month',
      details: { rejectedMonths: ['2022-04', '2022-05'] },
    });
  });
  it('checks no step where none is in force', () =>
    expect(quote({ base: yuan('5000.50') }, { ...jinan, pensionBaseSteps: [] })).toMatchObject({
      accepted: true,
      total: '1000.10',
    }));
  it('asks for the limits of the base year of every deferred month', () => {
    const at = instant('2023-06-01T00:00:00+08:00');
    const limits2022 = jinan.pensionLimits.map((row) => ({
      ...row,
      value: { ...row.value, limitYear: 2022 },
    }));
    expect(quote({ at, months: months('2022-05') }, { ...jinan, pensionLimits: limits2022 })).toMatchObject({
      accepted: true,
    });
    expect(
      quote({ at, months: months('2022-05', '2023-05') }, { ...jinan, pensionLimits: limits2022 }),
    ).toMatchObject({ reason: 'no-limits-for-date' });
  });
});

describe('a pension quote', () => {
  it('has a line a month, in order, with both funds', () =>
    expect(quoted(quote({ months: months('2022-05', '2022-04') }))).toMatchObject({
      total: '2000.00',
      lateFee: '0.00',
      bundles: [],
      lines: ['2022-04', '2022-05'].map((value) => ({
        item: 'pension',
        month: value,
        base: '5000.00',
        rate: '0.20',
        amount: '1000.00',
        parts: { pooledFund: '600.00', personalAccount: '400.00' },
      })),
    }));
  it('has no funds where the pack has no split', () =>
    expect(quoted(quote({}, pack('guide-2022'))).lines).toEqual([
      { item: 'pension', month: '2022-05', base: '5000.00', rate: '0.20', amount: '1000.00' },
    ]));
  it('lists each parameter once', () =>
    expect(
      quoted(quote({ months: months('2022-04', '2022-05') })).parameters.map(({ name }) => name),
    ).toEqual(['pension.limits', 'pension.baseStep', 'pension.rate', 'pension.split', 'quote.validity']));
  it('needs a base even when one is registered, because the caller chooses it', () =>
    expect(assess(jinan, without('base'))).toMatchObject({ reason: 'base-required' }));
  it('is marked as deferral only when a month needs it', () => {
    const at = instant('2023-06-01T00:00:00+08:00');
    expect(quoted(quote({ at, months: months('2023-05', '2022-05') })).route).toBe('deferral');
    expect(quoted(quote({ at, months: months('2023-05') })).route).toBeUndefined();
    expect(quoted(quote()).route).toBeUndefined();
  });
  it('by deferral shows its parameter once', () =>
    expect(
      quoted(
        quote({ at: instant('2023-06-01T00:00:00+08:00'), months: months('2022-04', '2022-05', '2023-05') }),
      ).parameters.filter(({ name }) => name === 'pension.deferral'),
    ).toMatchObject([
      { value: 'payable before 2024-01-01T00:00:00.000+08:00, limits of 2023, late fee 0.00' },
    ]));
});

describe('a pension quote may be paid', () => {
  const closing = (at: string, change: Partial<PensionRequest> = {}, rules?: Pack) =>
    quoted(quote({ at: instant(at), ...change }, rules)).expiresAt;
  it('for 30 minutes', () =>
    expect(closing('2022-05-18T12:00:00+08:00')).toBe('2022-05-18T12:30:00.000+08:00'));
  it('as long as configuration says', () =>
    expect(closing('2022-05-18T12:00:00+08:00', {}, pack('jinan', { 'quote.validityMinutes': 5 }))).toBe(
      '2022-05-18T12:05:00.000+08:00',
    ));
  it('for 30 minutes where the pack sets nothing', () => {
    const { parameters, expiresAt } = quoted(quote({}, { ...jinan, quoteValidities: [] }));
    expect(expiresAt).toBe('2022-05-18T12:30:00.000+08:00');
    expect(parameters.map(({ name }) => name)).not.toContain('quote.validity');
  });
  it('not after the month', () =>
    expect(closing('2022-05-31T23:45:00+08:00')).toBe('2022-06-01T00:00:00.000+08:00'));
  it('not after the deferral', () => {
    const rules = pack('jinan', { 'deferral.closeAt': '2023-12-20T16:00:00+08:00' });
    const deferred = { months: months('2022-05') };
    expect(closing('2023-12-20T15:45:00+08:00', deferred, rules)).toBe('2023-12-20T16:00:00.000+08:00');
    expect(closing('2023-12-20T15:45:00+08:00', { months: months('2023-12') }, rules)).toBe(
      '2023-12-20T16:15:00.000+08:00',
    );
  });
  it('not on limits that have changed meanwhile', () => {
    const until = { ...jinan.pensionLimits[0]!, until: day('2022-05-18') };
    const changing = { ...jinan, pensionLimits: [until] };
    expect(closing('2022-05-18T23:45:00+08:00', {}, changing)).toBe('2022-05-19T00:00:00.000+08:00');
    expect(closing('2022-05-18T23:15:00+08:00', {}, changing)).toBe('2022-05-18T23:45:00.000+08:00');
  });
});
