import { day } from '@canbao/calendar';
import { partIn, type Part } from '../tips/message';
import { resultsIn } from './results';

const asked = { entrustDate: day('2026-11-16'), packNo: '00000001' };
const row = (traNo: string, change: object = {}): Part => ({
  OriTraNo: traNo,
  TraAmt: '1000.00',
  TaxDate: '20261116',
  Result: '90000',
  ...change,
});
const rows = [
  row('00000001'),
  row('00000002', { TraAmt: '205.30', TaxDate: '20261116235959' }),
  row('00000003', { TaxDate: '', Result: '24003' }),
  row('00000004', { TaxDate: '', Result: '94999' }),
];
const head = {
  OriEntrustDate: '20261116',
  OriPackNo: '00000001',
  AllNum: '4',
  AllAmt: '3205.30',
  SuccNum: '2',
  SuccAmt: '1205.30',
  Result: '90000',
};
const answer = (items: readonly Part[] = rows, change: object = {}): Part => ({
  BatchReturn2102: { ...head, ...change },
  Return2102: items,
});
const with1 = (change: object): readonly Part[] => [row('00000001', change), ...rows.slice(1)];

describe('what a bank says of a pack (2102)', () => {
  it('is taken, failed with its reason, or unknown, item by item', () =>
    expect(resultsIn(answer(), asked)).toEqual({
      status: 'there',
      lines: [
        {
          traNo: '00000001',
          amount: '1000.00',
          said: '90000',
          outcome: 'succeeded',
          paidAt: '2026-11-16T00:00:00.000+08:00',
        },
        {
          traNo: '00000002',
          amount: '205.30',
          said: '90000',
          outcome: 'succeeded',
          paidAt: '2026-11-16T23:59:59.000+08:00',
        },
        {
          traNo: '00000003',
          amount: '1000.00',
          said: '24003',
          outcome: 'failed',
          because: 'insufficient-funds',
        },
        { traNo: '00000004', amount: '1000.00', said: '94999', outcome: 'unknown' },
      ],
    }));
  it.each([
    ['24001', 'account-not-found'],
    ['24002', 'holder-differs'],
    ['24004', 'account-closed'],
    ['24005', 'account-frozen'],
    ['24009', 'no-agreement'],
    ['24777', 'refused-by-bank'],
  ])('%s is a failure: %s', (Result, because) => {
    const change = { AllNum: '1', AllAmt: '1000.00', SuccNum: '0', SuccAmt: '0.00' };
    expect(resultsIn(answer([row('00000001', { Result, TaxDate: '' })], change), asked)).toMatchObject({
      lines: [{ outcome: 'failed', because }],
    });
  });
  it('is unknown where nobody knows the code: it may have been debited', () => {
    const change = { AllNum: '1', AllAmt: '1000.00', SuccNum: '0', SuccAmt: '0.00' };
    expect(
      resultsIn(answer([row('00000001', { Result: '77777', TaxDate: '' })], change), asked),
    ).toMatchObject({
      lines: [{ outcome: 'unknown', said: '77777' }],
    });
  });
  it('is a repeat of a debit that had succeeded (94051): taken, and once', () => {
    const change = { AllNum: '1', AllAmt: '1000.00', SuccNum: '1', SuccAmt: '1000.00' };
    expect(resultsIn(answer([row('00000001', { Result: '94051' })], change), asked)).toMatchObject({
      lines: [{ outcome: 'succeeded' }],
    });
  });
  it('is nothing for a pack whose items are still open', () => {
    const change = { AllNum: '0', AllAmt: '0.00', SuccNum: '0', SuccAmt: '0.00' };
    expect(resultsIn(answer([], change), asked)).toEqual({ status: 'there', lines: [] });
  });

  it.each<[string, readonly Part[], object]>([
    ['a count of another file', rows, { AllNum: '5' }],
    ['another sum', rows, { AllAmt: '3205.31' }],
    ['another count of those taken', rows, { SuccNum: '3' }],
    ['another sum of those taken', rows, { SuccAmt: '1205.31' }],
    ['a line short', rows.slice(1), {}],
    ['an amount that was changed', with1({ TraAmt: '1000.01' }), {}],
    ['a result that was changed', with1({ Result: '24003' }), {}],
  ])('with %s is refused whole', (_, items, change) =>
    expect(resultsIn(answer(items, change), asked)).toEqual({ status: 'refused', reason: 'totals' }),
  );
  it.each<[string, readonly Part[], object]>([
    ['about another pack', rows, { OriPackNo: '00000002' }],
    ['about another day', rows, { OriEntrustDate: '20261117' }],
    ['a line doubled', [...rows, row('00000001')], { AllNum: '5' }],
    ['a number of another form', with1({ OriTraNo: '1' }), {}],
    ['an amount of three decimals', with1({ TraAmt: '1000.000' }), {}],
    ['an amount below nothing', with1({ TraAmt: '-1000.00' }), {}],
    ['money taken that is nothing', with1({ TraAmt: '0.00' }), {}],
    ['money taken on no day', with1({ TaxDate: '' }), {}],
    ['money taken on a day that does not exist', with1({ TaxDate: '20261131' }), {}],
    ['money taken at an hour that does not exist', with1({ TaxDate: '20261116240000' }), {}],
    ['a result that is no code', with1({ Result: 'OK' }), {}],
  ])('with %s is refused whole', (_, items, change) =>
    expect(resultsIn(answer(items, change), asked)).toEqual({ status: 'refused', reason: 'format' }),
  );
  it('without a head is refused whole', () => {
    const { BatchReturn2102: _, ...headless } = answer();
    expect(partIn(headless, 'BatchReturn2102')).toBeUndefined();
    expect(resultsIn(headless, asked)).toEqual({ status: 'refused', reason: 'format' });
  });
});
