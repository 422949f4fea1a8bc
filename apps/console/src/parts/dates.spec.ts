import { dayTyped, monthTyped } from './dates';

describe('a date as it is typed', () => {
  it.each(['2026-12-31', '20261231', '2026/12/31', '2026.12.31', '2026年12月31日', ' ２０２６－１２－３１ '])(
    '%s is a day',
    (typed) => expect(dayTyped(typed)).toBe('2026-12-31'),
  );
  it('may have figures left out', () => expect(dayTyped('2026-1-5')).toBe('2026-01-05'));
  it.each(['', '明天', '2026-02-30', '2026-13-01', '2026-12', '26-12-31', '02026-1-1'])(
    '%s is no day',
    (typed) => expect(dayTyped(typed)).toBeUndefined(),
  );
  it.each(['2026-08', '202608', '2026/8', '2026年8月', '2026.08'])('%s is a month', (typed) =>
    expect(monthTyped(typed)).toBe('2026-08'),
  );
  it.each(['', '2026-13', '2026-08-01', '2026'])('%s is no month', (typed) =>
    expect(monthTyped(typed)).toBeUndefined(),
  );
});
