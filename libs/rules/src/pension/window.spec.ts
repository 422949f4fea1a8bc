import { instant, month } from '@canbao/calendar';
import { pensionDeferrals, deferralOf } from './deferral';
import { openDeferral, pensionWindow } from './window';

const standing = (value: string, at: string) => pensionWindow(pensionDeferrals, month(value), instant(at));

describe('the pension window', () => {
  it.each([
    ['2022-05', '2022-05-01T00:00:00+08:00', 'open'],
    ['2022-01', '2022-12-31T23:59:59+08:00', 'open'],
    ['2022-06', '2022-05-31T23:59:59.999+08:00', 'prepayment-not-allowed'],
    ['2022-06', '2022-06-01T00:00:00+08:00', 'open'],
    ['2023-01', '2022-12-31T23:59:59+08:00', 'prepayment-not-allowed'],
    ['2021-12', '2022-01-01T00:00:00+08:00', 'prior-year-not-allowed'],
    ['2022-01', '2023-01-01T00:00:00+08:00', 'deferral'],
    ['2022-12', '2023-12-31T23:59:59.999+08:00', 'deferral'],
    ['2022-12', '2024-01-01T00:00:00+08:00', 'deferral-closed'],
    ['2021-12', '2023-06-01T00:00:00+08:00', 'prior-year-not-allowed'],
    ['2023-12', '2024-06-01T00:00:00+08:00', 'prior-year-not-allowed'],
  ])('has %s at %s as %s', (value, at, expected) => expect(standing(value, at)).toBe(expected));

  it('does not open a deferral before its first instant', () => {
    const later = pensionDeferrals.map((row) => ({
      ...row,
      value: { ...row.value, openAt: instant('2023-03-01T00:00:00+08:00') },
    }));
    const [before, from] = ['2023-02-28T23:59:59.999+08:00', '2023-03-01T00:00:00+08:00'].map((at) =>
      pensionWindow(later, month('2022-05'), instant(at)),
    );
    expect([before, from]).toEqual(['prior-year-not-allowed', 'deferral']);
  });
  it('names the deferral only of a month that is payable by it', () => {
    const at = instant('2023-06-01T00:00:00+08:00');
    expect(openDeferral(pensionDeferrals, month('2022-05'), at)?.value).toMatchObject({
      closeAt: '2024-01-01T00:00:00.000+08:00',
      baseYear: 2023,
      lateFee: '0.00',
    });
    expect(openDeferral(pensionDeferrals, month('2023-05'), at)).toBeUndefined();
    expect(
      openDeferral(pensionDeferrals, month('2022-05'), instant('2022-06-01T00:00:00+08:00')),
    ).toBeUndefined();
  });
  it.each([
    ['2021-12', false],
    ['2022-01', true],
    ['2022-12', true],
    ['2023-01', false],
  ])('has a deferral for %s: %s', (value, exists) =>
    expect(deferralOf(pensionDeferrals, month(value)) !== undefined).toBe(exists),
  );
});
