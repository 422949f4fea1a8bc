import fc from 'fast-check';
import { canonicalJson } from './index';

describe('canonical JSON', () => {
  it.each([
    [{ b: '1', a: '2' }, '{"a":"2","b":"1"}'],
    [{ a: { d: 1, c: [3, 1] } }, '{"a":{"c":[3,1],"d":1}}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[], '[]'],
    [{}, '{}'],
    ['元"\n', '"元\\"\\n"'],
    [{ 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [true, 'true'],
    [null, 'null'],
  ])('of %j is %s', (value, text) => expect(canonicalJson(value)).toBe(text));

  it('sorts by code unit, as RFC 8785 does', () =>
    expect(canonicalJson({ '\u{1f600}': 1, '\ufb33': 2, ö: 3, A: 4, a: 5 })).toBe(
      '{"A":4,"a":5,"ö":3,"😀":1,"\ufb33":2}',
    ));

  it.each([
    [0.1],
    [1e21],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 53],
    [[undefined]],
    [undefined],
    [10n],
    [{ a: 10n }],
  ])('refuses %p', (value) => expect(() => canonicalJson(value)).toThrow(TypeError));

  const value = fc
    .jsonValue()
    .filter(
      (made) => !/\d[.e]|\d{16}/i.test(JSON.stringify(made)) && !JSON.stringify(made).includes('__proto__'),
    );
  it('means the same as before', () =>
    fc.assert(
      fc.property(value, (made) =>
        expect(JSON.parse(canonicalJson(made))).toEqual(JSON.parse(JSON.stringify(made))),
      ),
    ));
  it('does not depend on the order of members', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (made) =>
        expect(canonicalJson(Object.fromEntries(Object.entries(made).toReversed()))).toBe(
          canonicalJson(made),
        ),
      ),
    ));
});
