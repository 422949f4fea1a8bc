import {
  currentMonth,
  dayAfter,
  dayOf,
  firstDayOf,
  startOf,
  type Instant,
  type Month,
} from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { baseBounds, isFixed, unfitChoice, type MedicalBase } from '../medical/base';
import { expiryOf, type BillMonth } from '../medical/bill';
import { bundleOf, missingItems, schemeOf } from '../medical/bundle';
import { lockedScheme } from '../medical/change-times';
import { medicalWindow, type MedicalWindow } from '../medical/window';
import type { Pack } from '../packs/pack';
import { rowOn } from '../row';
import type { Draft, Figures, MonthBundle } from './assessment';
import { billedFigures, medicalFigures } from './medical-figures';
import type { MedicalEnrolment, MedicalFacts, MedicalRequest } from './quote-request';
import { firstRefusal, refuse, type Refused, type Rung, type RuleReason } from './refusal';
import { deathRefusal, employerRefusal, enrolmentFor, enrolmentOn, enrolmentRefusal } from './registration';

/** What stands before any figure, in the order of precedence. */
export const medicalRungs: readonly Rung<MedicalRequest>[] = [
  (_, { facts, months }) => deathRefusal(facts, months),
  (pack, request) => enrolmentRefusal(request, (month) => isEnrolled(pack, request, month)),
  (pack, request) => windowRefusal(pack, 'prepayment-not-allowed', request),
  (_, request) => paidRefusal(request),
  (_, { facts, months }) => employerRefusal(facts, months),
  (pack, request) => windowRefusal(pack, 'arrears-push-required', request),
  (pack, request) => expiredRefusal(pack, request),
  (_, request) => debitRefusal(request),
  (pack, request) => lockRefusal(pack, request),
  (pack, request) => itemsRefusal(pack, request),
];

/**
 * The medical ladder, then the figures: taken from the agency's bill where there is one, without the items
 * already received. Expects the months to be named, each once.
 */
export const medicalQuote = (pack: Pack, request: MedicalRequest): Draft | Refused =>
  firstRefusal(medicalRungs, pack, request) ?? draftOnBase(pack, request);

/** A past month may be billed under any enrolment that has begun, even one that has ended since. */
const isEnrolled = (pack: Pack, request: MedicalRequest, month: Month): boolean =>
  month < currentMonth(request.at)
    ? request.facts.enrolments.some(({ from }) => from === undefined || from <= dayOf(request.at))
    : enrolmentOf(pack, request, month) !== undefined;

/** Whoever prepays is enrolled today; the month belongs to the enrolment that it will begin under. */
const enrolmentOf = (pack: Pack, request: MedicalRequest, month: Month): MedicalEnrolment | undefined => {
  const { facts, at } = request;
  const inForce = enrolmentFor(facts, month, at);
  return inForce === undefined || standingOf(pack, request, month) !== 'prepayment'
    ? inForce
    : enrolmentOn(facts.enrolments, firstDayOf(month));
};

const standingOf = (pack: Pack, { facts, at }: MedicalRequest, month: Month): MedicalWindow =>
  medicalWindow(pack.medicalPrepayments, facts.bills, month, at);

const windowRefusal = (
  pack: Pack,
  reason: 'prepayment-not-allowed' | 'arrears-push-required',
  request: MedicalRequest,
): Refused | undefined => {
  const rejectedMonths = request.months.filter((month) => standingOf(pack, request, month) === reason);
  return rejectedMonths.length === 0 ? undefined : refuse(reason satisfies RuleReason, { rejectedMonths });
};

/** The bill of a month is over; its agency may push another. */
const expiredRefusal = (pack: Pack, request: MedicalRequest): Refused | undefined => {
  const { months, facts } = request;
  const rejectedMonths = months.filter((month) => standingOf(pack, request, month) === 'bill-expired');
  const bill = facts.bills.find(({ month }) => month === rejectedMonths[0]);
  if (bill === undefined) return undefined;
  const { billId, payableUntil } = bill;
  return refuse('bill-expired', { rejectedMonths, billId, payableUntil });
};

/** An agreement is for the months to come: a payer decides about arrears. */
const debitRefusal = ({ months, at, facts, debitUntil }: MedicalRequest): Refused | undefined => {
  const rejectedMonths = months.filter((month) => billFor(facts, at, month) !== undefined);
  if (debitUntil === undefined || rejectedMonths.length === 0) return undefined;
  return refuse('bill-not-debited', { rejectedMonths });
};

const paidRefusal = ({ months, facts }: MedicalRequest): Refused | undefined => {
  const rejectedMonths = months.filter((month) => facts.paidMonths.includes(month));
  return rejectedMonths.length === 0 ? undefined : refuse('already-paid', { rejectedMonths });
};

/** The bill that a past month is paid by. */
const billFor = ({ bills }: MedicalFacts, at: Instant, month: Month): BillMonth | undefined =>
  month < currentMonth(at) ? bills.find((bill) => bill.month === month) : undefined;

/** One after another: the first change of scheme that does not count yet, with the months it is about. */
const lockRefusal = (pack: Pack, request: MedicalRequest): Refused | undefined => {
  const { facts, months, at } = request;
  const locked = months.flatMap((month) => {
    const enrolment = billFor(facts, at, month) === undefined ? enrolmentOf(pack, request, month) : undefined;
    const times = rowOn(pack.medicalChangeTimes, month)?.value;
    if (enrolment === undefined || times === undefined) return [];
    const lock = lockedScheme(times, facts.enrolments, enrolment, month);
    return lock === undefined ? [] : [{ month, lock }];
  });
  const [first] = locked;
  return first === undefined
    ? undefined
    : refuse('scheme-locked', { rejectedMonths: locked.map(({ month }) => month), ...first.lock });
};

/** The items that make the month whole, without a late fee: those of its bill, or else of its scheme. */
const wholeMonth = (pack: Pack, request: MedicalRequest, month: Month): readonly Item[] => {
  const { facts, at } = request;
  const bill = billFor(facts, at, month);
  if (bill !== undefined) return bill.items.map(({ item }) => item);
  const enrolment = enrolmentOf(pack, request, month);
  if (enrolment === undefined) return [];
  const surcharge = rowOn(pack.medicalSurcharges, month)?.value;
  const items = bundleOf(enrolment.scheme, surcharge);
  return surcharge?.every !== 'year' || bearsYearly(request, month)
    ? items
    : items.filter((item) => item !== 'mutual-aid');
};

/**
 * Whether a surcharge of the year is paid with this month: the one that it has been paid with, or else the
 * first of the request. A billed month has what its bill says.
 */
const bearsYearly = ({ facts, months, at }: MedicalRequest, month: Month): boolean => {
  const ofYear = (all: readonly string[]): string[] =>
    all.filter((other) => isSameYear(other, month)).toSorted();
  const [paidWith] = ofYear(Object.keys(facts.receivedItems)).filter((other) =>
    facts.receivedItems[other]?.includes('mutual-aid'),
  );
  const [first] = ofYear(months.filter((other) => billFor(facts, at, other) === undefined));
  return (paidWith ?? first) === month;
};

/** Months as text. */
const isSameYear = (one: string, other: string): boolean => one.slice(0, 4) === other.slice(0, 4);

/** What a payer may choose for the month; nothing where the base is fixed, billed or not known. */
export const choiceFor = (
  pack: Pack,
  { facts, at }: Pick<MedicalRequest, 'facts' | 'at'>,
  month: Month,
): Exclude<MedicalBase, Yuan> | undefined => {
  const base = billFor(facts, at, month) === undefined ? rowOn(pack.medicalBases, month)?.value : undefined;
  return base === undefined || isFixed(base) ? undefined : base;
};

/** One base for all months: it must fit each whose base can be chosen. */
const baseRefusal = (pack: Pack, request: MedicalRequest): Refused | undefined => {
  const { base, months } = request;
  for (const month of months.toSorted()) {
    const choice = choiceFor(pack, request, month);
    if (choice === undefined) continue;
    if (base === undefined) return refuse('base-required');
    const unfit = unfitChoice(base, choice);
    if (unfit === 'base-not-a-tier' && 'tiers' in choice)
      return refuse(unfit, { base, tiers: choice.tiers, month });
    if (unfit !== undefined) return refuse(unfit, { base, ...baseBounds(choice), month });
  }
  return undefined;
};

/** The items named must be exactly those due in every month; a late fee that is due may be named, too. */
const itemsRefusal = (pack: Pack, request: MedicalRequest): Refused | undefined => {
  const { items, months, facts } = request;
  if (items === undefined) return undefined;
  const dueByMonth = months.map((month) =>
    missingItems(wholeMonth(pack, request, month), facts.receivedItems[month] ?? []),
  );
  const isDue = (item: Item): boolean =>
    item === 'late-fee' ? isLateFeeDue(pack, request) : dueByMonth.every((due) => due.includes(item));
  const unknownItems = items.filter((item, index) => items.indexOf(item) !== index || !isDue(item));
  if (unknownItems.length > 0) return refuse('unknown-item', { unknownItems });
  const missing = new Set(dueByMonth.flatMap((due) => missingItems(due, items)));
  return missing.size === 0 ? undefined : refuse('bundle-incomplete', { missingItems: [...missing] });
};

/** Whether a month has a late fee that has not arrived yet; it follows whether it is named or not. */
const isLateFeeDue = (pack: Pack, { months, facts, at }: MedicalRequest): boolean =>
  months.some((month) => {
    const bill = billFor(facts, at, month);
    return (
      bill !== undefined &&
      billedFigures(pack, bill, dayOf(at)).lines.some(({ item }) => item === 'late-fee') &&
      facts.receivedItems[month]?.includes('late-fee') !== true
    );
  });

/** A base is asked for only where one would do. */
const draftOnBase = (pack: Pack, request: MedicalRequest): Draft | Refused => {
  const refused = baseRefusal(pack, request);
  if (refused === undefined) return draft(pack, request);
  if (refused.reason !== 'base-required') return refused;
  const [choice] = request.months.flatMap((month) => choiceFor(pack, request, month) ?? []);
  const onAnyBase =
    choice === undefined ? refused : draft(pack, { ...request, base: baseBounds(choice).lower });
  return 'accepted' in onAnyBase ? onAnyBase : refused;
};

const draft = (pack: Pack, request: MedicalRequest): Draft | Refused => {
  const { receivedItems } = request.facts;
  const drafted = request.months.toSorted().map((month) => draftMonth(pack, request, month));
  const withoutRate = drafted.filter((month): month is Month => typeof month === 'string');
  if (withoutRate.length > 0) return refuse('no-rate-for-month', { rejectedMonths: withoutRate });
  const whole = drafted.filter((month) => typeof month !== 'string');
  const due = whole.map(({ figures, bundle: { month } }) => ({
    month,
    lines: figures.lines.filter(({ item }) => !(receivedItems[month] ?? []).includes(item)),
  }));
  const settled = due.filter(({ lines }) => lines.length === 0).map(({ month }) => month);
  // Every item has arrived, and the settlement is still on its way.
  if (settled.length > 0) return refuse('already-paid', { rejectedMonths: settled });
  return {
    lines: due.flatMap(({ lines }) => lines),
    steps: whole.flatMap(({ figures }) => figures.steps),
    parameters: whole.flatMap(({ figures }) => figures.parameters),
    bundles: whole.map(({ bundle }) => bundle),
    closings: request.months.flatMap((month) =>
      closingsOf(billFor(request.facts, request.at, month), request),
    ),
  };
};

/** A billed month ends with its bill; a late fee that grows by the day, with the day. */
const closingsOf = (bill: BillMonth | undefined, { at }: MedicalRequest): Instant[] => {
  if (bill === undefined) return [];
  const expiry = expiryOf(bill);
  return [
    ...(expiry === undefined ? [] : [expiry]),
    ...(bill.lateFeeBy === undefined ? [] : [startOf(dayAfter(dayOf(at)))]),
  ];
};

/** The whole month with its bundle, or the month itself when the pack has no row for it. */
const draftMonth = (
  pack: Pack,
  request: MedicalRequest,
  month: Month,
): { readonly figures: Figures; readonly bundle: MonthBundle } | Month => {
  const { facts, at, base } = request;
  const bill = billFor(facts, at, month);
  if (bill !== undefined) {
    const figures = billedFigures(pack, bill, dayOf(at));
    const items = itemsOf(figures);
    return { figures, bundle: { month, scheme: schemeOf(items), items, billId: bill.billId } };
  }
  const scheme = enrolmentOf(pack, request, month)?.scheme;
  if (scheme === undefined) return month;
  const figures = medicalFigures(pack, {
    month,
    scheme,
    bearsYearly: bearsYearly(request, month),
    ...(base === undefined ? {} : { base }),
  });
  if (figures === undefined) return month;
  return { figures, bundle: { month, scheme, items: itemsOf(figures) } };
};

const itemsOf = ({ lines }: Figures): Item[] => lines.map(({ item }) => item);
