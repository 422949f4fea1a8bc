import { callerOfClaims, identityOf } from './caller';

const registered = { iss: 'canbao-sandbox', aud: 'canbao', exp: 1_700_000_000 };

describe('the claims of a token', () => {
  it.each([
    [
      { sub: 'p', role: 'payer', channel: 'wechat' },
      { subject: 'p', role: 'payer', channel: 'wechat' },
    ],
    [
      { sub: 'b', role: 'bank', bank: 'ccb' },
      { subject: 'b', role: 'bank', bank: 'ccb' },
    ],
    [
      { sub: 't', role: 'tax-desk' },
      { subject: 't', role: 'tax-desk' },
    ],
    [
      { sub: 'o', role: 'operator' },
      { subject: 'o', role: 'operator' },
    ],
  ])('%j name a caller', (claims, caller) =>
    expect(callerOfClaims({ ...registered, ...claims })).toEqual(caller),
  );

  it.each([
    ['a teller of no bank', { role: 'bank' }],
    ['a teller of a bank that is none', { role: 'bank', bank: 'bank' }],
    ['a teller who is signed in through a mini-program', { role: 'bank', bank: 'ccb', channel: 'wechat' }],
    ['a payer through nothing', { role: 'payer' }],
    ['a payer at a counter', { role: 'payer', channel: 'tax-desk' }],
    ['a payer through a bank', { role: 'payer', channel: 'ccb' }],
    ['a payer of a bank', { role: 'payer', channel: 'wechat', bank: 'ccb' }],
    ['a tax desk with a bank', { role: 'tax-desk', bank: 'ccb' }],
    ['an operator with a channel', { role: 'operator', channel: 'alipay' }],
    ['a bureau with a bank', { role: 'hrss', bank: 'icbc' }],
    ['somebody who has not signed in', { role: 'anyone' }],
    ['two roles', { role: ['bank', 'operator'], bank: 'ccb' }],
    ['no role', {}],
    ['a bank that is null', { role: 'tax-desk', bank: null }],
  ])('of %s name nobody', (_, claims) =>
    expect(() => callerOfClaims({ ...registered, sub: 'x', ...claims })).toThrow(),
  );
});

it('an identity tells callers of one subject apart by role, bank and mini-program', () => {
  const subject = 'x';
  const identities = [
    identityOf({ subject, role: 'payer', channel: 'wechat' }),
    identityOf({ subject, role: 'payer', channel: 'alipay' }),
    identityOf({ subject, role: 'bank', bank: 'ccb' }),
    identityOf({ subject, role: 'bank', bank: 'icbc' }),
    identityOf({ subject, role: 'tax-desk' }),
    identityOf({ subject, role: 'operator' }),
    identityOf({ subject: 'ccb:x', role: 'operator' }),
  ];
  expect(new Set(identities).size).toBe(identities.length);
  expect(identities).toContain('bank:ccb:x');
});
