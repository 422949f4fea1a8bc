import fc from 'fast-check';
import { day, instant, month } from '@canbao/calendar';
import { checkRows, rowOn } from '../row';
import {
  assess,
  certificateOf,
  certifiedPack,
  certifiedRequest,
  layOverrides,
  overridableTables,
  overrideFault,
  pack,
  rulesInForce,
  showLimits,
  withOverrides,
  type QuoteRequest,
  type RuleOverride,
} from '../index';
import { yuan } from '@canbao/money';

const jinan = pack('jinan');
const start: RuleOverride = {
  overrideId: 'override-1',
  table: 'pension.limits',
  from: '2026-09-01',
  startsOn: '2026-10-01',
  author: 'operator-1',
  approvedBy: 'operator-2',
  source: '济人社字〔2026〕1号',
  decidedAt: instant('2026-08-20T09:00:00+08:00'),
};
const { startsOn: _, ...unchanged } = start;
const surcharge: RuleOverride = {
  ...unchanged,
  overrideId: 'override-2',
  table: 'medical.surcharge',
  from: '2024-01',
  value: '20.00',
};
const baseOf = (from: string, startsOn: string, overrideId: string): RuleOverride => ({
  ...unchanged,
  overrideId,
  table: 'medical.base',
  from,
  startsOn,
});
const limitsOn = (rules: typeof jinan, on: string) => {
  const row = rowOn(rules.pensionLimits, day(on));
  return row === undefined ? undefined : showLimits(row.value);
};

describe('an override', () => {
  it('moves the start of a row, and the row before lasts until then', () => {
    const rules = withOverrides(jinan, [start]);
    expect(limitsOn(rules, '2026-09-30')).toBe('4504.00–22518.00 (2026)');
    expect(limitsOn(rules, '2026-10-01')).toBe('4573.00–22863.00 (2026)');
    expect(checkRows(rules.pensionLimits)).toEqual([]);
  });
  it('to an earlier day shortens the row before', () => {
    const rules = withOverrides(jinan, [{ ...start, startsOn: '2026-08-15' }]);
    expect(limitsOn(rules, '2026-08-14')).toBe('4504.00–22518.00 (2026)');
    expect(limitsOn(rules, '2026-08-15')).toBe('4573.00–22863.00 (2026)');
  });
  it('sets limits, a medical base or a surcharge', () => {
    const rules = withOverrides(jinan, [
      { ...start, value: '4600.00–23000.00' },
      { ...unchanged, table: 'medical.base', from: '2026-09', startsOn: '2026-10', value: '4600.00' },
      { ...unchanged, table: 'medical.surcharge', from: '2024-01', value: '10.00' },
    ]);
    expect(limitsOn(rules, '2026-10-01')).toBe('4600.00–23000.00 (2026)');
    expect(['2026-09', '2026-10'].map((on) => rowOn(rules.medicalBases, month(on))?.value)).toEqual([
      '4504.00',
      '4600.00',
    ]);
    expect(
      ['2023-12', '2024-01'].map((on) => rowOn(rules.medicalSurcharges, month(on))?.value.amount),
    ).toEqual(['18.00', '10.00']);
  });
  it('of the same row replaces the one decided before, in any order', () => {
    const later = { ...start, startsOn: '2026-11-01', decidedAt: instant('2026-08-21T09:00:00+08:00') };
    for (const overrides of [
      [start, later],
      [later, start],
    ])
      expect(limitsOn(withOverrides(jinan, overrides), '2026-10-31')).toBe('4504.00–22518.00 (2026)');
  });
  it('is shown with the rule and in certificates, with who decided', () => {
    const override = {
      overrideId: 'override-1',
      author: 'operator-1',
      approvedBy: 'operator-2',
      source: '济人社字〔2026〕1号',
      decidedAt: '2026-08-20T09:00:00.000+08:00',
    };
    const rules = withOverrides(jinan, [start]);
    expect(rulesInForce(rules, day('2026-10-01'))[0]).toMatchObject({ configuration: true, override });
    const assessed = assess(rules, {
      insurance: 'pension',
      at: instant('2026-10-01T09:00:00+08:00'),
      months: [month('2026-10')],
      base: yuan('4573.00'),
      facts: { enrolments: [{}], paidMonths: [] },
    });
    expect(assessed).toMatchObject({
      accepted: true,
      parameters: [{ name: 'pension.limits', override }, {}, {}, {}, {}],
    });
  });
  it('that moves the end of the row before is named there too', () => {
    const [row] = rulesInForce(withOverrides(jinan, [start]), day('2026-09-15'));
    expect(row).toMatchObject({ until: '2026-09-30', endOverride: { overrideId: 'override-1' } });
    expect(row).not.toHaveProperty('override');
  });
  it('fits beside others whatever order they were decided in', () => {
    const later = { decidedAt: instant('2026-08-21T09:00:00+08:00') };
    const [first, second] = [baseOf('2025-08', '2025-11', '1'), baseOf('2026-09', '2025-12', '2')];
    expect(withOverrides(jinan, [{ ...second, ...later }, first]).medicalBases).toMatchObject([
      {},
      {},
      {},
      { until: '2025-10' },
      { from: '2025-11', until: '2025-11' },
      { from: '2025-12' },
    ]);
    expect(layOverrides(jinan, [first, { ...second, startsOn: '2025-11' }])).toMatchObject({
      pack: jinan,
      faulty: [{ fault: 'start-out-of-range' }, { fault: 'start-out-of-range' }],
    });
  });
  it('that a release has made faulty leaves the others in place', () => {
    const settled = jinan.pensionLimits.map(({ configuration: _, ...row }) => row);
    const { pack: laid, faulty } = layOverrides({ ...jinan, pensionLimits: settled }, [start, surcharge]);
    expect(faulty).toEqual([{ override: start, fault: 'not-configuration' }]);
    expect(laid.overrides).toEqual([surcharge]);
    expect(rowOn(laid.medicalSurcharges, month('2024-01'))?.value.amount).toBe('20.00');
  });
  it('ends a quote of the eve with the limits that it rests on', () => {
    const quoted = assess(withOverrides(jinan, [start]), {
      insurance: 'pension',
      at: instant('2026-09-30T23:50:00+08:00'),
      months: [month('2026-09')],
      base: yuan('4504.00'),
      facts: { enrolments: [{}], paidMonths: [] },
    });
    expect(quoted).toMatchObject({ accepted: true, expiresAt: '2026-10-01T00:00:00.000+08:00' });
  });
  it('leaves the pack as it was without one', () => expect(withOverrides(jinan, [])).toBe(jinan));
});

describe('an override is refused', () => {
  it.each<[string, Partial<RuleOverride>, string | undefined]>([
    ['not when it is in order', {}, undefined],
    ['without a second person', { approvedBy: 'operator-1' }, 'second-person-required'],
    ['without a source', { source: ' ' }, 'source-required'],
    ['for a row that has a source', { from: '2022-09-01' }, 'not-configuration'],
    ['for a row that does not exist', { from: '2026-09-02' }, 'not-configuration'],
    ['for a start that is no day', { startsOn: '2026-09-31' }, 'start-out-of-range'],
    ['for a start not after the row before', { startsOn: '2026-01-01' }, 'start-out-of-range'],
    ['for a start after the end of the row', { startsOn: '2027-01-01' }, 'start-out-of-range'],
    [
      'for a start that leaves the year',
      { from: '2026-01-01', startsOn: '2026-02-01' },
      'start-out-of-range',
    ],
    ['for limits upside down', { value: '22863.00–4573.00' }, 'value-not-valid'],
    ['for limits that no base of whole yuan fits', { value: '4573.10–4573.90' }, 'value-not-valid'],
    ['not for limits that one base fits', { value: '4572.01–4573.00' }, undefined],
    ['for a lower limit of nothing', { value: '0.00–22863.00' }, 'value-not-valid'],
    ['for an amount that no month has', { value: '4573.00–1000000.00' }, 'value-not-valid'],
    ['not for a hyphen between limits', { value: '4573.00-22863.00' }, undefined],
    [
      'for a base of nothing',
      { table: 'medical.base', from: '2026-09', startsOn: '2026-10', value: '0.00' },
      'value-not-valid',
    ],
    [
      'not for a surcharge of nothing',
      { table: 'medical.surcharge', from: '2024-01', startsOn: '2024-02', value: '0.00' },
      undefined,
    ],
    ['for an amount in place of limits', { value: '4573.00' }, 'value-not-valid'],
    [
      'for a day in place of a month',
      { table: 'medical.base', from: '2026-09', startsOn: '2026-10-01' },
      'start-out-of-range',
    ],
  ])('%s', (_name, change, fault) => expect(overrideFault(jinan, { ...start, ...change })).toBe(fault));
  it('when it changes nothing', () => expect(overrideFault(jinan, unchanged)).toBe('nothing-to-override'));
  it('by an error when it is laid over all the same', () =>
    expect(() => withOverrides(jinan, [{ ...start, approvedBy: 'operator-1' }])).toThrow(
      new RangeError('override of pension.limits 2026-09-01: second-person-required'),
    ));
});

describe('an override of the terms of late fees', () => {
  const terms: RuleOverride = {
    ...unchanged,
    table: 'medical.lateFee',
    from: '2022-01-01',
    value: 'compute 0.0005 exclusive principal',
  };
  it('takes the place of the terms', () =>
    expect(withOverrides(jinan, [terms]).lateFeeTerms).toMatchObject([
      {
        value: { source: 'compute', dailyRate: '0.0005', dayCount: 'exclusive', cap: 'principal' },
        override: { overrideId: terms.overrideId },
      },
    ]));
  it.each(['0.0005', 'compute', 'compute 0.0005 inclusive never'])('is refused for the words "%s"', (value) =>
    expect(overrideFault(jinan, { ...terms, value })).toBe('value-not-valid'),
  );
  it('has no row before it whose end could move', () =>
    expect(overrideFault(jinan, { ...terms, startsOn: '2022-02-01' })).toBe('start-out-of-range'));
});

describe('a certificate under overrides', () => {
  const pension: QuoteRequest = {
    insurance: 'pension',
    at: instant('2026-09-15T09:00:00+08:00'),
    months: [month('2026-09')],
    base: yuan('4573.00'),
    facts: { enrolments: [{}], paidMonths: [] },
  };
  const pooled: QuoteRequest = {
    insurance: 'medical',
    at: pension.at,
    months: pension.months,
    facts: { enrolments: [{ scheme: 'pooled' }], paidMonths: [], receivedItems: {}, bills: [] },
  };
  const ids = { pension: ['override-1'], medical: ['override-2', 'base'] };
  const overrides = [start, surcharge, baseOf('2026-09', '2026-10', 'base')];

  it.each([pension, pooled])('for $insurance names those it rests on, and is computed again', (request) => {
    const rules = withOverrides(jinan, overrides);
    const certificate = JSON.parse(JSON.stringify(certificateOf(rules, request, assess(rules, request))));
    expect(certificate.overrides.map((override: RuleOverride) => override.overrideId)).toEqual(
      ids[request.insurance],
    );
    const again = certifiedPack(certificate);
    expect(certificateOf(again, request, assess(again, certifiedRequest(certificate)))).toEqual(certificate);
  });
  it('is as before where none is in force', () => {
    const certificate = certificateOf(jinan, pension, assess(jinan, pension));
    expect(certificate).not.toHaveProperty('overrides');
    expect(certifiedPack(certificate)).toEqual(jinan);
  });
});

const dates = fc.constantFrom(
  '2024-08-01',
  '2025-08-01',
  '2025-09-15',
  '2026-08-31',
  '2026-09-01',
  '2026-12-31',
);
const anyOverride = fc
  .record({
    table: fc.constantFrom(...overridableTables),
    from: fc.constantFrom('2024-01', '2024-08', '2025-01', '2025-08', '2026-01', '2026-09'),
    startsOn: fc.option(dates, { nil: undefined }),
    value: fc.constantFrom('4600.00', '4600.00–23000.00', undefined),
    second: fc.integer({ min: 10, max: 20 }),
  })
  .map(({ table, from, startsOn, value, second }): RuleOverride => {
    const key = (date: string): string => (table === 'pension.limits' ? date : date.slice(0, 7));
    return {
      ...unchanged,
      table,
      from: key(`${from}-01`),
      ...(startsOn === undefined ? {} : { startsOn: key(startsOn) }),
      ...(value === undefined ? {} : { value }),
      decidedAt: instant(`2026-08-20T09:00:${second}+08:00`),
    };
  });

it('whatever overrides are laid, the tables stay in order and every row and fault is accounted for', () => {
  let [laidCount, faultyCount] = [0, 0];
  fc.assert(
    fc.property(fc.array(anyOverride, { maxLength: 12 }), (overrides) => {
      const { pack: laid, faulty } = layOverrides(jinan, overrides);
      for (const rows of [laid.pensionLimits, laid.medicalBases, laid.medicalSurcharges])
        expect(checkRows(rows)).toEqual([]);
      const { overrides: sound = [] } = laid;
      expect(withOverrides(jinan, sound)).toEqual(laid);
      const rows = new Set(overrides.map(({ table, from }) => `${table} ${from}`));
      expect(sound.length + faulty.length).toBe(rows.size);
      laidCount += sound.length;
      faultyCount += faulty.length;
    }),
  );
  expect([laidCount > 0, faultyCount > 0]).toEqual([true, true]);
});
