/**
 * The pooled scheme's three items must be paid together; if one is missing the agency cannot book the month
 * (漏缴险种,
 * guide G3.2.2.6). The scheme with account has one item.
 */
import type { Item, Scheme } from '@canbao/vocabulary';
import type { Source } from '../packs/row';

/** Where the rule stands. */
export const medicalBundleSource: Source = { document: '缴费指南', guide: 'G3.2.2.6' };

/** Status of a month of which only some items were received. */
export const bundleIncompleteZh = '漏缴险种';

/** The items' names on the tax system's screens, word for word. */
export const itemNames: Readonly<Record<Item, string>> = {
  pension: '灵活就业人员基本养老保险',
  'pooled-unit': '灵活就业人员基本医疗保险（单建统筹不含生育单位部分）',
  'pooled-personal': '灵活就业人员基本医疗保险（单建统筹不含生育个人部分）',
  'mutual-aid': '灵活就业人员大额医疗互助保险',
  'with-account': '灵活就业人员基本医疗保险（统账结合）',
  'late-fee': '滞纳金',
};

const bundles: Readonly<Record<Scheme, readonly Item[]>> = {
  pooled: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
  'with-account': ['with-account'],
};

/** The items that a month of the scheme consists of, in the guide's order. */
export const bundleOf = (scheme: Scheme): readonly Item[] => bundles[scheme];

/** The items of the bundle not among the given ones, in the bundle's order. */
export const missingItems = (bundle: readonly Item[], given: readonly Item[]): Item[] =>
  bundle.filter((item) => !given.includes(item));
