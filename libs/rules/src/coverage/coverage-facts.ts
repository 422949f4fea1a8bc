import { dayOf, monthOf, type Day, type Instant, type Month } from '@canbao/calendar';
import type { RulingClock } from './coverage-rules';

/** A medical month whose bundle is whole and has not gone back. */
export interface PaidMonth {
  readonly month: Month;
  readonly paidAt: Instant;
  /** The day of its treasury receipt (入库). */
  readonly treasuryOn?: Day;
  /** True when a late fee was due with the month and has not been paid. */
  readonly owesLateFee?: boolean;
}

/** What decides a person's medical cover. */
export interface CoverageFacts {
  readonly payments: readonly PaidMonth[];
  /** Cover ran, and was paid through this month, when the platform's record began: the bureau's word. */
  readonly carriedThrough?: Month;
  /** Months covered by an employer (职工参保): they leave no gap. */
  readonly elsewhere?: readonly Month[];
  /** The last day of cover, whatever has been paid: death. */
  readonly endsOn?: Day;
}

/** The facts as the months see them: in which month each was made good. */
export interface CoverageRecord {
  /** True if the month is paid before the later one closes. */
  isPaidBy(month: Month, closing: Month): boolean;
  /** True if an employer covers the month. */
  isElsewhere(month: Month): boolean;
  /** The first month of the record; none for a person without one. */
  readonly first?: Month;
  /** What cover the record begins with. */
  readonly beginsWith: 'nothing' | 'carried-in' | 'employer-cover';
}

/** The record on a day: what comes later is not known yet. */
export const recordOn = (facts: CoverageFacts, asOf: Day, clock: RulingClock): CoverageRecord => {
  const { payments, carriedThrough, elsewhere = [] } = facts;
  const paidIn = new Map<Month, Month>();
  for (const payment of payments) {
    const ruledOn = clock === 'payment-success-time' ? dayOf(payment.paidAt) : payment.treasuryOn;
    if (ruledOn === undefined || ruledOn > asOf) continue;
    const inMonth = monthOf(ruledOn);
    // A month that is paid before it closes owes no late fee.
    if (payment.owesLateFee === true && inMonth > payment.month) continue;
    const known = paidIn.get(payment.month);
    if (known === undefined || inMonth < known) paidIn.set(payment.month, inMonth);
  }
  const firstPaidIn = [...paidIn.values()].toSorted()[0];
  const firstElsewhere = elsewhere.toSorted()[0];
  const candidates = [carriedThrough, firstElsewhere, firstPaidIn].filter((month) => month !== undefined);
  const first = candidates.toSorted()[0];
  const isElsewhere = (month: Month): boolean => elsewhere.includes(month);
  return {
    isPaidBy: (month, closing) =>
      isElsewhere(month) ||
      (carriedThrough !== undefined && month <= carriedThrough) ||
      (paidIn.get(month) ?? '9999-12') <= closing,
    isElsewhere,
    ...(first === undefined ? {} : { first }),
    beginsWith:
      first !== undefined && first === carriedThrough
        ? 'carried-in'
        : first !== undefined && first === firstElsewhere
          ? 'employer-cover'
          : 'nothing',
  };
};
