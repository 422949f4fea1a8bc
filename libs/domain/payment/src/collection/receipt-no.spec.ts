import fc from 'fast-check';
import { orderIdsOf, receiptNoOf } from './receipt-no';

describe('the number of a receipt', () => {
  it('leads back to its order', () => {
    fc.assert(
      fc.property(fc.uuid(), (orderId) => {
        const receiptNo = receiptNoOf(orderId, '2026-03-18');
        const [first = '', last = ''] = orderIdsOf(receiptNo) ?? [];
        const plain = orderId.replaceAll('-', '');
        expect(receiptNo).toMatch(/^SD20260318\d{20}$/);
        expect([first <= plain, plain <= last]).toEqual([true, true]);
      }),
    );
  });

  it.each([
    ['00000000-0000-8000-a000-000000000000', 'SD2026031800000000000000032768'],
    ['ffffffff-ffff-8fff-afff-ffffffffffff', 'SD2026031818446744073709522943'],
  ])('of order %s is %s', (orderId, receiptNo) => {
    expect(receiptNoOf(orderId, '2026-03-18')).toBe(receiptNo);
  });

  it('leads to all orders of its half, also of a small one', () =>
    expect(orderIdsOf('SD2026031800000000000000032768')).toEqual([
      '00000000000080000000000000000000',
      '0000000000008000ffffffffffffffff',
    ]));

  it.each([
    ['is too large for an id', 'SD2026031818446744073709551616'],
    ['is short of a digit', 'SD202603181844674407370955161'],
    ['has another beginning', 'XX2026031800000000000000032768'],
    ['has something before it', 'XSD2026031800000000000000032768'],
    ['has a digit too many', 'SD20260318000000000000000327680'],
    ['is empty', ''],
  ])('is of no order when it %s', (_, receiptNo) => {
    expect(orderIdsOf(receiptNo)).toBeUndefined();
  });
});
