/**
 * Checks a back-payment bill (推送补缴数据) whole before it is recorded. What an agency may well be right about
 * is allowed: a month under a former scheme, or of an enrolment that has ended.
 */
import { currentMonth, dayOf, monthOf, type Day, type Instant, type Month } from '@canbao/calendar';
import { isAmount, sum, toFen, yuan, zero, type Yuan } from '@canbao/money';
import { schemes, type Item } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import type { MedicalFacts } from '../quote/quote-request';
import { rowOn } from '../row';
import { isExpired } from './bill';
import { bundleOf, missingItems } from './bundle';
import type { Surcharge } from './surcharge';

/** A past medical month as the agency bills it: amounts per item and the late fee, in yuan. */
export interface PushedMonth {
  readonly month: Month;
  readonly items: readonly { readonly item: Item; readonly amount: Yuan }[];
  readonly lateFee: Yuan;
}

/** What an agency says of its bill as a whole. */
export interface PushedTerms {
  /** The last day on which it can be paid. */
  readonly payableUntil?: Day;
  /** The day up to which its late fees are counted; that of the push where it says none. */
  readonly lateFeeTo?: Day;
  /** What the agency adds it up to, late fees included. */
  readonly total?: Yuan;
}

/** Why a line of a bill, a month of it, or the whole is wrong. */
export const billFaultCodes = [
  /** Nobody was ever enrolled; or the month lies before the first enrolment, or after the end of the last. */
  'not-registered',
  /** The month lies before the first medical rate of the pack. */
  'no-rate-for-month',
  'month-not-past',
  'duplicate-month',
  'already-paid',
  /** Another bill for the month is live. */
  'bill-exists',
  'person-deceased',
  'covered-by-employer',
  /** An item of no medical scheme. */
  'unknown-item',
  'duplicate-item',
  /** Items of two schemes in one month. */
  'mixed-schemes',
  'bundle-incomplete',
  /** Every amount of the month is 0.00. */
  'nothing-to-pay',
  /** Not in the wire's form, or a total that is not. */
  'amount-out-of-range',
  /** A late fee where the rules charge none. */
  'late-fee-not-charged',
  /** The lines do not add up to the agency's total. */
  'total-mismatch',
  /** The last day of the bill is over when it is sent. */
  'already-expired',
] as const;
/** A code of {@link checkBill}. */
export type BillFaultCode = (typeof billFaultCodes)[number];

/** A wrong line of a bill: a month, or one item of it. A fault of the whole bill names no month. */
export interface BillFault {
  readonly month?: Month;
  readonly item?: Item;
  readonly code: BillFaultCode;
}

/** Every wrong line of a bill, in the order of the bill; none when it can be recorded. */
export const checkBill = (
  pack: Pack,
  facts: MedicalFacts,
  at: Instant,
  months: readonly PushedMonth[],
  terms: PushedTerms = {},
): BillFault[] => [
  ...months.flatMap((pushed, index) => {
    const isRepeated = months.findIndex(({ month }) => month === pushed.month) !== index;
    const codes = [
      ...(isRepeated ? (['duplicate-month'] as const) : []),
      ...monthFaults(pack, facts, at, pushed.month),
    ];
    return [
      ...codes.map((code) => ({ month: pushed.month, code })),
      ...itemFaults(pack, pushed),
      ...lateFeeFaults(pack, at, pushed),
    ];
  }),
  ...wholeFaults(months, at, terms),
];

/** What is wrong with a bill whatever its months are. */
const wholeFaults = (months: readonly PushedMonth[], at: Instant, terms: PushedTerms): BillFault[] => {
  const amounts = months.flatMap(({ items, lateFee }) => [...items.map(({ amount }) => amount), lateFee]);
  if (!isCarried(amounts)) return [{ code: 'amount-out-of-range' }];
  return [
    ...(terms.total === undefined || terms.total === sum(amounts)
      ? []
      : [{ code: 'total-mismatch' as const }]),
    ...(isExpired(terms, at) ? [{ code: 'already-expired' as const }] : []),
  ];
};

const lateFeeFaults = (pack: Pack, at: Instant, { month, lateFee }: PushedMonth): BillFault[] =>
  rowOn(pack.lateFeeTerms, dayOf(at))?.value.source === 'none' && lateFee !== zero
    ? [{ month, item: 'late-fee', code: 'late-fee-not-charged' }]
    : [];

const monthFaults = (pack: Pack, facts: MedicalFacts, at: Instant, month: Month): BillFaultCode[] => {
  const { paidMonths, bills, diedOn, employerMonths = [] } = facts;
  const faults: readonly (readonly [BillFaultCode, boolean])[] = [
    ['not-registered', !isOfEnrolment(facts, at, month)],
    ['no-rate-for-month', pack.medicalRates.every(({ from }) => month < from)],
    ['month-not-past', month >= currentMonth(at)],
    ['already-paid', paidMonths.includes(month)],
    [
      'bill-exists',
      !paidMonths.includes(month) && bills.some((bill) => bill.month === month && !isExpired(bill, at)),
    ],
    ['person-deceased', diedOn !== undefined && month > monthOf(diedOn)],
    ['covered-by-employer', employerMonths.includes(month)],
  ];
  return faults.filter(([, holds]) => holds).map(([code]) => code);
};

/**
 * From the month of the first enrolment to that of the last end: an enrolment that has ended covers its
 * arrears, and one that is only planned covers nothing yet.
 */
const isOfEnrolment = ({ enrolments }: MedicalFacts, at: Instant, month: Month): boolean => {
  const begun = enrolments.filter(({ from }) => from === undefined || from <= dayOf(at));
  return (
    begun.some(({ from }) => from === undefined || monthOf(from) <= month) &&
    begun.some(({ until }) => until === undefined || month <= monthOf(until))
  );
};

const itemFaults = (pack: Pack, { month, items, lateFee }: PushedMonth): BillFault[] => {
  const names = items.map(({ item }) => item);
  const amounts = [...items.map(({ amount }) => amount), lateFee];
  return [
    ...items.flatMap(({ item, amount }, index) =>
      lineFaults(item, amount, names.indexOf(item) !== index).map((code) => ({ month, item, code })),
    ),
    ...schemeFaults(month, names, rowOn(pack.medicalSurcharges, month)?.value),
    ...(isAmount(lateFee)
      ? []
      : [{ month, item: 'late-fee' as const, code: 'amount-out-of-range' as const }]),
    ...(amounts.every((amount) => amount === zero) ? [{ month, code: 'nothing-to-pay' as const }] : []),
  ];
};

const lineFaults = (item: Item, amount: Yuan, isRepeated: boolean): BillFaultCode[] => [
  ...(schemes.some((scheme) => bundleOf(scheme).includes(item)) ? [] : (['unknown-item'] as const)),
  ...(isRepeated ? (['duplicate-item'] as const) : []),
  ...(isAmount(amount) ? [] : (['amount-out-of-range'] as const)),
];

/** The items of a month are those of one scheme, complete; which scheme, the agency knows. */
const schemeFaults = (
  month: Month,
  names: readonly Item[],
  surcharge: Surcharge | undefined,
): BillFault[] => {
  const known = names.filter((item) => schemes.some((name) => bundleOf(name).includes(item)));
  if (known.length === 0) return names.length === 0 ? [{ month, code: 'bundle-incomplete' }] : [];
  const possible = schemes.filter((name) => missingItems(known, bundleOf(name, surcharge)).length === 0);
  const [scheme] = possible;
  if (scheme === undefined) return [{ month, code: 'mixed-schemes' }];
  // Which month of a year has the surcharge of the year, the agency knows.
  const whole = surcharge?.every === 'year' ? bundleOf(scheme, noSurcharge) : bundleOf(scheme, surcharge);
  return missingItems(whole, names).map((item) => ({ month, item, code: 'bundle-incomplete' }));
};

const noSurcharge: Pick<Surcharge, 'schemes'> = { schemes: [] };

const isCarried = (amounts: readonly Yuan[]): boolean =>
  amounts.reduce((total, amount) => total + toFen(amount), 0n) <= toFen(largest);

/** The largest amount of the wire's form. */
const largest = yuan('999999999999.99');
