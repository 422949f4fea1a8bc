import { day } from '@canbao/calendar';
import { banks } from '@canbao/vocabulary';
import { checkRows, type Row } from '../row';
import { cashGroupSizes, cashNoteOf, type CashGroupSize } from './cash-groups';

const today = day('2026-11-26');

it('whether a bank takes cash is for the bank to say, while the number is not set', () => {
  expect(banks.map((bank) => cashNoteOf(bank, today))).toEqual(banks.map(() => '以银行解释为准'));
  expect(checkRows(cashGroupSizes)).toEqual([]);
});
it('the first banks take cash, and the others their own card, once it is set, and on days before it nobody knew', () => {
  const rows: Row<typeof today, CashGroupSize>[] = [
    { ...cashGroupSizes[0]!, from: day('2026-01-01'), value: 3 },
  ];
  expect(banks.map((bank) => cashNoteOf(bank, today, rows))).toEqual([
    ...Array.from({ length: 3 }, () => '支持现金或本行卡缴费'),
    ...Array.from({ length: 5 }, () => '仅支持本行卡缴费'),
  ]);
  expect(cashNoteOf('ccb', day('2025-12-31'), rows)).toBe('以银行解释为准');
});
