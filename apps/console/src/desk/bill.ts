import { add, subtract, type Yuan } from '@canbao/money';
import type { Item, Scheme } from '@canbao/vocabulary';
import { dayTyped, monthTyped } from '../parts/dates';
import { yuanTyped } from '../parts/yuan';

/** A month of a bill as it is typed. */
export interface MonthDraft {
  readonly month: string;
  readonly scheme: Scheme;
  readonly amounts: Readonly<Partial<Record<Item, string>>>;
  readonly lateFee: string;
}
/** A bill as it is typed. */
export interface Draft {
  readonly billNo: string;
  readonly payableUntil: string;
  readonly lateFeeTo: string;
  readonly months: readonly MonthDraft[];
}

/** A month of which nothing has been typed. */
export const emptyMonth = (scheme: Scheme): MonthDraft => ({
  month: '',
  scheme,
  amounts: {},
  lateFee: '0.00',
});

/** The items of a month under a scheme: a pooled one has three, and they go together. */
export const itemsOf = (scheme: Scheme): readonly Item[] =>
  scheme === 'pooled' ? ['pooled-unit', 'pooled-personal', 'mutual-aid'] : ['with-account'];

/** What was typed, with full-width figures as ordinary ones, and without blanks. */
export const plain = (typed: string): string => typed.normalize('NFKC').replaceAll(/\s/g, '');

const dayFault = '请填日期，例如 2026-12-31。';

/** What is wrong with a bill, by the field's name; empty when it can be pushed. */
export const faultsOf = ({ billNo, payableUntil, lateFeeTo, months }: Draft): Record<string, string> => {
  const faults: Record<string, string> = {};
  if (billNo !== '' && !/^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/.test(billNo))
    faults['billNo'] = '单号只能用字母、数字、横线，不超过 40 位。';
  if (payableUntil.trim() !== '' && dayTyped(payableUntil) === undefined) faults['payableUntil'] = dayFault;
  if (lateFeeTo.trim() !== '' && dayTyped(lateFeeTo) === undefined) faults['lateFeeTo'] = dayFault;
  months.forEach(({ month, scheme, amounts, lateFee }, index) => {
    if (monthTyped(month) === undefined) faults[`month-${index}`] = '请填欠费月份，例如 2026-08。';
    else if (months.some((other, at) => at < index && monthTyped(other.month) === monthTyped(month)))
      faults[`month-${index}`] = `${month} 已经填过，请合并。`;
    for (const item of itemsOf(scheme))
      if ((yuanTyped(amounts[item] ?? '') ?? '0.00') === '0.00')
        faults[`${item}-${index}`] = '请填金额，例如 137.19；单建统筹三项都要填。';
    if (yuanTyped(lateFee) === undefined) faults[`late-fee-${index}`] = '请填滞纳金；没有的填 0。';
  });
  return faults;
};

/** A line that the platform has found wrong: of a month, of an item of it, or of the whole bill. */
export interface LineFault {
  readonly month?: string;
  readonly item?: string;
  readonly code: string;
}

/**
 * The platform's faults, by the field that each is about. Those of the whole bill, and of months that are not
 * on the page, are about none.
 */
export const fieldsOf = (
  { months }: Draft,
  faults: readonly LineFault[],
  sentenceOf: (code: string) => string | undefined,
): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const { month, item, code } of faults) {
    const index = months.findIndex((typed) => monthTyped(typed.month) === month);
    const sentence = sentenceOf(code);
    if (sentence === undefined) continue;
    if (code === 'already-expired') fields['payableUntil'] = sentence;
    else if (index >= 0) fields[`${item ?? 'month'}-${index}`] ??= sentence;
  }
  return fields;
};

/** The bill as the platform takes it, with its total. */
export const billOf = ({ billNo, payableUntil, lateFeeTo, months }: Draft) => {
  const billed = months.map(({ month, scheme, amounts, lateFee }) => ({
    month: monthTyped(month) ?? month,
    items: itemsOf(scheme).map((item) => ({
      item,
      amount: yuanTyped(amounts[item] ?? '') ?? ('0.00' as Yuan),
    })),
    lateFee: yuanTyped(lateFee) ?? ('0.00' as Yuan),
  }));
  const sums = billed.flatMap((month) => [...month.items.map(({ amount }) => amount), month.lateFee]);
  return {
    months: billed,
    total: sums.reduce((sum, amount) => add(sum, amount), '0.00' as Yuan),
    ...(billNo === '' ? {} : { billNo }),
    ...until('payableUntil', payableUntil),
    ...until('lateFeeTo', lateFeeTo),
  };
};

const until = <Name extends string>(name: Name, typed: string): { readonly [N in Name]?: string } => {
  const day = dayTyped(typed);
  return (day === undefined ? {} : { [name]: day }) as { readonly [N in Name]?: string };
};

/** A line of a bill before and after a correction; one of both is missing where the line comes or goes. */
export interface Change {
  readonly month: string;
  readonly item: Item;
  readonly before?: Yuan;
  readonly after?: Yuan;
  /** After less before, where they differ. */
  readonly difference?: Yuan;
}

/** Every line of two drafts of a bill, by month, with what differs. */
export const changesOf = (before: Draft, after: Draft): Change[] => {
  const [was, is] = [linesOf(before), linesOf(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort((one, other) =>
    one.slice(0, 7) < other.slice(0, 7) ? -1 : one.slice(0, 7) > other.slice(0, 7) ? 1 : 0,
  );
  return keys.map((key) => {
    const [from, to] = [was.get(key), is.get(key)];
    const { month, item } = (to ?? from) as Line;
    return {
      month,
      item,
      ...(from === undefined ? {} : { before: from.amount }),
      ...(to === undefined ? {} : { after: to.amount }),
      ...(from?.amount === to?.amount
        ? {}
        : { difference: subtract(to?.amount ?? zero, from?.amount ?? zero) }),
    };
  });
};

interface Line {
  readonly month: string;
  readonly item: Item;
  readonly amount: Yuan;
}
const zero = '0.00' as Yuan;
const linesOf = (draft: Draft): Map<string, Line> =>
  new Map(
    billOf(draft).months.flatMap(({ month, items, lateFee }) =>
      [...items, { item: 'late-fee' as Item, amount: lateFee }].map(({ item, amount }) => [
        `${month} ${item}`,
        { month, item, amount },
      ]),
    ),
  );
