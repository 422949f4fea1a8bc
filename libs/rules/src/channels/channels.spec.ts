import { day, instant } from '@canbao/calendar';
import { bankHeaderGroups, bankMatrix, bankMayCollect, districtRefusal } from './bank-matrix';
import { firstOpenDay } from './business-day';
import { channelOf } from './channel-of';
import { monthCloseAfter, monthCloses } from './month-close';
import { authorityOf, separateOrders } from './order-separation';
import { quoteExpiry, quoteValidities } from './quote-validity';
import { treasuryExpected } from './treasury-delay';

describe('a bank counter', () => {
  it.each([
    ['370102', 'ccb', true],
    ['370102', 'psbc', false],
    ['370102', 'boc', false],
    ['370103', 'citic', false],
    ['370171', 'citic', true],
  ] as const)('in %s of %s may collect: %s', (district, bank, allowed) => {
    expect(bankMayCollect(district, bank)).toBe(allowed);
    expect(districtRefusal(district, { role: 'bank', bank }) === undefined).toBe(allowed);
  });
  it('outside its districts is refused with the rule, and another bank clears it', () =>
    expect(districtRefusal('370102', { role: 'bank', bank: 'psbc' })).toEqual({
      code: 'bank-not-in-district',
      rule: 'channels.bank-matrix',
      source:
        '灵活就业人员自主缴费方式指南（济南，2022）; GB/T 2260 中华人民共和国行政区划代码（三个公开数据集）; 指南 G2.1.3',
      clearedBy: 'another bank of the district',
      details: { district: '370102', bank: 'psbc' },
    }));
  it('of an unknown bank is refused everywhere', () =>
    expect(bankMatrix.map(({ code }) => districtRefusal(code, { role: 'bank' })?.details)).toEqual(
      bankMatrix.map(({ code }) => ({ district: code })),
    ));
  it('in a district of its own serves that district alone', () => {
    const counter = { role: 'bank', bank: 'ccb', district: '370102' } as const;
    expect(districtRefusal('370102', counter)).toBeUndefined();
    expect(districtRefusal('370104', counter)?.details).toEqual({ district: '370104', bank: 'ccb' });
  });
  it("has the guide's names and headings", () => {
    expect(bankMatrix[0]).toMatchObject({ code: '370102', zh: '历下区', en: 'Lixia District' });
    expect(bankHeaderGroups).toEqual(['支持现金或本行卡缴费', '仅支持本行卡缴费']);
  });
});

it.each([
  [{ role: 'payer', channel: 'wechat' }, 'wechat'],
  [{ role: 'payer' }, undefined],
  [{ role: 'bank', bank: 'ccb', channel: 'alipay' }, 'ccb'],
  [{ role: 'bank' }, undefined],
  [{ role: 'tax-desk', bank: 'ccb' }, 'tax-desk'],
  [{ role: 'agency', channel: 'wechat', bank: 'ccb' }, undefined],
] as const)('the caller %j acts through %s', (caller, channel) => expect(channelOf(caller)).toBe(channel));

it.each([
  ['2022-05-01T00:00:00+08:00', '2022-06-01T00:00:00.000+08:00'],
  ['2022-12-31T23:59:59.999+08:00', '2023-01-01T00:00:00.000+08:00'],
])('the month of %s closes at %s', (at, closing) => expect(monthCloseAfter(instant(at))).toBe(closing));

it.each([
  ['2022-05-18T12:00:00+08:00', 30, '2022-05-18T12:30:00.000+08:00'],
  ['2022-05-18T12:45:10.250+08:00', 30, '2022-05-18T13:15:10.250+08:00'],
  ['2022-05-18T23:29:00+08:00', 30, '2022-05-18T23:59:00.000+08:00'],
  ['2022-05-18T23:30:00+08:00', 30, '2022-05-19T00:00:00.000+08:00'],
  ['2022-05-09T23:45:00+08:00', 30, '2022-05-10T00:15:00.000+08:00'],
  ['2022-05-18T12:00:00+08:00', 1440, '2022-05-19T12:00:00.000+08:00'],
  ['2022-05-18T12:00:00+08:00', 10_000, '2022-05-19T12:00:00.000+08:00'],
  ['2022-05-31T23:29:59+08:00', 30, '2022-05-31T23:59:59.000+08:00'],
  ['2022-05-31T23:30:00+08:00', 30, '2022-06-01T00:00:00.000+08:00'],
  ['2022-05-31T23:45:00+08:00', 30, '2022-06-01T00:00:00.000+08:00'],
  ['2022-05-30T23:45:00+08:00', 30, '2022-05-31T00:15:00.000+08:00'],
  ['2024-02-28T23:45:00+08:00', 30, '2024-02-29T00:15:00.000+08:00'],
  ['2022-12-31T12:00:00+08:00', 1440, '2023-01-01T00:00:00.000+08:00'],
])('a quote of %s for %i minutes may be paid before %s', (at, minutes, expected) =>
  expect(quoteExpiry(instant(at), minutes)).toBe(expected),
);

describe('a quote that rests on a rule about to change', () => {
  const at = instant('2022-05-18T12:00:00+08:00');
  const before = instant('2022-05-18T12:10:00+08:00');
  const after = instant('2022-05-18T12:40:00+08:00');
  it('may be paid until the first closing', () => {
    expect(quoteExpiry(at, 30, [after, before])).toBe(before);
    expect(quoteExpiry(at, 30, [before, after])).toBe(before);
  });
  it('is not prolonged by a later closing', () =>
    expect(quoteExpiry(at, 30, [after])).toBe('2022-05-18T12:30:00.000+08:00'));
});

it('validity and closing are configuration, from 2022 on', () => {
  expect(quoteValidities).toMatchObject([
    { from: '2022-01-01', value: { minutes: 30 }, configuration: true },
  ]);
  expect(monthCloses).toMatchObject([{ from: '2022-01-01', value: 'month-end', configuration: true }]);
});

it.each([
  ['2022-05-18T00:00:00.000+08:00', '2022-05-17'],
  ['2022-05-18T23:59:59.999+08:00', '2022-05-17'],
  ['2022-03-01T08:00:00.000+08:00', '2022-02-28'],
])('a business day is open until the end of the next: at %s, from %s on', (at, first) =>
  expect(firstOpenDay(instant(at))).toBe(first),
);

describe('orders', () => {
  it('go to the agency of their insurance', () =>
    expect([authorityOf('pension'), authorityOf('medical')]).toEqual(['人社', '医保']));
  it('are separated by agency, pension first; an empty one is left out', () => {
    const [pension, medical] = [{ insurance: 'pension' } as const, { insurance: 'medical' } as const];
    expect(separateOrders([medical, pension, medical])).toEqual([
      { authority: '人社', lines: [pension] },
      { authority: '医保', lines: [medical, medical] },
    ]);
    expect(separateOrders([medical])).toEqual([{ authority: '医保', lines: [medical] }]);
  });
});

describe('money on its way to the treasury', () => {
  it.each([
    ['2022-05-18', '2022-05-19', '2022-05-25'],
    ['2022-05-20', '2022-05-23', '2022-05-27'],
    ['2022-05-21', '2022-05-23', '2022-05-27'],
    ['2022-12-30', '2023-01-02', '2023-01-06'],
  ])('of %s is expected from %s to %s', (paidOn, earliest, latest) =>
    expect(treasuryExpected(day(paidOn))).toEqual({ earliest, latest }),
  );
});
