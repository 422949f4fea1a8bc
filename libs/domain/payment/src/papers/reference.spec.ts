import fc from 'fast-check';
import { receiptNoOf, receiptNoOfReference, receiptReference } from '../index';

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('the reference of a receipt', () => {
  it('is ten bytes that lead back to its number', () =>
    fc.assert(
      fc.property(fc.uuid(), day, (orderId, paidOn) => {
        const receiptNo = receiptNoOf(orderId, paidOn);
        const reference = receiptReference(receiptNo) ?? '';
        expect(reference).toMatch(/^[0-9a-f]{20}$/);
        expect(receiptNoOfReference(reference)).toBe(receiptNo);
      }),
      { numRuns: 500 },
    ));
  it.each(['', 'SD', 'ZM2022051800000000000000000001', `SD20220518${'9'.repeat(20)}`])(
    'is not there for %j',
    (text) => expect(receiptReference(text)).toBeUndefined(),
  );
  it('of a day after 2099 leads nowhere', () =>
    expect(receiptNoOfReference(`${'0'.repeat(16)}ffff`)).toBeUndefined());
});
