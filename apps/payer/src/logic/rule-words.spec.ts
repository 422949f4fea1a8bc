import { pack, packNames, tablesOf, valueInChinese } from '@canbao/rules';
import { ruleNote, ruleTitle, ruleValue } from './rule-words';

const values = packNames.flatMap((name) =>
  tablesOf(pack(name)).flatMap(({ rule, zh, rows }) => rows.map(({ value }) => ({ rule, zh, value }))),
);
const told = (isEnglish: boolean): string[] =>
  [
    ...new Set(
      values.map(
        ({ rule, zh, value }) =>
          `${ruleTitle(rule, zh, isEnglish)}: ${ruleValue(rule, value, valueInChinese(rule, value), isEnglish)}`,
      ),
    ),
  ].sort();

describe('the standards as a payer reads them', () => {
  it('have no word of the programs and no English in Chinese, in any city', () =>
    expect(told(false).filter((line) => /[a-z?]/i.test(line))).toEqual([]));
  it('have no word of the programs and no Chinese in English, in any city', () =>
    expect(
      told(true).filter((line) => /\p{Script=Han}|[a-z]-[a-z]+-|closed-|-included|\?/u.test(line)),
    ).toEqual([]));
  it('have notes in English', () => {
    const notes = packNames.flatMap((name) =>
      tablesOf(pack(name)).flatMap(({ rows }) => rows.flatMap(({ noteZh }) => noteZh ?? [])),
    );
    expect(notes.length).toBeGreaterThan(3);
    expect(notes.map((note) => ruleNote(note, true)).filter((note) => /\p{Script=Han}/u.test(note))).toEqual(
      [],
    );
  });
  it('tell rates in per cent, and amounts as they are', () => {
    const inEnglish = (rule: string, value: string) => ruleValue(rule, value, '', true);
    expect(inEnglish('pension.rate', '0.20')).toBe('20%');
    expect(inEnglish('medical.rate', '0.085 / ?')).toBe('8.5% / –');
    expect(inEnglish('medical.surcharge', '18.00')).toBe('18.00');
    expect(inEnglish('medical.lateFee', 'agency-pushed 0.0005 inclusive none')).toBe(
      'as pushed by the agency; 0.05% a day; the day of payment counts; no cap',
    );
    expect(ruleValue('pension.rate', '0.20', '20%', false)).toBe('20%');
  });
});
