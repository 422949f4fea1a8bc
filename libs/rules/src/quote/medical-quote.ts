import { currentMonth, dayOf, type Instant, type Month } from '@canbao/calendar';
import { zero } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import { bundleOf, missingItems, schemeOf } from '../medical/bundle';
import { medicalWindow } from '../medical/window';
import type { Pack } from '../packs/pack';
import type { Draft, Figures, MonthBundle } from './assessment';
import { billedFigures, medicalFigures } from './medical-figures';
import type { MedicalFacts, MedicalRequest } from './quote-request';
import { refuse, type Refused, type RuleReason } from './refusal';
import { deathRefusal, employerRefusal, enrolmentFor, enrolmentRefusal } from './registration';

/**
 * The medical ladder, then the figures: taken from the agency's bill where there is one, without the items
 * already received. Expects the months to be named, each once.
 */
export const medicalQuote = (pack: Pack, request: MedicalRequest): Draft | Refused => {
  const { facts, months } = request;
  return (
    deathRefusal(facts, months) ??
    enrolmentRefusal(request, (month) => isEnrolled(request, month)) ??
    windowRefusal('prepayment-not-allowed', request) ??
    paidRefusal(request) ??
    employerRefusal(facts, months) ??
    windowRefusal('arrears-push-required', request) ??
    itemsRefusal(request) ??
    draft(pack, request)
  );
};

/** A past month may be billed under any enrolment that has begun, even one that has ended since. */
const isEnrolled = ({ facts, at }: MedicalRequest, month: Month): boolean =>
  month < currentMonth(at)
    ? facts.enrolments.some(({ from }) => from === undefined || from <= dayOf(at))
    : enrolmentFor(facts, month, at) !== undefined;

const windowRefusal = (
  reason: 'prepayment-not-allowed' | 'arrears-push-required',
  { months, at, facts }: MedicalRequest,
): Refused | undefined => {
  const rejectedMonths = months.filter((month) => medicalWindow(facts.bills, month, at) === reason);
  return rejectedMonths.length === 0 ? undefined : refuse(reason satisfies RuleReason, { rejectedMonths });
};

const paidRefusal = ({ months, facts }: MedicalRequest): Refused | undefined => {
  const rejectedMonths = months.filter((month) => facts.paidMonths.includes(month));
  return rejectedMonths.length === 0 ? undefined : refuse('already-paid', { rejectedMonths });
};

/** The bill that a past month is paid by. */
const billFor = ({ bills }: MedicalFacts, at: Instant, month: Month): BillMonth | undefined =>
  medicalWindow(bills, month, at) === 'billed' ? bills.find((bill) => bill.month === month) : undefined;

/** The items that make the month whole, without a late fee: those of its bill, or else of its scheme. */
const wholeMonth = ({ facts, at }: MedicalRequest, month: Month): readonly Item[] => {
  const bill = billFor(facts, at, month);
  if (bill !== undefined) return bill.items.map(({ item }) => item);
  const enrolment = enrolmentFor(facts, month, at);
  return enrolment === undefined ? [] : bundleOf(enrolment.scheme);
};

/** The items named must be exactly those due in every month; a late fee that is due may be named, too. */
const itemsRefusal = (request: MedicalRequest): Refused | undefined => {
  const { items, months, facts } = request;
  if (items === undefined) return undefined;
  const dueByMonth = months.map((month) =>
    missingItems(wholeMonth(request, month), facts.receivedItems[month] ?? []),
  );
  const isDue = (item: Item): boolean =>
    item === 'late-fee' ? isLateFeeDue(request) : dueByMonth.every((due) => due.includes(item));
  const unknownItems = items.filter((item, index) => items.indexOf(item) !== index || !isDue(item));
  if (unknownItems.length > 0) return refuse('unknown-item', { unknownItems });
  const missing = new Set(dueByMonth.flatMap((due) => missingItems(due, items)));
  return missing.size === 0 ? undefined : refuse('bundle-incomplete', { missingItems: [...missing] });
};

/** Whether a month has a late fee that has not arrived yet; it follows whether it is named or not. */
const isLateFeeDue = ({ months, facts, at }: MedicalRequest): boolean =>
  months.some(
    (month) =>
      (billFor(facts, at, month)?.lateFee ?? zero) !== zero &&
      facts.receivedItems[month]?.includes('late-fee') !== true,
  );

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
    closings: [],
  };
};

/** The whole month with its bundle, or the month itself when the pack has no row for it. */
const draftMonth = (
  pack: Pack,
  { facts, at }: MedicalRequest,
  month: Month,
): { readonly figures: Figures; readonly bundle: MonthBundle } | Month => {
  const bill = billFor(facts, at, month);
  if (bill !== undefined) {
    const figures = billedFigures(bill);
    const items = itemsOf(figures);
    return { figures, bundle: { month, scheme: schemeOf(items), items, billId: bill.billId } };
  }
  const scheme = enrolmentFor(facts, month, at)?.scheme;
  const figures = scheme === undefined ? undefined : medicalFigures(pack, scheme, month);
  if (scheme === undefined || figures === undefined) return month;
  return { figures, bundle: { month, scheme, items: itemsOf(figures) } };
};

const itemsOf = ({ lines }: Figures): Item[] => lines.map(({ item }) => item);
