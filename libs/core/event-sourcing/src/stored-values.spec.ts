import { stored } from './stored-values';

describe('the values of stored events', () => {
  it.each([
    ['yuan', '-12.30'],
    ['rate', '0.20'],
    ['month', '2026-11'],
    ['day', '2026-11-25'],
    ['instant', '2026-11-25T08:00:00.000+08:00'],
  ] as const)('stay what they are: %s', (name, text) => expect(stored[name].parse(text)).toBe(text));

  it.each([
    ['yuan', '12.3'],
    ['yuan', 12.3],
    ['rate', '20 %'],
    ['month', '2026-13'],
    ['day', '2026-02-30'],
    ['instant', '2026-11-25T08:00:00+08:00'],
    ['instant', '2026-11-25T00:00:00.000Z'],
  ] as const)('have one spelling: no %s is %s', (name, value) =>
    expect(stored[name].safeParse(value).success).toBe(false),
  );

  it('may be lists', () => expect(stored.list(stored.item).parse(['pension'])).toEqual(['pension']));
});
