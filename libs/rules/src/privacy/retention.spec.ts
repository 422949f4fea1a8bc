import { day } from '@canbao/calendar';
import { keptUntil } from './retention';

describe('how long a payment is kept with whose it is', () => {
  it('counts whole years from the end of the year in which it was made', () => {
    expect(keptUntil(day('2022-01-01'))).toBe('2052-12-31');
    expect(keptUntil(day('2022-12-31'))).toBe('2052-12-31');
    expect(keptUntil(day('2023-01-01'))).toBe('2053-12-31');
  });
  it('is not known of payments before the rule', () => expect(keptUntil(day('2015-12-31'))).toBeUndefined());
});
