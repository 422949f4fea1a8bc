import { billOf, changesOf, faultsOf, fieldsOf, type Draft, type MonthDraft } from './bill';

const august: MonthDraft = {
  month: '2026-08',
  scheme: 'pooled',
  amounts: { 'pooled-unit': '137.19', 'pooled-personal': '91.46', 'mutual-aid': '18' },
  lateFee: '0',
};
const draft: Draft = { billNo: '', payableUntil: '', lateFeeTo: '', months: [august] };

describe('a bill as an agency types it', () => {
  it('is added up in yuan with two decimals', () =>
    expect(billOf(draft)).toMatchObject({ total: '246.65', months: [{ lateFee: '0.00' }] }));
  it('is right with its three items', () => expect(faultsOf(draft)).toEqual({}));
  it('names the field that is wrong', () => {
    const wrong = {
      billNo: '号 1',
      payableUntil: '明天',
      lateFeeTo: '2026-13-01',
      months: [august, { ...august, lateFee: '-1', amounts: { ...august.amounts, 'mutual-aid': '' } }],
    };
    expect(Object.keys(faultsOf(wrong))).toEqual([
      'billNo',
      'payableUntil',
      'lateFeeTo',
      'month-1',
      'mutual-aid-1',
      'late-fee-1',
    ]);
  });
  it('takes no month that is none', () =>
    expect(faultsOf({ ...draft, months: [{ ...august, month: '2026-13' }] })).toHaveProperty('month-0'));
  it('is told the faults of the platform beside the fields that they are about', () => {
    const faults = [
      { month: '2026-08', code: 'bill-exists' },
      { month: '2026-08', item: 'mutual-aid', code: 'already-paid' },
      { code: 'already-expired' },
      { code: 'total-mismatch' },
      { month: '2026-01', code: 'bill-exists' },
    ];
    expect(fieldsOf(draft, faults, (code) => code)).toEqual({
      'month-0': 'bill-exists',
      'mutual-aid-0': 'already-paid',
      payableUntil: 'already-expired',
    });
  });
});

describe('a correction', () => {
  it('shows each line before and after, with what differs', () => {
    const september = { ...august, month: '2026-09', scheme: 'with-account' as const };
    const before = { ...draft, months: [august, { ...september, amounts: { 'with-account': '400' } }] };
    const after = { ...draft, months: [{ ...august, amounts: { ...august.amounts, 'mutual-aid': '20' } }] };
    expect(changesOf(before, after).filter(({ difference }) => difference !== undefined)).toEqual([
      { month: '2026-08', item: 'mutual-aid', before: '18.00', after: '20.00', difference: '2.00' },
      { month: '2026-09', item: 'with-account', before: '400.00', difference: '-400.00' },
      { month: '2026-09', item: 'late-fee', before: '0.00', difference: '0.00' },
    ]);
  });
  it('of nothing differs in nothing', () =>
    expect(changesOf(draft, draft).every(({ difference }) => difference === undefined)).toBe(true));
});
