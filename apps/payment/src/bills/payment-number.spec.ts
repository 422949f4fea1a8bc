import { isPaymentNumber, newPaymentNumber } from './payment-number';

describe('a payment number', () => {
  const numbers = [...Array(500)].map(newPaymentNumber);

  it('is sixteen digits that no two orders share', () => {
    expect(numbers.every(isPaymentNumber)).toBe(true);
    expect(new Set(numbers).size).toBe(500);
  });

  it('shows every digit that is mistyped', () => {
    for (const number of numbers.slice(0, 20))
      for (let at = 1; at < 16; at += 1)
        for (let step = 1; step < 10; step += 1) {
          const typed = `${number.slice(0, at)}${(Number(number[at]) + step) % 10}${number.slice(at + 1)}`;
          expect(isPaymentNumber(typed)).toBe(false);
        }
  });

  it.each(['', '9', '1234567890123456', '９000000000000001', '90000000000000011'])('is not %j', (text) =>
    expect(isPaymentNumber(text)).toBe(false),
  );
});
