import fc from 'fast-check';
import { fromFen, inWords, toFen, yuan, type Yuan } from './index';

/** Reads capital figures by another way: every unit multiplies what was read since the last greater one. */
const read = (words: string): Yuan => {
  const figures = '零壹贰叁肆伍陆柒捌玖';
  const units: Readonly<Record<string, bigint>> = { 拾: 10n, 佰: 100n, 仟: 1000n };
  let [total, section, figure, fen] = [0n, 0n, 0n, 0n];
  const closed = (): bigint => section + figure;
  for (const sign of words) {
    if (figures.includes(sign)) figure = BigInt(figures.indexOf(sign));
    else if (units[sign] !== undefined) [section, figure] = [section + figure * units[sign], 0n];
    else if (sign === '万') [total, section, figure] = [total + closed() * 10_000n, 0n, 0n];
    else if (sign === '亿') [total, section, figure] = [(total + closed()) * 100_000_000n, 0n, 0n];
    else if (sign === '元') [total, section, figure] = [total + closed(), 0n, 0n];
    else if (sign === '角') [fen, figure] = [fen + figure * 10n, 0n];
    else if (sign === '分') [fen, figure] = [fen + figure, 0n];
    else if (sign !== '整') throw new Error(`not a capital figure: ${sign}`);
  }
  return fromFen(total * 100n + fen);
};

describe('capital figures', () => {
  it.each([
    // The examples of the rules for bills.
    ['1409.50', '壹仟肆佰零玖元伍角整'],
    ['6007.14', '陆仟零柒元壹角肆分'],
    ['1680.32', '壹仟陆佰捌拾元零叁角贰分'],
    ['107000.53', '壹拾万柒仟元零伍角叁分'],
    ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
    ['325.04', '叁佰贰拾伍元零肆分'],
    // Amounts of the guide and of quotes.
    ['205.30', '贰佰零伍元叁角整'],
    ['749.20', '柒佰肆拾玖元贰角整'],
    ['18.00', '壹拾捌元整'],
    ['380.00', '叁佰捌拾元整'],
    // Edges.
    ['0.00', '零元整'],
    ['0.01', '壹分'],
    ['0.10', '壹角整'],
    ['0.50', '伍角整'],
    ['0.05', '伍分'],
    ['1.00', '壹元整'],
    ['10.00', '壹拾元整'],
    ['10.05', '壹拾元零伍分'],
    ['10.50', '壹拾元零伍角整'],
    ['100.00', '壹佰元整'],
    ['101.01', '壹佰零壹元零壹分'],
    ['1001.00', '壹仟零壹元整'],
    ['1010.00', '壹仟零壹拾元整'],
    ['10000.00', '壹万元整'],
    ['10001.00', '壹万零壹元整'],
    ['10010.10', '壹万零壹拾元零壹角整'],
    ['100500.00', '壹拾万零伍佰元整'],
    ['203000.00', '贰拾万叁仟元整'],
    ['1000001.00', '壹佰万零壹元整'],
    ['10000000.00', '壹仟万元整'],
    ['100000000.00', '壹亿元整'],
    ['100000001.00', '壹亿零壹元整'],
    ['100100000.00', '壹亿零壹拾万元整'],
    ['110010000.00', '壹亿壹仟零壹万元整'],
    ['123456789012.34', '壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分'],
    ['999999999999.99', '玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
    ['1000000000000.00', '壹万亿元整'],
    ['1000000010000.00', '壹万亿零壹万元整'],
    ['10200000000000.00', '壹拾万贰仟亿元整'],
  ])('of %s are %s', (amount, words) => expect(inWords(yuan(amount))).toBe(words));

  it('are read back as the amount', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, 99_999_999_999_999_999n), (fen) => {
        const amount = fromFen(fen);
        return read(inWords(amount)) === amount;
      }),
      { numRuns: 3000 },
    ));
  it('are read back where most figures are zero, with no two 零 together and none before a unit', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('0', '0', '0', '1', '9'), { maxLength: 17 }), (digits) => {
        const amount = fromFen(BigInt(digits.join('') || '0'));
        const words = inWords(amount);
        expect(read(words)).toBe(amount);
        if (toFen(amount) > 0n) expect(words).not.toMatch(/零零|零[拾佰仟万亿元角分整]|^零/);
      }),
      { numRuns: 3000 },
    ));
  it('end in 整 or in 分', () =>
    fc.assert(fc.property(fc.bigInt(0n, 10_000_000n), (fen) => /[整分]$/.test(inWords(fromFen(fen))))));
  it('are not there for an amount below zero', () =>
    expect(() => inWords(yuan('-1.00'))).toThrow('below zero'));
});
