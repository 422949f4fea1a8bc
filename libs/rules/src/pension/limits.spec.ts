import { day } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { rowOn } from '../row';
import { guidePensionLimits, outsideLimits, pensionLimits, showLimits } from './limits';

describe('the pension limits', () => {
  it.each([
    ['2022-01-01', '3746.00–18726.00 (2022)', 'provisional'],
    ['2022-08-31', '3746.00–18726.00 (2022)', 'provisional'],
    ['2022-09-01', '3980.00–19899.00 (2022)', 'final'],
    ['2022-12-31', '3980.00–19899.00 (2022)', 'final'],
    ['2023-01-01', '3980.00–19899.00 (2023)', 'provisional'],
    ['2023-07-31', '3980.00–19899.00 (2023)', 'provisional'],
    ['2023-08-01', '4242.00–21207.00 (2023)', 'final'],
    ['2023-12-31', '4242.00–21207.00 (2023)', 'final'],
    ['2024-01-01', '4242.00–21207.00 (2024)', 'provisional'],
    ['2024-07-31', '4242.00–21207.00 (2024)', 'provisional'],
    ['2024-08-01', '4416.00–22078.00 (2024)', 'final'],
    ['2024-12-31', '4416.00–22078.00 (2024)', 'final'],
    ['2025-01-01', '4416.00–22078.00 (2025)', 'provisional'],
    ['2025-07-31', '4416.00–22078.00 (2025)', 'provisional'],
    ['2025-08-01', '4504.00–22518.00 (2025)', 'final'],
    ['2025-12-31', '4504.00–22518.00 (2025)', 'final'],
    ['2026-01-01', '4504.00–22518.00 (2026)', 'provisional'],
    ['2026-08-31', '4504.00–22518.00 (2026)', 'provisional'],
    ['2026-09-01', '4573.00–22863.00 (2026)', 'final'],
    ['2026-12-31', '4573.00–22863.00 (2026)', 'final'],
  ])('on %s are %s, %s', (on, limits, status) => {
    const row = rowOn(pensionLimits, day(on));
    expect([row === undefined ? undefined : showLimits(row.value), row?.status]).toEqual([limits, status]);
  });
  it.each(['2021-12-31', '2027-01-01'])('on %s are unknown', (on) =>
    expect(rowOn(pensionLimits, day(on))).toBeUndefined(),
  );
  it('start by configuration from 2024-08 on, as sure as their figures', () =>
    expect(
      pensionLimits
        .filter((row) => row.configuration === true)
        .map(({ from, confidence, noteZh }) => [from, confidence, noteZh]),
    ).toEqual([
      ['2024-08-01', 'B', '按 2024 年标准预估'],
      ['2025-01-01', 'C', '按 2025 年标准预估'],
      ['2025-08-01', 'B-', '按 2025 年标准预估'],
      ['2026-01-01', 'configuration', '按 2026 年标准预估'],
      ['2026-09-01', 'B', '按 2026 年标准预估'],
    ]));
  it("are the guide's for the whole of 2022 in its own pack", () =>
    expect(guidePensionLimits.map(({ value }) => showLimits(value))).toEqual(['3746.00–18726.00 (2022)']));
});

it.each([
  ['3745.99', 'base-below-lower-limit'],
  ['3746.00', undefined],
  ['18726.00', undefined],
  ['18726.01', 'base-above-upper-limit'],
])('a base of %s is outside 3746.00–18726.00: %s', (base, reason) =>
  expect(
    outsideLimits(yuan(base), { lower: yuan('3746.00'), upper: yuan('18726.00'), limitYear: 2022 }),
  ).toBe(reason),
);
