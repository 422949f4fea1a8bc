import { isLate } from './late';

const deadline = '2026-12-02T05:53:23.000+08:00';

describe('a case', () => {
  it.each([
    ['open', '2026-12-03', true],
    ['open', '2026-12-02', false],
    ['open', undefined, false],
    ['closed', '2026-12-03', false],
  ])('that is %s on %s is late: %s', (status, today, late) =>
    expect(isLate({ status, deadline }, today)).toBe(late),
  );
});
