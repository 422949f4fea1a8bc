import { yuanTyped } from './yuan';

describe('an amount as it is typed', () => {
  it.each([
    ['１３７．１９', '137.19'],
    ['18', '18.00'],
    ['18.5', '18.50'],
    [' 18. ', '18.00'],
    ['1,000', '1000.00'],
    ['￥4573', '4573.00'],
    ['500元', '500.00'],
  ])('%s is %s', (typed, amount) => expect(yuanTyped(typed)).toBe(amount));
  it.each(['', '五百', '-1', '01', '1.234', '1.2.3', '1e3'])('%s is none', (typed) =>
    expect(yuanTyped(typed)).toBeUndefined(),
  );
});
