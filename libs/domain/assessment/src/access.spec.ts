import { day } from '@canbao/calendar';
import { tellerRefusal } from '.';
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
