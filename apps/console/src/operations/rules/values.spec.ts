import { pack, packNames, tablesOf } from '@canbao/rules';
import { valueText } from './values';

describe('the values of the rules of every pack', () => {
  it('read without English, on whatever day', () => {
    const values = packNames.flatMap((name) =>
      tablesOf(pack(name)).flatMap(({ rows }) => rows.map(({ value }) => valueText(value))),
    );
    expect(values.length).toBeGreaterThan(100);
    expect([...new Set(values.filter((value) => /[a-z]{2}/.test(value)))]).toEqual([]);
  });
});
