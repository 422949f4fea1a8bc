import { billOf, faultsOf, itemsOf, type Draft } from './bill';

const pooled = itemsOf('pooled');
const draft: Draft = {
  billNo: '',
  payableUntil: '',
  months: [
    {
      month: '2026-08',
      amounts: { 'pooled-unit': '137.19', 'pooled-personal': '91.46', 'mutual-aid': '18' },
      lateFee: '0',
    },
  ],
};

describe('a bill as an agency types it', () => {
  it('is added up in yuan with two decimals', () =>
    expect(billOf(draft, pooled)).toMatchObject({ total: '246.65', months: [{ lateFee: '0.00' }] }));
  it('is right with its three items', () => expect(faultsOf(draft, pooled)).toEqual({}));
  it('names the field that is wrong', () => {
    const [month] = draft.months;
    const wrong = {
      billNo: '号 1',
      payableUntil: '明天',
      months: [month, { ...month, lateFee: '-1', amounts: { ...month?.amounts, 'mutual-aid': '' } }],
    } as Draft;
    expect(Object.keys(faultsOf(wrong, pooled))).toEqual([
      'billNo',
      'payableUntil',
      'month-1',
      'mutual-aid-1',
      'lateFee-1',
    ]);
  });
  it('takes no month that is none', () =>
    expect(
      faultsOf({ ...draft, months: [{ month: '2026-13', amounts: {}, lateFee: '' }] }, pooled),
    ).toHaveProperty('month-0'));
});
