import fc from 'fast-check';
import {
  add,
  addRates,
  compare,
  fromFen,
  isAmount,
  isMultipleOf,
  multiply,
  negate,
  rate,
  sameRate,
  subtract,
  sum,
  toFen,
  yuan,
  zero,
} from './index';

describe('an amount from outside', () => {
  it.each(['0.00', '0.01', '1.00', '10.00', '749.20', '999999999999.99'])('may be %s', (text) =>
    expect(isAmount(text)).toBe(true),
  );
  it.each([
    '',
    '0',
    '-0',
    '-0.00',
    '-1.00',
    '1',
    '1.0',
    '1.000',
    '.50',
    '1.',
    '01.00',
    '00.00',
    '1e3',
    '1.00e1',
    '0x10',
    '+1.00',
    ' 1.00',
    '1.00 ',
    '1.00\n',
    '1,000.00',
    '1 000.00',
    '1.00元',
    '¥1.00',
    '１.００',
    '1．00',
    '١.٠٠',
    'NaN',
    'Infinity',
    'null',
    '1.00\0',
    '1000000000000.00',
    '9007199254740993.00',
  ])('may not be %j', (text) => expect(isAmount(text)).toBe(false));
});

describe('an amount inside', () => {
  it.each(['-0.01', '-749.20', '999999999999999.99'])('may be %s, because journals credit', (text) =>
    expect(yuan(text)).toBe(text),
  );
  it.each(['-0.00', '1', '01.00', '+1.00', '1000000000000000.00', '--1.00'])('may not be %s', (text) =>
    expect(() => yuan(text)).toThrow(RangeError),
  );
  it.each([
    [0n, '0.00'],
    [1n, '0.01'],
    [-1n, '-0.01'],
    [99n, '0.99'],
    [-100n, '-1.00'],
    [74_920n, '749.20'],
    [2n ** 53n + 1n, '90071992547409.93'],
  ])('of %s fen is %s yuan', (fen, text) => {
    expect(fromFen(fen)).toBe(text);
    expect(toFen(yuan(text))).toBe(fen);
  });
});

describe('base × rate', () => {
  it.each([
    ['3746.00', '0.20', '749.20', '749.20'],
    ['3746.03', '0.20', '749.21', '749.20'],
    ['0.02', '0.20', '0.00', '0.00'],
    ['0.03', '0.20', '0.01', '0.00'],
    ['0.01', '0.5', '0.01', '0.00'],
    ['0.03', '0.5', '0.02', '0.01'],
    ['1.00', '0.005', '0.01', '0.00'],
    ['1.00', '0.004999', '0.00', '0.00'],
    ['999999999999.99', '1', '999999999999.99', '999999999999.99'],
    ['999999999999.99', '0.000001', '1000000.00', '999999.99'],
    ['0.00', '0.20', '0.00', '0.00'],
  ])('%s × %s is %s half-up and %s down', (amount, factor, halfUp, down) =>
    expect([
      multiply(yuan(amount), rate(factor), 'half-up'),
      multiply(yuan(amount), rate(factor), 'down'),
    ]).toEqual([halfUp, down]),
  );
  it.each([
    ['-0.01', '0.5', '-0.01', '0.00'],
    ['-0.01', '0.1', '0.00', '0.00'],
  ])('of a credit %s × %s mirrors the debit', (amount, factor, halfUp, down) =>
    expect([
      multiply(yuan(amount), rate(factor), 'half-up'),
      multiply(yuan(amount), rate(factor), 'down'),
    ]).toEqual([halfUp, down]),
  );
});

describe('a rate', () => {
  it.each(['0', '0.2', '0.20', '0.0005', '0.000001', '1', '1.0', '1.000000'])('may be %s', (text) =>
    expect(rate(text)).toBe(text),
  );
  it.each([
    '',
    '.2',
    '0.',
    '1.1',
    '2',
    '-0.2',
    '0.0000001',
    '00.2',
    '1e-3',
    '20%',
    ' 0.2',
    '０.２',
    '1.0000001',
  ])('may not be %j', (text) => expect(() => rate(text)).toThrow(RangeError));
  it('is the same number however written', () =>
    expect([sameRate(rate('0.2'), rate('0.20')), sameRate(rate('0.2'), rate('0.200001'))]).toEqual([
      true,
      false,
    ]));
  it.each([
    ['0.12', '0.08', '0.2'],
    ['0.1', '0.2', '0.3'],
    ['0.03', '0.02', '0.05'],
  ])("%s and %s make %s, without a float's dust", (a, b, whole) =>
    expect(addRates(rate(a), rate(b))).toBe(whole),
  );
  it('cannot exceed the whole', () => expect(() => addRates(rate('0.6'), rate('0.5'))).toThrow(RangeError));
});

it.each([
  ['3746.00', '1.00', true],
  ['3746.50', '1.00', false],
  ['3746.03', '0.01', true],
  ['0.00', '1.00', true],
  ['3750.00', '100.00', false],
])('%s is a multiple of %s: %s', (amount, step, multiple) =>
  expect(isMultipleOf(yuan(amount), yuan(step))).toBe(multiple),
);

describe('sums are exact', () => {
  const fen = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
  const positive = fc.bigInt({ min: 0n, max: 10n ** 13n });
  it('as whole numbers of fen are', () =>
    fc.assert(
      fc.property(fen, fen, (a, b) => {
        expect(toFen(add(fromFen(a), fromFen(b)))).toBe(a + b);
        expect(toFen(subtract(fromFen(a), fromFen(b)))).toBe(a - b);
        expect(compare(fromFen(a), fromFen(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    ));
  it('and each undoes the other', () =>
    fc.assert(
      fc.property(fen, fen, (a, b) => {
        expect(subtract(add(fromFen(a), fromFen(b)), fromFen(b))).toBe(fromFen(a));
        expect(add(fromFen(a), negate(fromFen(a)))).toBe(zero);
      }),
    ));
  it('in any order and grouping', () =>
    fc.assert(
      fc.property(fc.array(fen, { maxLength: 9 }), fc.nat(9), (all, at) => {
        const amounts = all.map(fromFen);
        expect(sum(amounts)).toBe(sum(amounts.toReversed()));
        expect(add(sum(amounts.slice(0, at)), sum(amounts.slice(at)))).toBe(sum(amounts));
      }),
    ));
  it('and a part and its remainder make the whole', () =>
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 1_000_000 }), (whole, millionths) => {
        const factor = rate(millionths === 1_000_000 ? '1' : `0.${String(millionths).padStart(6, '0')}`);
        const part = multiply(fromFen(whole), factor, 'half-up');
        expect(toFen(part)).toBe((whole * BigInt(millionths) + 500_000n) / 1_000_000n);
        expect(toFen(multiply(fromFen(whole), factor, 'down'))).toBe(
          (whole * BigInt(millionths)) / 1_000_000n,
        );
        expect(add(part, subtract(fromFen(whole), part))).toBe(fromFen(whole));
      }),
    ));
  it('and text survives the way to fen and back', () =>
    fc.assert(
      fc.property(positive, (value) => {
        expect(isAmount(fromFen(value))).toBe(true);
        expect(fromFen(toFen(fromFen(value)))).toBe(fromFen(value));
      }),
    ));
  it('and the sum of nothing is zero', () => expect(sum([])).toBe('0.00'));
});
