import { checkDigitOf } from '@canbao/vocabulary';
import { faultOfNumber, plainNumber } from './number';

const body = '37010219800101123';
const number = body + checkDigitOf(body);

describe('a number typed at a counter', () => {
  it('is right with its check digit, blanks and full-width figures', () => {
    expect(faultOfNumber(number)).toBeUndefined();
    expect(faultOfNumber(` ${number.slice(0, 6)} ${number.slice(6)}\r`)).toBeUndefined();
    expect(plainNumber(number.replace('3', '３'))).toBe(number);
  });
  it.each([
    ['', '请扫描'],
    [number.slice(0, 17), '现在是 17 位'],
    [`${body.slice(0, 16)}A${number[17]}`, '只能是数字'],
    [body + (number.endsWith('1') ? '2' : '1'), '校验码不符'],
  ])('says beside the field what is wrong with %j', (typed, words) =>
    expect(faultOfNumber(typed)).toContain(words),
  );
  it('of another form is left to the platform', () => {
    expect(faultOfNumber('370102800101123')).toBeUndefined();
    expect(faultOfNumber('USA370012345678')).toBeUndefined();
  });
});
