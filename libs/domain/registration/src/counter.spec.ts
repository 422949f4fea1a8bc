import { counterRefusal } from './counter';

describe('a counter', () => {
  const lixia = { role: 'bank', bank: 'ccb', district: '370102' } as const;

  it('serves the district in which it stands', () =>
    expect(counterRefusal(lixia, ['370102'])).toBeUndefined());
  it('serves somebody who has one of two insurances there', () =>
    expect(counterRefusal(lixia, ['370104', '370102'])).toBeUndefined());
  it('tells where somebody of another district is to go', () =>
    expect(counterRefusal(lixia, ['370104'])).toMatchObject({
      code: 'bank-not-in-district',
      details: { district: '370104' },
    }));
  it('of a bank without a district of its own serves all that the guide ticks', () => {
    expect(counterRefusal({ role: 'bank', bank: 'psbc' }, ['370104'])).toBeUndefined();
    expect(counterRefusal({ role: 'bank', bank: 'psbc' }, ['370102'])).toMatchObject({
      code: 'bank-not-in-district',
    });
  });
  it('of a tax desk serves its district', () => {
    expect(counterRefusal({ role: 'tax-desk', district: '370102' }, ['370102'])).toBeUndefined();
    expect(counterRefusal({ role: 'tax-desk', district: '370102' }, ['370104'])).toBeDefined();
  });
  it('does not know somebody who is enrolled nowhere', () =>
    expect(counterRefusal(lixia, [])).toBe('unknown'));
  it('is no limit to bureaus and operators', () =>
    expect(counterRefusal({ role: 'hrss' }, ['370104'])).toBeUndefined());
});
