import type { Instant, Month } from '@canbao/calendar';
import type { Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import { bundleOf, missingItems } from '../medical/bundle';
import { medicalWindow } from '../medical/window';
import type { Pack } from '../packs/pack';
import type { Draft } from './assessment';
import { billedFigures, medicalFigures } from './medical-figures';
import type { MedicalFacts, MedicalRequest } from './quote-request';
import { refuse, type Refused, type RuleReason } from './refusal';
import { enrolmentAt } from './registration';

/**
 * The medical ladder, then the figures: taken from the agency's bill where there is one, without the items
 * already received. Expects the months to be named, each once.
 */
export const medicalQuote = (pack: Pack, request: MedicalRequest): Draft | Refused => {
  const { facts, at } = request;
  const enrolment = enrolmentAt(facts.enrolment, at);
  if (enrolment === undefined) return refuse('not-registered');
  return (
    windowRefusal('prepayment-not-allowed', request) ??
    paidRefusal(request) ??
    windowRefusal('arrears-push-required', request) ??
    itemsRefusal(request, enrolment.scheme) ??
    draft(pack, request, enrolment.scheme)
  );
};

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

/** The items still due for the month: the bundle, or the bill, without the items already received. */
export const itemsDue = (facts: MedicalFacts, scheme: Scheme, at: Instant, month: Month): Item[] => {
  const bill = billFor(facts, at, month);
  const wholeMonth = bill === undefined ? bundleOf(scheme) : bill.items.map(({ item }) => item);
  return missingItems(wholeMonth, facts.receivedItems[month] ?? []);
};

/** The items named must be exactly those due in every month; a late fee may be named, and follows anyway. */
const itemsRefusal = ({ items, months, at, facts }: MedicalRequest, scheme: Scheme): Refused | undefined => {
  if (items === undefined) return undefined;
  const dueByMonth = months.map((month) => itemsDue(facts, scheme, at, month));
  const unknownItems = items.filter(
    (item, index) =>
      items.indexOf(item) !== index || (item !== 'late-fee' && dueByMonth.some((due) => !due.includes(item))),
  );
  if (unknownItems.length > 0) return refuse('unknown-item', { unknownItems });
  const missing = new Set(dueByMonth.flatMap((due) => missingItems(due, items)));
  return missing.size === 0 ? undefined : refuse('bundle-incomplete', { missingItems: [...missing] });
};

const draft = (pack: Pack, { months, at, facts }: MedicalRequest, scheme: Scheme): Draft | Refused => {
  const drafted = months.toSorted().map((month) => {
    const bill = billFor(facts, at, month);
    const figures = bill === undefined ? medicalFigures(pack, scheme, month) : billedFigures(bill);
    return { month, bill, figures };
  });
  const withoutRate = drafted.filter(({ figures }) => figures === undefined).map(({ month }) => month);
  if (withoutRate.length > 0) return refuse('no-rate-for-month', { rejectedMonths: withoutRate });
  return {
    lines: drafted.flatMap(({ month, figures }) =>
      (figures?.lines ?? []).filter(({ item }) => !(facts.receivedItems[month] ?? []).includes(item)),
    ),
    steps: drafted.flatMap(({ figures }) => figures?.steps ?? []),
    parameters: drafted.flatMap(({ figures }) => figures?.parameters ?? []),
    bills: [...new Set(drafted.flatMap(({ bill }) => bill?.billId ?? []))],
    closings: [],
  };
};
