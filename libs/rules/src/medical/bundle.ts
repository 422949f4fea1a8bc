/**
 * The pooled scheme's three items must be paid together; if one is missing, the agency cannot book the month
 * (漏缴险种, guide G3.2.2.6). The scheme with account has one item in Jinan; elsewhere it may have the
 * surcharge, too.
 */
import type { Item, Scheme } from '@canbao/vocabulary';
import type { Reference } from '../citation';
import type { Surcharge } from './surcharge';

/** Where the rule is written. */
export const medicalBundleSource: Reference = { guide: 'G3.2.2.6' };

const basicItems: Readonly<Record<Scheme, readonly Item[]>> = {
  pooled: ['pooled-unit', 'pooled-personal'],
  'with-account': ['with-account'],
};
const ofTheGuide: Pick<Surcharge, 'schemes'> = { schemes: ['pooled'] };

/** The items that a month of the scheme consists of under its surcharge, in the guide's order. */
export const bundleOf = (
  scheme: Scheme,
  { schemes }: Pick<Surcharge, 'schemes'> = ofTheGuide,
): readonly Item[] => [...basicItems[scheme], ...(schemes.includes(scheme) ? (['mutual-aid'] as const) : [])];

/** The scheme that the items of a month belong to; they are of one scheme. */
export const schemeOf = (items: readonly Item[]): Scheme =>
  items.includes('with-account') ? 'with-account' : 'pooled';

/** The items of the bundle that are not among those present, in the bundle's order. */
export const missingItems = (bundle: readonly Item[], present: readonly Item[]): Item[] =>
  bundle.filter((item) => !present.includes(item));
