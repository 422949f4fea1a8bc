import { day, dayBefore, instant, month, monthsOfYear } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import {
  assess,
  certificateOf,
  certifiedPack,
  certifiedRequest,
  checkBill,
  conditionsOf,
  overrideFault,
  pack,
  payableMonths,
  rowOn,
  trueUp,
  withOverrides,
  type MedicalFacts,
  type MedicalRequest,
  type Pack,
  type PackName,
} from '../index';

const facts: MedicalFacts = {
  enrolments: [{ scheme: 'with-account' }],
  paidMonths: [],
  receivedItems: {},
  bills: [],
};
const asked = (
  at: string,
  months: readonly string[],
  change: Partial<MedicalRequest> = {},
): MedicalRequest => ({
  insurance: 'medical',
  at: instant(at),
  months: months.map(month),
  facts,
  ...change,
});
const quote = (name: PackName | Pack, request: MedicalRequest) =>
  assess(typeof name === 'string' ? pack(name) : name, request);

describe('a surcharge of the year', () => {
  const march = '2025-03-10T10:00:00+08:00';
  it('is a line of the month that is paid first', () =>
    expect(quote('dongying', asked(march, ['2025-03']))).toMatchObject({
      total: '507.36',
      lines: [
        { item: 'with-account', amount: '375.36' },
        { item: 'mutual-aid', amount: '132.00' },
      ],
      bundles: [{ items: ['with-account', 'mutual-aid'] }],
    }));
  it('is not paid again in the year, and again in the next', () => {
    const receivedItems = { '2025-03': ['with-account', 'mutual-aid'] } as const;
    const paid = { ...facts, paidMonths: [month('2025-03')], receivedItems };
    expect(quote('dongying', asked('2025-04-10T10:00:00+08:00', ['2025-04'], { facts: paid }))).toMatchObject(
      {
        total: '375.36',
        bundles: [{ items: ['with-account'] }],
      },
    );
    const dongying = pack('dongying');
    const longer = {
      ...dongying,
      medicalBases: dongying.medicalBases.map(({ until: _, ...row }) => row),
      medicalRates: dongying.medicalRates.map(({ until: _, ...row }) => row),
      medicalSurcharges: dongying.medicalSurcharges.map(({ until: _, ...row }) => row),
    };
    expect(quote(longer, asked('2026-01-10T10:00:00+08:00', ['2026-01'], { facts: paid }))).toMatchObject({
      total: '507.36',
    });
  });
  it('is due again when its month has been taken back', () => {
    const paid = {
      ...facts,
      paidMonths: [month('2025-03')],
      receivedItems: { '2025-03': ['with-account'] },
    } as const;
    expect(quote('dongying', asked('2025-04-10T10:00:00+08:00', ['2025-04'], { facts: paid }))).toMatchObject(
      {
        total: '507.36',
      },
    );
  });
  it('stays with the month that it has arrived for', () => {
    const waiting = { ...facts, receivedItems: { '2025-03': ['mutual-aid'] } } as const;
    expect(quote('dongying', asked(march, ['2025-03'], { facts: waiting }))).toMatchObject({
      total: '375.36',
      bundles: [{ items: ['with-account', 'mutual-aid'] }],
    });
    expect(
      quote('dongying', asked('2025-04-10T10:00:00+08:00', ['2025-04'], { facts: waiting })),
    ).toMatchObject({
      total: '375.36',
    });
  });
  it('must be among the items that are named, and only where it is due', () => {
    expect(quote('dongying', asked(march, ['2025-03'], { items: ['with-account'] }))).toMatchObject({
      reason: 'bundle-incomplete',
      details: { missingItems: ['mutual-aid'] },
    });
    const paid = { ...facts, receivedItems: { '2025-02': ['mutual-aid'] } } as const;
    expect(
      quote('dongying', asked(march, ['2025-03'], { facts: paid, items: ['with-account', 'mutual-aid'] })),
    ).toMatchObject({ reason: 'unknown-item' });
  });
  it('is explained from the certificate alone, with the month that it was paid with', () => {
    const paid = {
      ...facts,
      receivedItems: { '2025-02': ['with-account', 'mutual-aid'], '2024-02': ['mutual-aid'] },
    } as const;
    const request = asked(march, ['2025-03'], { facts: paid });
    const certificate = certificateOf(pack('dongying'), request, quote('dongying', request));
    expect(certificate.facts.parts).toEqual({ '2025-02': ['with-account', 'mutual-aid'] });
    const again = certifiedRequest(certificate);
    expect(
      certificateOf(certifiedPack(certificate), again, assess(certifiedPack(certificate), again)),
    ).toEqual(certificate);
  });
  it.each([
    ['with it', ['with-account', 'mutual-aid'], []],
    ['without it', ['with-account'], []],
    ['of two schemes', ['with-account', 'pooled-unit', 'mutual-aid'], ['mixed-schemes']],
  ] as const)('may be on a bill or not: %s', (_, items, codes) =>
    expect(
      checkBill(pack('dongying'), facts, instant(march), [
        {
          month: month('2025-02'),
          lateFee: yuan('0.00'),
          items: items.map((item) => ({ item, amount: yuan('10.00') })),
        },
      ]).map(({ code }) => code),
    ).toEqual(codes),
  );
});

describe('prepayment', () => {
  const january = '2023-01-05T10:00:00+08:00';
  it('shows the whole year as payable in January, and only the rest of it later', () => {
    const shownIn = (at: string) =>
      payableMonths(pack('zaozhuang'), { insurance: 'medical', at: instant(at), facts })
        .filter(({ status }) => status === 'payable')
        .map(({ month: shown }) => shown);
    expect(shownIn(january)).toEqual(monthsOfYear(month('2023-01')));
    expect(shownIn('2023-11-05T10:00:00+08:00')).toEqual(['2023-11', '2023-12']);
  });
  it('takes a month once', () => {
    const paid = { ...facts, paidMonths: [month('2023-06')] };
    expect(quote('zaozhuang', asked(january, ['2023-05', '2023-06'], { facts: paid }))).toMatchObject({
      reason: 'already-paid',
      details: { rejectedMonths: ['2023-06'] },
    });
  });
  it('is for the months in which the person will be enrolled, under the scheme of then', () => {
    const leaving = { ...facts, enrolments: [{ scheme: 'with-account', until: day('2023-06-30') }] } as const;
    expect(quote('zaozhuang', asked(january, ['2023-06', '2023-07'], { facts: leaving }))).toMatchObject({
      reason: 'not-registered',
      details: { rejectedMonths: ['2023-07'] },
    });
    const notYet = { ...facts, enrolments: [{ scheme: 'with-account', from: day('2023-06-01') }] } as const;
    expect(quote('zaozhuang', asked(january, ['2023-06'], { facts: notYet }))).toMatchObject({
      reason: 'not-registered',
      details: { enrolledFrom: '2023-06-01' },
    });
  });
  it('shows what the surcharge is made up of', () =>
    expect(quote('zaozhuang', asked(january, ['2023-01']))).toMatchObject({
      lines: [
        { item: 'with-account', amount: '278.60' },
        { item: 'mutual-aid', amount: '14.00', parts: { largeSum: '10.00', longTermCare: '4.00' } },
      ],
    }));
  it('of Jinan is refused as before, with its source', () => {
    const refused = quote('jinan', asked(january, ['2023-02']));
    if (refused.accepted) throw new Error('Jinan takes no prepayment');
    expect(
      conditionsOf(pack('jinan'), refused, { insurance: 'medical', months: [month('2023-02')] }),
    ).toMatchObject([
      {
        code: 'prepayment-not-allowed',
        source: '灵活就业人员缴费问答 (2021-04-26); 指南 G1.4',
        clearsOn: '2023-02-01',
      },
    ]);
  });
  it('of which nothing is known is refused without a source', () => {
    const refused = quote('dongying', asked('2025-03-10T10:00:00+08:00', ['2025-04']));
    if (refused.accepted) throw new Error('nothing is known of it');
    expect(
      conditionsOf(pack('dongying'), refused, { insurance: 'medical', months: [month('2025-04')] }),
    ).toMatchObject([{ source: '规则包中没有适用于该日期的规定' }]);
  });
  it("of Tai'an's autumn is topped up: 4242.00 instead of 3980.00 at 10 %", () => {
    const mode = rowOn(pack('taian').medicalTrueUps, month('2023-08'))?.value;
    if (mode === undefined) throw new Error('no row');
    const months = monthsOfYear(month('2023-01')).slice(7);
    expect(trueUp(mode, yuan('3980.00'), rate('0.10'), { lower: yuan('4242.00') }, months)).toEqual({
      direction: 'charge',
      perMonth: '26.20',
      total: '131.00',
    });
  });
});

describe('a base that is chosen', () => {
  const may = '2021-05-10T10:00:00+08:00';
  it('is shown with its bounds, and with amounts once it is known', () => {
    const shown = (base?: string) =>
      payableMonths(pack('jining'), {
        insurance: 'medical',
        at: instant(may),
        facts,
        ...(base === undefined ? {} : { base: yuan(base) }),
      }).find(({ status }) => status === 'payable');
    const limits = { lower: '3269.00', upper: '17284.00' };
    expect(shown()).toEqual({
      month: '2021-05',
      status: 'payable',
      items: ['with-account', 'mutual-aid'],
      limits,
      conditions: [],
    });
    expect(shown('3457.00')).toMatchObject({ limits, total: '431.13' });
    expect(shown('5000.00')).not.toHaveProperty('total');
  });
  it('between two tiers is refused with the tiers', () => {
    const refused = quote('jining', asked(may, ['2021-05'], { base: yuan('5000.00') }));
    if (refused.accepted) throw new Error('5000.00 is no tier');
    expect(refused.details).toEqual({
      base: '5000.00',
      tiers: ['3269.00', '3457.00', '5762.00', '11523.00', '17284.00'],
      month: '2021-05',
    });
    expect(
      conditionsOf(pack('jining'), refused, { insurance: 'medical', months: [month('2021-05')] }),
    ).toMatchObject([
      { rule: 'medical.base', source: '济宁市2021年灵活就业人员职工医保缴费标准', clearedBy: 'payer' },
    ]);
  });
  it('must fit every month of the quote', () =>
    expect(
      quote('taian', asked('2023-07-10T10:00:00+08:00', ['2023-08', '2023-07'], { base: yuan('4000.00') })),
    ).toMatchObject({
      reason: 'base-below-lower-limit',
      details: { month: '2023-08', lower: '4242.00', upper: '21207.00' },
    }));
  it('is not asked for where no amount could be given', () =>
    expect(
      quote('jining', asked(may, ['2021-05'], { facts: { ...facts, enrolments: [{ scheme: 'pooled' }] } })),
    ).toMatchObject({ reason: 'no-rate-for-month' }));
  it('is set by an override as a range, and a fixed one as one amount', () => {
    const taian = pack('taian');
    const configured = {
      ...taian,
      medicalBases: taian.medicalBases.map((row) => ({ ...row, configuration: true as const })),
    };
    const override = {
      overrideId: 'override-1',
      table: 'medical.base',
      from: '2023-08',
      author: 'wang',
      approvedBy: 'li',
      source: '泰医保发〔2023〕1号',
      decidedAt: instant('2023-08-20T09:00:00+08:00'),
    } as const;
    const faults = (value: string, base: Pack = configured) => overrideFault(base, { ...override, value });
    expect([faults('4300.00'), faults('4300.00–4200.00'), faults('4300.00–21500.00')]).toEqual([
      'value-not-valid',
      'value-not-valid',
      undefined,
    ]);
    expect(
      rowOn(
        withOverrides(configured, [{ ...override, value: '4300.00–21500.00' }]).medicalBases,
        month('2023-09'),
      )?.value,
    ).toEqual({ lower: '4300.00', upper: '21500.00' });
    const tiers = {
      ...configured,
      medicalBases: configured.medicalBases.map((row) => ({
        ...row,
        value: { tiers: [yuan('1.00'), yuan('2.00')] },
      })),
    };
    expect(faults('4300.00–21500.00', tiers)).toBe('value-not-valid');
  });
});

describe("a scheme that is locked for the medical year, as Tai'an's", () => {
  const changed = (on: string): MedicalFacts => ({
    ...facts,
    enrolments: [
      { scheme: 'pooled', from: day('2022-05-01'), until: dayBefore(day(on)) },
      { scheme: 'with-account', from: day(on) },
    ],
  });
  const at = '2023-05-10T10:00:00+08:00';
  const base = yuan('3980.00');
  it('is not quoted when it was changed in the year, whichever months are paid', () => {
    const request = asked(at, ['2023-05', '2023-06'], { base, facts: changed('2023-03-01') });
    const refused = quote('taian', request);
    if (refused.accepted) throw new Error('the scheme is locked');
    expect(refused).toMatchObject({
      reason: 'scheme-locked',
      details: {
        rejectedMonths: ['2023-05', '2023-06'],
        scheme: 'pooled',
        changedOn: '2023-03-01',
        changeableFrom: '2024-01-01',
      },
    });
    expect(conditionsOf(pack('taian'), refused, request)[0]).toMatchObject({
      code: 'scheme-locked',
      rule: 'medical.changeTimes',
      clearedBy: 'medical-agency',
    });
  });
  it.each([
    [
      'changed on the day of change',
      [
        { scheme: 'pooled', from: day('2022-05-01'), until: day('2022-12-31') },
        { scheme: 'with-account', from: day('2023-01-01') },
      ],
    ],
    ['the first of the year', [{ scheme: 'with-account', from: day('2023-03-01') }]],
    [
      'resumed after a break',
      [
        { scheme: 'with-account', from: day('2022-05-01'), until: day('2023-02-28') },
        { scheme: 'with-account', from: day('2023-04-01') },
      ],
    ],
    [
      'changed in an earlier year',
      [
        { scheme: 'pooled', from: day('2022-02-01'), until: day('2022-03-31') },
        { scheme: 'with-account', from: day('2022-04-01') },
      ],
    ],
  ] as const)('is quoted when it was %s', (_, enrolments) =>
    expect(quote('taian', asked(at, ['2023-05'], { base, facts: { ...facts, enrolments } }))).toMatchObject({
      accepted: true,
      total: '398.00',
    }),
  );
  it('is of no concern in Jinan', () =>
    expect(quote('jinan', asked(at, ['2023-05'], { facts: changed('2023-03-01') }))).toMatchObject({
      accepted: true,
      total: '358.20',
    }));
  it('may be changed within a time that is longer than a day', () => {
    const taian = pack('taian');
    const longer = {
      ...taian,
      medicalChangeTimes: taian.medicalChangeTimes.map((row) => ({
        ...row,
        value: { of: 'scheme' as const, from: '02-01', until: '03-31' },
      })),
    };
    const quoted = (on: string) =>
      quote(longer, asked(at, ['2023-05'], { base, facts: changed(on) })).accepted;
    expect([quoted('2023-03-01'), quoted('2023-03-31'), quoted('2023-04-01')]).toEqual([true, true, false]);
  });
});
