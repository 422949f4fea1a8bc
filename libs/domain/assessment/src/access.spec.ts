import { tellerRefusal } from '.';
import { account, enrolled } from '../test/accounts';

const inLixia = account.evolve(account.initial, enrolled);

describe('a teller', () => {
  it('may serve a person of a district of the bank', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'ccb' }, inLixia)).toBeUndefined());
  it('may not serve a person of another district', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'psbc' }, inLixia)).toMatchObject({
      code: 'bank-not-in-district',
      details: { district: '370102', bank: 'psbc' },
    }));
  it('of no bank may serve nobody who is enrolled', () =>
    expect(tellerRefusal({ role: 'bank' }, inLixia)).toMatchObject({ code: 'bank-not-in-district' }));
  it('is not refused before the district is known', () =>
    expect(tellerRefusal({ role: 'bank', bank: 'psbc' }, account.initial)).toBeUndefined());
});

it('other roles are not limited to districts', () =>
  expect(tellerRefusal({ role: 'tax-desk' }, inLixia)).toBeUndefined());
