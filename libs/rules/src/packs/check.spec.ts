import { day, instant, month } from '@canbao/calendar';
import { rate, yuan, type Rate } from '@canbao/money';
import { checkPack, isWhole, ownSpan, pack, packNames, rowOn, type Pack, type PackFinding } from '../index';

const jinan = pack('jinan');
const own = { from: day('2022-01-01'), until: day('2026-12-31') };
const found = (change: Partial<Pack>, kind: PackFinding['kind'] = 'contradiction') =>
  checkPack({ ...jinan, ...change }, own)
    .filter((finding) => finding.kind === kind)
    .map(({ rule, text }) => `${rule}: ${text}`);

describe('the check of a pack', () => {
  it('speaks for the days for which it has limits', () => {
    expect(ownSpan(jinan)).toEqual(own);
    expect(ownSpan({ ...jinan, pensionLimits: [] })).toBeUndefined();
  });
  it('finds Jinan whole, and what an operator has to confirm', () => {
    const findings = checkPack(jinan, own);
    expect([...new Set(findings.map(({ kind }) => kind))]).toEqual(['unconfirmed']);
    expect(findings.filter(({ rule }) => rule === 'medical.surcharge').map(({ text }) => text)).toEqual([
      'from 2024-01: 18.00 – 配置 medical.surcharge',
    ]);
  });
  it.each(packNames)('finds no contradiction in %s', (name) =>
    expect(checkPack(pack(name), own).filter(({ kind }) => kind === 'contradiction')).toEqual([]),
  );
  it('calls no other pack whole yet, nor one without limits', () => {
    expect(packNames.filter((name) => isWhole(pack(name)))).toEqual(['jinan']);
    expect(isWhole({ ...jinan, pensionLimits: [] })).toBe(false);
  });
});

describe('a planted gap', () => {
  it.each<[string, Partial<Pack>, string[]]>([
    [
      'of a few days',
      {
        pensionLimits: jinan.pensionLimits.map((row) =>
          row.from === '2022-01-01' ? { ...row, until: day('2022-08-28') } : row,
        ),
      },
      ['pension.limits: no row 2022-08-29 to 2022-08-31'],
    ],
    [
      'of one month between two rows',
      {
        medicalBases: jinan.medicalBases.map((row) =>
          row.from === '2022-09' ? { ...row, from: month('2022-10') } : row,
        ),
      },
      ['medical.base: no row 2022-09'],
    ],
    [
      'at the beginning',
      { medicalSurcharges: jinan.medicalSurcharges.slice(1) },
      ['medical.surcharge: no row 2022-01 to 2022-12'],
    ],
    [
      'at the end',
      { medicalBases: jinan.medicalBases.slice(0, -1) },
      ['medical.base: no row 2026-09 to 2026-12'],
    ],
    ['of a whole table', { medicalPrepayments: [] }, ['medical.prepayment: no row 2022-01 to 2026-12']],
    [
      'of one scheme',
      {
        medicalRates: jinan.medicalRates.map((row) => ({ ...row, value: { 'with-account': rate('0.09') } })),
      },
      ['medical.rate: no rate of the scheme pooled 2022-01 to 2026-12'],
    ],
  ])('%s is named', (_, change, gaps) => expect(found(change, 'gap')).toEqual(gaps));

  it('is none where a city does not have the scheme, and says so', () =>
    expect(
      found(
        {
          medicalRates: jinan.medicalRates.map((row) => ({
            ...row,
            value: { ...row.value, pooled: 'not-offered' as const },
          })),
          medicalPooledSplits: [],
        },
        'gap',
      ),
    ).toEqual([]));
  it('is none where nothing is deferred, trued up or locked', () =>
    expect(found({ pensionDeferrals: [], pensionTrueUps: [], medicalTrueUps: [] }, 'gap')).toEqual([]));
});

const [limits] = jinan.pensionLimits as [Pack['pensionLimits'][number]];
const [deferral] = jinan.pensionDeferrals as [Pack['pensionDeferrals'][number]];
const rowIn = (change: object) => ({ from: month('2022-01'), source: { guide: 'G1' }, ...change }) as never;
const surcharge = { amount: yuan('14.00'), every: 'month', schemes: ['pooled'] } as const;

describe('a planted contradiction', () => {
  it.each<[string, Partial<Pack>, string[]]>([
    [
      'two rows of one day',
      { pensionLimits: [limits, { ...limits, from: day('2022-08-31'), until: day('2022-12-31') }] },
      ['pension.limits: row from 2022-08-31 overlaps the row before'],
    ],
    [
      'a row without a source',
      { medicalBases: [rowIn({ value: yuan('3746.00'), source: {} })] },
      ['medical.base: row from 2022-01 names no source'],
    ],
    [
      'a source that does not exist',
      { medicalBases: [rowIn({ value: yuan('3746.00'), source: { sources: ['nowhere'] } })] },
      ['medical.base: row from 2022-01 names the unknown source nowhere'],
    ],
    [
      'a default that is not marked',
      { medicalSurcharges: [rowIn({ value: surcharge, source: { sources: ['medical.surcharge'] } })] },
      ['medical.surcharge: row from 2022-01 rests on configuration alone and is not marked so'],
    ],
    [
      'a lower limit above the upper one',
      { pensionLimits: [{ ...limits, value: { ...limits.value, lower: yuan('20000.00') } }] },
      ['pension.limits: row from 2022-01-01: the lower limit 20000.00 is above the upper limit 18726.00'],
    ],
    [
      'limits of another year',
      { pensionLimits: [{ ...limits, value: { ...limits.value, limitYear: 2021 } }] },
      ['pension.limits: row from 2022-01-01: the limits of 2021 hold in another year'],
    ],
    [
      'a rate above the whole',
      {
        pensionRates: [rowIn({ value: '1.2' as Rate })],
        pensionSplits: [],
      },
      ['pension.rate: row from 2022-01: the rate is 1.2, which is more than all of the base'],
    ],
    [
      'a rate of nothing',
      {
        medicalRates: [rowIn({ value: { pooled: '0.00' as Rate } })],
        medicalPooledSplits: [],
        medicalSurcharges: [],
      },
      ['medical.rate: row from 2022-01: the rate of pooled is 0.00'],
    ],
    [
      'parts that do not make the whole',
      { medicalPooledSplits: [rowIn({ value: { unit: rate('0.03'), personal: rate('0.03') } })] },
      ['medical.pooledSplit: row from 2022-01: 0.03 + 0.03 does not make 0.05'],
    ],
    [
      'funds that do not make the whole',
      { pensionSplits: [rowIn({ value: { pooledFund: rate('0.12'), personalAccount: rate('0.07') } })] },
      ['pension.split: row from 2022-01: 0.12 + 0.07 does not make 0.20'],
    ],
    [
      'a deferral that closes before it opens',
      {
        pensionDeferrals: [
          { ...deferral, value: { ...deferral.value, closeAt: instant('2022-12-31T00:00:00+08:00') } },
        ],
      },
      [
        'pension.deferral: row from 2022-01: it closes at 2022-12-31T00:00:00.000+08:00 and opens at 2023-01-01T00:00:00.000+08:00',
      ],
    ],
    [
      'a range that is none',
      { medicalBases: [rowIn({ value: { lower: yuan('4242.00'), upper: yuan('4000.00') } })] },
      ['medical.base: row from 2022-01: the lowest base 4242.00 is above the highest 4000.00'],
    ],
    [
      'tiers out of order',
      { medicalBases: [rowIn({ value: { tiers: ['4242.00', '3980.00'].map(yuan) } })] },
      ['medical.base: row from 2022-01: the tiers are 4242.00 / 3980.00: at least two, rising'],
    ],
    [
      'no tiers',
      { medicalBases: [rowIn({ value: { tiers: [] } })] },
      ['medical.base: row from 2022-01: the tiers are : at least two, rising'],
    ],
    [
      'a surcharge whose parts make something else',
      { medicalSurcharges: [rowIn({ value: { ...surcharge, parts: { largeSum: yuan('10.00') } } })] },
      ['medical.surcharge: row from 2022-01: its parts make 10.00, and it is 14.00'],
    ],
    [
      'a surcharge that nobody pays',
      { medicalSurcharges: [rowIn({ value: { ...surcharge, schemes: [] } })] },
      ['medical.surcharge: row from 2022-01: nobody pays the 14.00'],
    ],
    [
      'a surcharge of a scheme without a rate',
      {
        medicalRates: [rowIn({ value: { 'with-account': rate('0.09') } })],
        medicalSurcharges: [rowIn({ value: surcharge })],
      },
      ['medical.surcharge: row from 2022-01: the scheme pooled pays it and has no rate'],
    ],
    [
      'a surcharge that two prepaid months would both have',
      {
        medicalSurcharges: [rowIn({ value: { ...surcharge, every: 'year' } })],
        medicalPrepayments: [rowIn({ value: 'within-year' })],
      },
      [
        'medical.surcharge: row from 2022-01: it is paid once, and of two months that are prepaid side by side both would have it',
      ],
    ],
    [
      'a time of change that no year has',
      { medicalChangeTimes: [rowIn({ value: { of: 'scheme', from: '02-30', until: '02-31' } })] },
      [
        'medical.changeTimes: row from 2022-01: 02-30 to 02-31 are no days of every year: at most the 28th of a month',
      ],
    ],
    [
      'a time of change that ends before it begins',
      { medicalChangeTimes: [rowIn({ value: { of: 'scheme', from: '02-01', until: '01-20' } })] },
      ['medical.changeTimes: row from 2022-01: the time of change ends on 01-20 and begins on 02-01'],
    ],
  ])('%s is named', (_, change, contradictions) => expect(found(change)).toEqual(contradictions));
});

it('a lock that nobody keeps is named, and makes a pack not whole', () => {
  const medicalChangeTimes = [rowIn({ value: { of: 'base', from: '01-01', until: '01-20' } })];
  expect(found({ medicalChangeTimes }, 'not-enforced')).toEqual([
    'medical.changeTimes: row from 2022-01: the base is locked between these times, but no account knows the base of a year',
  ]);
  expect(isWhole({ ...jinan, medicalChangeTimes })).toBe(false);
});

it("bundles that nobody tops up are named: Tai'an's of 2023", () =>
  expect(
    checkPack(pack('taian'), own)
      .filter(({ kind }) => kind === 'not-enforced')
      .map(({ text }) => text),
  ).toEqual(['row from 2023-08: paid bundles are not topped up, only pension months are']));

it('the packs of other cities have the limits of the province, unconfirmed as to their days', () => {
  for (const name of packNames.filter((other) => !['jinan', 'guide-2022'].includes(other))) {
    const { pensionLimits } = pack(name);
    expect(pensionLimits.map(({ from, value }) => [from, value])).toEqual(
      jinan.pensionLimits.map(({ from, value }) => [from, value]),
    );
    expect(pensionLimits.every(({ configuration }) => configuration === true)).toBe(true);
    expect(rowOn(pensionLimits, day('2022-09-01'))?.source.sources).not.toContain('jinan-limits-2022');
  }
});
