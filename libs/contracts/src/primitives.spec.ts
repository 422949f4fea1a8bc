import type { z } from 'zod';
import {
  Amount,
  bundleIdOf,
  contractEvents,
  DayText,
  District,
  DistrictCode,
  InstantText,
  Item,
  MonthText,
  QuoteClaims,
  RateText,
  strict,
  topics,
  Uuid,
} from './index';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

describe('money on the wire', () => {
  it.each(['0.00', '749.20', '999999999999.99'])('is text: %s', (text) =>
    expect(Amount.parse(text)).toBe(text),
  );
  it.each([
    749.2,
    0,
    749n,
    Number.NaN,
    null,
    undefined,
    ['749.20'],
    { amount: '749.20' },
    true,
    '749.2',
    '-749.20',
    '1e3',
    '０.００',
    '',
  ])('is never %p', (value) => expect(takes(Amount, value)).toBe(false));
});

it.each([
  ['rate', RateText, '0.20', ['1.01', 0.2, '-0.2']],
  ['month', MonthText, '2022-05', ['2022-13', 202_205, '2022-05-01']],
  ['day', DayText, '2024-02-29', ['2022-02-29', '2022-5-1', new Date(0)]],
  ['item', Item, 'mutual-aid', ['Mutual-Aid', 'maternity', '']],
  ['district', District, '370102', ['370100', 370_102, '110101']],
  [
    'id',
    Uuid,
    '10000000-0000-4000-8000-000000000001',
    ['10000000-0000-4000-8000-00000000000', '{10000000-0000-4000-8000-000000000001}', 'x'],
  ],
] as [string, z.ZodType, unknown, unknown[]][])('a %s is read strictly', (_, schema, good, bad) => {
  expect(schema.parse(good)).toBe(good);
  expect(bad.filter((value) => takes(schema, value))).toEqual([]);
});

it('an instant is brought to milliseconds and must be at +08:00', () => {
  expect(InstantText.parse('2022-05-18T12:00:00+08:00')).toBe('2022-05-18T12:00:00.000+08:00');
  expect(
    ['2022-05-18T12:00:00Z', '2022-05-18T24:00:00+08:00', 1_652_846_400].filter((value) =>
      takes(InstantText, value),
    ),
  ).toEqual([]);
});

it('districts are thirteen, each once', () => expect(new Set(District.options).size).toBe(13));
it('a bundle is the same for every channel', () =>
  expect(bundleIdOf('person', '2022-05')).toBe('person:2022-05'));

describe('a quote', () => {
  const line = { item: 'pension', month: '2022-05', base: '5000.00', rate: '0.20', amount: '1000.00' };
  const id = '10000000-0000-4000-8000-000000000001';
  const claims = {
    quoteId: id,
    personId: id,
    insurance: 'pension',
    district: '370102',
    lines: [line],
    total: '1000.00',
    issuedAt: '2022-05-18T12:00:00.000+08:00',
    expiresAt: '2022-05-18T12:30:00.000+08:00',
    certificateHash: 'x',
  };
  it('is read as it was written', () => expect(QuoteClaims.parse(claims)).toEqual(claims));
  it.each([
    { lines: [] },
    { total: 1000 },
    { insurance: 'maternity' },
    { payer: 'someone' },
    { lines: [{ ...line, discount: '1.00' }] },
    { expiresAt: '2022-05-18T04:30:00Z' },
  ])('is not read with %j', (change) => expect(takes(QuoteClaims, { ...claims, ...change })).toBe(false));
});

describe('the contract events', () => {
  it.each(Object.entries(contractEvents))(
    '%s goes to a topic of its own service, which publishes no unknown member',
    (type, { topic, data }) => {
      const context = /^canbao\.([a-z-]+)\.[A-Z]\w+\.v1$/.exec(type)?.[1];
      expect(topics[topic]).toBe(context === 'ledger' ? 'payment' : context);
      const issues = strict(data).safeParse({ unknown: 1 }).error?.issues ?? [];
      expect(issues.map(({ code }) => code)).toContain('unrecognized_keys');
      // Nobody can be named for money whose quote is unknown.
      const ofMoney = type.includes('.Unidentified') ? 'orderId' : 'personId';
      const ofBill = type.includes('.BillMessage') ? 'messageId' : ofMoney;
      const ofMessage = type.includes('.BureauMessage') ? 'messageNo' : ofBill;
      const ofAnswer = type.includes('.BureauAnswerParked') ? 'bureau' : ofMessage;
      const ofDay = type.includes('.BureauDay') ? 'totalsId' : ofAnswer;
      const subject = type.endsWith('.EventsSealed.v1') ? 'service' : ofDay;
      expect(issues.some(({ path }) => path[0] === subject)).toBe(true);
    },
  );
});

it('the former and the present code of 高新区 are one district', () =>
  expect(['370176', '370171', '370102'].map((code) => DistrictCode.parse(code))).toEqual([
    '370171',
    '370171',
    '370102',
  ]));
it('a code that is no district stays none', () =>
  expect(DistrictCode.safeParse('370101').success).toBe(false));
