import { day } from '@canbao/calendar';
import { isServedBy, mayReadQuote, tellerRefusal } from '.';
import { account, enrolled, pension } from '../test/accounts';

const today = day('2022-05-18');
const inLixia = account.evolve(account.initial, enrolled);

describe('a teller', () => {
  it('may serve a person of a district of the bank', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'ccb' }, inLixia, today)).toBeUndefined());
  it('may serve a person who moves into a district of the bank from that day on', () => {
    const moving = account.evolve(inLixia, {
      type: 'EnrolmentNoted',
      data: { ...pension, district: '370124', from: day('2022-06-01') },
    });
    const psbc = { role: 'bank', bank: 'psbc' } as const;
    expect(tellerRefusal(psbc, moving, day('2022-05-31'))).toMatchObject({ details: { district: '370102' } });
    expect(tellerRefusal(psbc, moving, day('2022-06-01'))).toBeUndefined();
  });
  it('may not serve a person of another district', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'psbc' }, inLixia, today)).toMatchObject({
      code: 'bank-not-in-district',
      details: { district: '370102', bank: 'psbc' },
    }));
  it('of no bank may serve nobody who is enrolled', () =>
    expect(tellerRefusal({ role: 'bank' }, inLixia, today)).toMatchObject({ code: 'bank-not-in-district' }));
  it('is not refused before the district is known', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'psbc' }, account.initial, today)).toBeUndefined());
});

it('other roles are not limited to districts', () =>
  expect(tellerRefusal({ role: 'tax-desk' }, inLixia, today)).toBeUndefined());

it('a tax desk that stands in a district is limited to it', () => {
  expect(tellerRefusal({ role: 'tax-desk', district: '370102' }, inLixia, today)).toBeUndefined();
  const elsewhere = { role: 'tax-desk', district: '370104' } as const;
  expect(tellerRefusal(elsewhere, inLixia, today)).toMatchObject({ code: 'bank-not-in-district' });
  expect(isServedBy(elsewhere, [inLixia], today)).toBe(false);
  expect(isServedBy({ role: 'tax-desk' }, [inLixia], today)).toBe(true);
});

describe('a bank that reads', () => {
  const nobody = account.initial;
  const inPingyin = account.evolve(nobody, {
    type: 'EnrolmentNoted',
    data: { ...pension, district: '370124', from: day('2020-01-01') },
  });
  it.each([
    ['is shown a person of its districts', 'ccb', [inLixia], true],
    ['is shown nobody of another district', 'psbc', [inLixia], false],
    ['goes by the insurance asked about', 'psbc', [inLixia, inPingyin], false],
    ['goes by the other insurance where that one has no enrolment', 'psbc', [nobody, inPingyin], true],
    ['is shown nobody who is enrolled nowhere', 'ccb', [nobody, nobody], false],
  ] as const)('%s', (_, bank, accounts, expected) =>
    expect(isServedBy({ role: 'bank', bank }, accounts, today)).toBe(expected),
  );
});

it.each([
  ['operator', { role: 'operator' }, {}, true],
  ['auditor', { role: 'auditor' }, { channel: 'ccb' }, true],
  ['bank that gave it', { role: 'bank', bank: 'ccb' }, { channel: 'ccb' }, true],
  ['bank that did not', { role: 'bank', bank: 'icbc' }, { channel: 'ccb' }, false],
  ['tax desk, of a bank', { role: 'tax-desk' }, { channel: 'ccb' }, false],
  ['tax desk, of its own', { role: 'tax-desk' }, { channel: 'tax-desk' }, true],
  ['bank, of no channel', { role: 'bank', bank: 'ccb' }, {}, false],
  ['payer who asked', { role: 'payer' }, { channel: 'wechat', payerId: 'me' }, true],
  ['payer, of another', { role: 'payer' }, { channel: 'wechat', payerId: 'you' }, false],
  ['payer, of a counter', { role: 'payer' }, { channel: 'ccb' }, true],
  ['bureau', { role: 'hrss' }, { channel: 'ccb' }, false],
] as const)('a quote is read or not by the %s', (_, caller, quote, expected) =>
  expect(mayReadQuote({ subject: 'me', ...caller }, quote)).toBe(expected),
);
