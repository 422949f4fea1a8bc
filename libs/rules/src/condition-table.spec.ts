import { englishIn } from '@canbao/test-servers/english';
import { condition, conditionTable, sources, wordsOf, type ConditionCode } from './index';

const codes = Object.keys(conditionTable) as ConditionCode[];

describe('what a citizen is told', () => {
  it.each(codes)('of %s is Chinese, and so is the source', (code) => {
    const told = [wordsOf(code), condition(code).source];
    expect(told.flatMap(englishIn)).toEqual([]);
    for (const text of told) expect(text).toMatch(/\p{Script=Han}/u);
  });
  it('names documents by their Chinese titles', () =>
    expect(Object.values(sources).flatMap(({ title }) => englishIn(title))).toEqual([]));
  it('is looked at by something that finds English', () => {
    expect(englishIn('<td>a bureau books what is paid <code>the.rule of code</code></td>')).toEqual([
      'bureau books what is paid',
    ]);
    expect(englishIn('微信 WeChat，指南 G3.1')).toEqual([]);
  });
});
