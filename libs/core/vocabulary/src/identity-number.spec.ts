import { day } from '@canbao/calendar';
import { checkDigitOf, holdsIdentityNumber } from '.';

const today = day('2022-05-18');
/** The repository holds no identity number: each is made here. */
const numberOf = (birth: string, area = '370102'): string => {
  const figures = `${area}${birth}123`;
  return figures + checkDigitOf(figures);
};
const number = numberOf('19800101');
const former = `${number.slice(0, 6)}${number.slice(8, 17)}`;
const fullWidth = number.replaceAll(/\d/g, (figure) => String.fromCharCode(figure.charCodeAt(0) + 0xfee0));
const withX = Array.from({ length: 11 }, (_, n) => numberOf(`198001${10 + n}`)).find((one) =>
  one.endsWith('X'),
);

describe('an identity number', () => {
  it.each([
    ['alone', number],
    ['with X', withX ?? ''],
    ['with a small x', (withX ?? '').toLowerCase()],
    ['with blanks', `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`],
    ['with hyphens', `${number.slice(0, 6)}-${number.slice(6, 14)}-${number.slice(14)}`],
    ['with a blank after every figure', [...number].join(' ')],
    ['in full-width figures', fullWidth],
    ['after letters', `ID${number}`],
    ['before letters', `${number}abc`],
    ['before a serial number', `${number}-1`],
    ['after a serial number', `0007-${number}-2`],
    ['inside a sentence', `缴费人${number}已于今日办理`],
    ['of the first generation', former],
    ['of the first generation, with blanks', `${former.slice(0, 6)} ${former.slice(6)}`],
    ['of the first generation, after letters', `ID${former}`],
    ['of a resident of Hong Kong', numberOf('19800101', '810000')],
    ['of somebody who is ninety', numberOf('19320101')],
  ])('is found %s', (_, text) => expect(holdsIdentityNumber(text, today)).toBe(true));

  it.each([
    ['a wrong check digit', `${number.slice(0, 17)}${number[17] === '0' ? '1' : '0'}`],
    ['no such day', numberOf('19800230')],
    ['no such area', numberOf('19800101', '990102').replace(/^99/, '08')],
    ['a day of this year, as transaction numbers have it', numberOf('20220518')],
    ['more figures before', `1${number}`],
    ['more figures behind', `${number}1`],
    ['15 figures with a day of this century', '370102220518001'],
    ['15 figures of another province', `11${former.slice(2)}`],
    ['15 figures among others in one word', `A1B${former}`],
    ['an id', '37010219-8001-4112-8345-678901234567'],
    ['a short number', 'T20220518-0001'],
    ['an instant', '2022-05-18T10:00:00.000+08:00'],
    ['nothing', ''],
  ])('is not found in %s', (_, text) => expect(holdsIdentityNumber(text, today)).toBe(false));

  it('is looked for in time that grows with the text', () => {
    const timeOf = (length: number): number => {
      const text = '3'.repeat(17).concat(' ').repeat(length);
      const began = performance.now();
      holdsIdentityNumber(text, today);
      return performance.now() - began;
    };
    timeOf(1000);
    const [short, long] = [timeOf(2000), timeOf(8000)];
    expect(long).toBeLessThan(Math.max(16 * short, 200));
  });

  it('is not taken for one by chance more than once in 20,000 numbers of 18 figures', () => {
    let seed = 7;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const texts = Array.from({ length: 40_000 }, () =>
      Array.from({ length: 18 }, () => String(next() % 10)).join(''),
    );
    expect(texts.filter((text) => holdsIdentityNumber(text, today)).length).toBeLessThanOrEqual(2);
  });
});
