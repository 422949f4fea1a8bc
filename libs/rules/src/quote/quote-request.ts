import type { Day, Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';

/** An enrolment and the days it covers, both included. A missing day sets no bound, as in an estimate. */
export interface Enrolment {
  readonly from?: Day;
  readonly until?: Day;
}

/** A medical enrolment is always under one of the two schemes. */
export interface MedicalEnrolment extends Enrolment {
  readonly scheme: Scheme;
}

/** The facts that a pension quote rests on. */
export interface PensionFacts {
  /** Absent for someone who was never enrolled. */
  readonly enrolment?: Enrolment;
  readonly paidMonths: readonly Month[];
  /** The base that the payer declared last. */
  readonly registeredBase?: Yuan;
}

/** The facts that a medical quote rests on. */
export interface MedicalFacts {
  /** Absent for someone who was never enrolled. */
  readonly enrolment?: MedicalEnrolment;
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
}

/** A request for a pension quote; `base` is the payer's choice, one for all months. */
export interface PensionRequest extends Request {
  readonly insurance: 'pension';
  readonly base?: Yuan;
  readonly facts: PensionFacts;
}

/** A request for a medical quote. */
export interface MedicalRequest extends Request {
  readonly insurance: 'medical';
  readonly facts: MedicalFacts;
}

/** The request and every fact about the person: an assessment depends on nothing else but the pack. */
export type QuoteRequest = PensionRequest | MedicalRequest;
