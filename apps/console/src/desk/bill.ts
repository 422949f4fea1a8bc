import { add, type Yuan } from '@canbao/money';
import type { Item, Scheme } from '@canbao/vocabulary';

/** A month of a bill as it is typed. */
export interface MonthDraft {
  readonly month: string;
  readonly amounts: Readonly<Partial<Record<Item, string>>>;
  readonly lateFee: string;
}
/** A bill as it is typed. */
export interface Draft {
  readonly billNo: string;
  readonly payableUntil: string;
  readonly months: readonly MonthDraft[];
}

/** The items of a month under a scheme: a pooled one has three, and they go together. */
export const itemsOf = (scheme: Scheme): readonly Item[] =>
  scheme === 'pooled' ? ['pooled-unit', 'pooled-personal', 'mutual-aid'] : ['with-account'];

/** Yuan with two decimals, as typed with or without them; undefined for anything else. */
export const yuanOf = (typed: string): Yuan | undefined => {
  const plain = typed.trim().normalize('NFKC');
  if (/^(0|[1-9]\d{0,9})$/.test(plain)) return `${plain}.00` as Yuan;
  return /^(0|[1-9]\d{0,9})\.\d{2}$/.test(plain) ? (plain as Yuan) : undefined;
};

/** What is wrong with a bill, by the field's name; empty when it can be pushed. */
export const faultsOf = (
  { billNo, payableUntil, months }: Draft,
  items: readonly Item[],
): Record<string, string> => {
  const faults: Record<string, string> = {};
  if (billNo !== '' && !/^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/.test(billNo))
    faults['billNo'] = '单号只能用字母、数字、横线，不超过 40 位。';
  if (payableUntil !== '' && !/^20\d{2}-\d{2}-\d{2}$/.test(payableUntil))
    faults['payableUntil'] = '缴费期限请填日期，例如 2026-12-31。';
  months.forEach(({ month, amounts, lateFee }, index) => {
    if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month)) faults[`month-${index}`] = '请填欠费月份，例如 2026-08。';
    else if (months.some((other, at) => at < index && other.month === month))
      faults[`month-${index}`] = `${month} 已经填过，请合并。`;
    for (const item of items)
      if ((yuanOf(amounts[item] ?? '') ?? '0.00') === '0.00')
        faults[`${item}-${index}`] = '请填金额，例如 137.19；单建统筹三项都要填。';
    if (yuanOf(lateFee) === undefined) faults[`lateFee-${index}`] = '请填滞纳金；没有的填 0。';
  });
  return faults;
};

/** The bill as the platform takes it, with its total. */
export const billOf = ({ billNo, payableUntil, months }: Draft, items: readonly Item[]) => {
  const billed = months.map(({ month, amounts, lateFee }) => ({
    month,
    items: items.map((item) => ({ item, amount: yuanOf(amounts[item] ?? '') ?? ('0.00' as Yuan) })),
    lateFee: yuanOf(lateFee) ?? ('0.00' as Yuan),
  }));
  const sums = billed.flatMap((month) => [...month.items.map(({ amount }) => amount), month.lateFee]);
  return {
    months: billed,
    total: sums.reduce((sum, amount) => add(sum, amount), '0.00' as Yuan),
    ...(billNo === '' ? {} : { billNo }),
    ...(payableUntil === '' ? {} : { payableUntil }),
  };
};
