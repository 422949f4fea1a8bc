import { day, month, type Month } from '@canbao/calendar';
import { guideMedicalBases, guideMedicalRates, guidePensionLimits, pack, packNames, tablesOf } from './index';
import { checkRows, rowOn, type Row } from './row';

const row = (from: string, until?: string): Row<Month, string> => ({
  from: month(from),
  ...(until === undefined ? {} : { until: month(until) }),
  value: from,
  source: { guide: 'G1' },
});

describe('the row in force', () => {
  const rows = [row('2022-01', '2022-08'), row('2022-10')];
  it.each([
    ['2021-12', undefined],
    ['2022-01', '2022-01'],
    ['2022-08', '2022-01'],
    ['2022-09', undefined],
    ['2022-10', '2022-10'],
    ['2099-12', '2022-10'],
  ])('in %s is the one from %s', (on, from) => expect(rowOn(rows, month(on))?.value).toBe(from));
});

describe('a table', () => {
  it('without a fault has none', () =>
    expect(checkRows([row('2022-01', '2022-08'), row('2022-09', '2022-09'), row('2022-10')])).toEqual([]));
  it.each([
    ['a row without a source', [{ ...row('2022-01'), source: {} }], 'row from 2022-01 names no source'],
    ['a row that ends too early', [row('2022-02', '2022-01')], 'row from 2022-02 ends before it begins'],
    [
      'rows that share a month',
      [row('2022-01', '2022-02'), row('2022-02')],
      'row from 2022-02 overlaps the row before',
    ],
    ['a row after an open one', [row('2022-01'), row('2022-02')], 'row from 2022-02 overlaps the row before'],
    [
      'rows in the wrong order',
      [row('2022-02', '2022-02'), row('2022-01')],
      'row from 2022-01 is out of order',
    ],
    ['a row given twice', [row('2022-01', '2022-01'), row('2022-01')], 'row from 2022-01 is out of order'],
  ])('with %s is reported', (_, rows, fault) => expect(checkRows(rows)).toEqual([fault]));

  it.each(
    packNames.flatMap((name) => tablesOf(pack(name)).map((table) => [name, table.rule, table.rows] as const)),
  )('of pack %s, %s, is in order and sourced', (_, __, rows) => expect(checkRows(rows)).toEqual([]));
  it.each([
    ['limits', guidePensionLimits],
    ['medical base', guideMedicalBases],
    ['medical rates', guideMedicalRates],
  ])("of the guide's own %s holds for 2022", (_, rows) =>
    expect([rows[0]?.from.slice(0, 7), rows[0]?.until?.slice(0, 7), rows.length]).toEqual([
      '2022-01',
      '2022-12',
      1,
    ]),
  );
  it('has no row for a day before the first', () =>
    expect(rowOn(pack('jinan').pensionLimits, day('2021-12-31'))).toBeUndefined());
});
