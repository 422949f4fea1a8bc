import { day, instant, month } from '@canbao/calendar';
import { checkRows, rowOn } from '../row';
import {
  assess,
  overrideFault,
  pack,
  rulesInForce,
  showLimits,
  withOverrides,
  type RuleOverride,
} from '../index';
import { yuan } from '@canbao/money';

const jinan = pack('jinan');
const start: RuleOverride = {
  table: 'pension.limits',
  from: '2026-09-01',
  startsOn: '2026-10-01',
  author: 'operator-1',
  approvedBy: 'operator-2',
  source: '济人社字〔2026〕1号',
  decidedAt: instant('2026-08-20T09:00:00+08:00'),
};
const { startsOn: _, ...unchanged } = start;
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
    expect(['2023-12', '2024-01'].map((on) => rowOn(rules.medicalSurcharges, month(on))?.value)).toEqual([
      '18.00',
      '10.00',
    ]);
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
