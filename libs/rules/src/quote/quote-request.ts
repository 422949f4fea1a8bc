import type { Day, Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Channel, District, Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import type { MonthTrueUp } from '../pension/true-up-terms';

/** A period of enrolment, both days included. A missing day sets no bound, as in an estimate. */
export interface Enrolment {
  readonly from?: Day;
  readonly until?: Day;
  /** Where the person is registered; amounts do not depend on it. */
  readonly district?: District;
}

/** A medical enrolment is always under one of the two schemes. */
export interface MedicalEnrolment extends Enrolment {
  readonly scheme: Scheme;
}

/** What the bureaus have registered about a person for one insurance. */
export interface Registration<E extends Enrolment = Enrolment> {
  /** Sorted, and not overlapping; none for someone who was never enrolled. */
  readonly enrolments: readonly E[];
  /** Months for which a bureau has told of cover through an employer. */
  readonly employerMonths?: readonly Month[];
  readonly diedOn?: Day;
}

/** The facts that a pension quote rests on. */
export interface PensionFacts extends Registration {
  readonly paidMonths: readonly Month[];
  /** The base that the payer declared last. */
  readonly registeredBase?: Yuan;
  /** What final limits have added to paid months (多退少补), and whether that is paid. */
  readonly trueUps?: readonly DueTrueUp[];
}

/** What final limits have added to a paid month. */
export interface DueTrueUp extends Omit<MonthTrueUp, 'direction'> {
  readonly isPaid?: true;
}

/** The facts that a medical quote rests on. */
export interface MedicalFacts extends Registration<MedicalEnrolment> {
  readonly paidMonths: readonly Month[];
  /** By month, the items of an incomplete bundle that have arrived. */
  readonly receivedItems: Readonly<Record<string, readonly Item[]>>;
  readonly bills: readonly BillMonth[];
}

interface Request {
  /** The instant of the quote: it decides the current month, the limits and the enrolment. */
  readonly at: Instant;
  readonly months: readonly Month[];
  /** Absent: every item that is due. */
  readonly items?: readonly Item[];
  /** The payer's choice, one for all months; a medical base is refused where it is fixed. */
  readonly base?: Yuan;
  /** Of a batch debit: until the end of this day the bank may debit. The quote holds as long. */
  readonly debitUntil?: Day;
  /** Where the money is taken; it matters for deferred months, which a channel may close early. */
  readonly channel?: Channel;
  /** Refused for a pension, which has none; the scheme of a medical month follows from the facts. */
  readonly scheme?: Scheme;
}

/** A request for a pension quote. */
export interface PensionRequest extends Request {
  readonly insurance: 'pension';
  readonly facts: PensionFacts;
}

/** A request for a medical quote. */
export interface MedicalRequest extends Request {
  readonly insurance: 'medical';
  readonly facts: MedicalFacts;
}

/** The request and every fact about the person: an assessment depends on nothing else but the pack. */
export type QuoteRequest = PensionRequest | MedicalRequest;
