import { dayAfter, dayOf, startOf, type Instant } from '@canbao/calendar';
import { miniPrograms, type Channel } from '@canbao/vocabulary';
import type { SuspenseReason } from '../collection/collection.events';

/**
 * Out of suspense: `back` the way it came; `owed-or-back` to its months where they are still owed, payable
 * and their window was open when it was paid, else back; `gone` where a reversal has taken it back already.
 */
export type Way = 'back' | 'owed-or-back' | 'gone';

interface WayOut {
  readonly way: Way;
  /** Whether the cause leaves no doubt, so that nobody need be asked. */
  readonly isCertain: boolean;
}

/** The way out for each cause: the product's rules (domain reference, decisions on open cases). */
export const waysOut: Readonly<Record<SuspenseReason, WayOut>> = {
  // The first payment has won.
  'already-paid': { way: 'back', isCertain: true },
  'paid-twice': { way: 'back', isCertain: true },
  // Nothing is added to a month whose money went back.
  'month-not-paid': { way: 'back', isCertain: true },
  'order-closed': { way: 'owed-or-back', isCertain: true },
  'scheme-changed': { way: 'back', isCertain: true },
  'void-by-reversal': { way: 'gone', isCertain: true },
  // Each of these may be a mistake of ours, of the channel or of a thief: somebody looks first.
  'amount-differs': { way: 'back', isCertain: false },
  'order-unknown': { way: 'back', isCertain: false },
  'quote-expired': { way: 'back', isCertain: false },
  'quote-unknown': { way: 'back', isCertain: false },
  'items-not-in-quote': { way: 'back', isCertain: false },
  'paid-at-implausible': { way: 'back', isCertain: false },
  'bank-not-in-district': { way: 'back', isCertain: false },
};

/**
 * From when on a line leaves by itself; never where the cause leaves doubt. A counter may take its own money
 * back on the day of account (冲正), so its lines wait until that day is over.
 */
export const leavesFrom = (
  because: SuspenseReason,
  {
    channel,
    at,
    accountedOn,
  }: { readonly channel: Channel; readonly at: Instant; readonly accountedOn: string },
): Instant | undefined => {
  if (!waysOut[because].isCertain) return undefined;
  if (isOnline(channel)) return at;
  const overAt = startOf(dayAfter(accountedOn as ReturnType<typeof dayOf>));
  return overAt > at ? overAt : at;
};

/** Whether the payer pays in a wallet, so that nobody but us can send money back. */
export const isOnline = (channel: Channel): boolean => miniPrograms.some((each) => each === channel);
