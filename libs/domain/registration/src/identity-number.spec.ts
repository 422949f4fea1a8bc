import fc from 'fast-check';
import { day } from '@canbao/calendar';
import { canonicalNumber, isIdentityNumber } from './index';

const today = day('2022-05-18');

/** ISO 7064 MOD 11-2 by its recursion, so that a slip in the weights of the source shows. */
const withCheckDigit = (digits: string): string => {
  const rest = [...digits].reduce((product, digit) => ((product + Number(digit)) * 2) % 11, 0);
  return digits + '0123456789X'[(12 - rest) % 11];
};
const born = (birth: string, { area = '370102', serial = '001' } = {}): string =>
  withCheckDigit(area + birth.replaceAll('-', '') + serial);
/** The first serial whose check digit is X. */
const endingInX = (): string => {
  const number = Array.from({ length: 200 }, (_, serial) =>
    born('1990-03-07', { serial: String(serial).padStart(3, '0') }),
  ).find((text) => text.endsWith('X'));
  if (number === undefined) throw new Error('no serial gives X');
  return number;
};
const fullWidth = (text: string): string =>
  [...text].map((char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0)).join('');

describe('an identity number', () => {
  it('is right with the check digit of ISO 7064 MOD 11-2, and with no other', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1950, max: 2021 }),
        fc.constantFrom(...'0123456789X'),
        (serial, year, last) => {
          const number = born(`${year}-06-15`, { serial: String(serial).padStart(3, '0') });
          expect(isIdentityNumber(number, today)).toBe(true);
          expect(isIdentityNumber(number.slice(0, 17) + last, today)).toBe(last === number[17]);
        },
      ),
    ));

  it('shows when any two neighbouring digits are swapped', () => {
    const number = born('1967-08-29', { serial: '314' });
    const swaps = Array.from(
      { length: 16 },
      (_, at) => number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2),
    ).filter((swapped) => swapped !== number);
    expect(swaps.length).toBeGreaterThan(12);
    expect(swaps.filter((swapped) => isIdentityNumber(swapped, today))).toEqual([]);
  });

  it('may be typed with a lower-case x, and is kept with an upper-case one', () => {
    const typed = endingInX().toLowerCase();
    expect(isIdentityNumber(typed, today)).toBe(true);
    expect(canonicalNumber(typed)).toBe(endingInX());
  });

  it.each([
    ['a leap day of a leap year', '1988-02-29', true],
    ['29 February of a common year', '1989-02-29', false],
    ['29 February 2000', '2000-02-29', true],
    ['30 February', '1988-02-30', false],
    ['31 April', '1988-04-31', false],
    ['month 13', '1988-13-01', false],
    ['month 00', '1988-00-10', false],
    ['day 00', '1988-01-00', false],
    ['the day before today', '2022-05-17', true],
    ['today', '2022-05-18', true],
    ['tomorrow', '2022-05-19', false],
    ['a later year', '2023-01-01', false],
    ['the first day of the century', '1900-01-01', true],
    ['the day before it', '1899-12-31', false],
    ['a year after the pattern', '2100-01-01', false],
  ])('with a birth on %s (%s) is right: %s', (_, birth, right) =>
    expect(isIdentityNumber(born(birth), today)).toBe(right),
  );

  it.each([
    ['2030-12-31', true],
    ['2031-01-01', false],
  ])('of a person born in 1900 on %s is right: %s', (now, right) =>
    expect(isIdentityNumber(born('1900-06-15'), day(now))).toBe(right),
  );

  it.each([
    ['000000', false],
    ['070102', false],
    ['100000', true],
    ['810000', true],
  ])('of area %s is right: %s', (area, right) =>
    expect(isIdentityNumber(born('1990-01-01', { area }), today)).toBe(right),
  );

  const good = born('1990-01-01');
  it.each([
    ['nothing', ''],
    ['14 digits', `370102${'900101'}00`],
    ['15 digits and no such birth day', `370102${'900231'}001`],
    ['15 characters and an X', `370102${'900101'}00X`],
    ['two letters and 13 digits', `AA3701${'900101'}123`],
    ["a foreigner's number and no such birth day", `USA3701${'900231'}12`],
    ['17 characters', good.slice(0, 17)],
    ['19 characters', `${good}0`],
    ['Arabic-Indic digits', good.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))],
    ['a space inside', `${good.slice(0, 6)} ${good.slice(6)}`],
    ['digits in circles', good.replace(/[1-9]/, (digit) => String.fromCodePoint(0x245f + Number(digit)))],
    ['a tab behind', `${good}\t`],
    ['a line break behind', `${good}\n`],
    ['a zero-width space inside', `${good.slice(0, 6)}\u200b${good.slice(6)}`],
    ['a letter inside', `${good.slice(0, 5)}O${good.slice(6)}`],
    ['an X before the end', `${good.slice(0, 16)}X${good.slice(17)}`],
    ['a hyphen', `${good.slice(0, 6)}-${good.slice(6)}`],
    ['Cyrillic Х for X', endingInX().replace('X', 'Х')],
    ['a byte-order mark', `\ufeff${good}`],
  ])('is wrong with %s', (_, text) => expect(isIdentityNumber(text, today)).toBe(false));

  it.each([
    ['full-width figures', fullWidth(good), good],
    ['a full-width X', fullWidth(endingInX()), endingInX()],
    ['a full-width x in lower case', endingInX().replace('X', 'ｘ'), endingInX()],
    ['full-width figures in part', fullWidth(good.slice(0, 6)) + good.slice(6), good],
    ['a space before', ` ${good}`, good],
    ['spaces behind', `${good}  `, good],
    ['full-width spaces around', `\u3000${good}\u3000`, good],
    ['full-width figures of the first generation', fullWidth(good.slice(0, 6) + good.slice(8, 17)), good],
    ["a foreigner's number in full width", fullWidth(`usa3701${'900101'}12`), `USA3701${'900101'}12`],
  ])('may be typed with %s, and is kept in ordinary ones', (_, typed, canonical) => {
    expect(isIdentityNumber(typed, today)).toBe(true);
    expect(canonicalNumber(typed)).toBe(canonical);
  });

  it('of the first generation becomes the one of 18 digits', () => {
    const former = good.slice(0, 6) + good.slice(8, 17);
    expect(former).toHaveLength(15);
    expect(isIdentityNumber(former, today)).toBe(true);
    expect(canonicalNumber(former)).toBe(good);
  });

  it.each([
    ['a resident of Hong Kong', born('1990-01-01', { area: '810000' })],
    ['a resident of Macau', born('1990-01-01', { area: '820000' })],
    ['a resident of Taiwan', born('1990-01-01', { area: '830000' })],
    ['a foreigner, card of 2023', born('1990-01-01', { area: '911840' })],
    ['a foreigner, former card', `USA3701${'900101'}12`],
    ['a foreigner, former card, lower case', `usa3701${'050101'}12`],
  ])('may be that of %s', (_, number) => expect(isIdentityNumber(number, today)).toBe(true));
});
