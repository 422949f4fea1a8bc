import type { ResultLine } from './pack.events';
import type { AgreementRefusal } from './agreement.events';

/** TIPS: done. */
export const done = '90000';
/** TIPS: the bank's core has not answered; the outcome is unknown. */
export const coreUnknown = '94999';

/**
 * What result codes mean. 90000, 94999, 94051 and 24009 are of public code (protocols of TIPS); the others
 * are configuration, to be agreed with the banks. Only a refusal (24…) is a failure: of any other code nobody
 * knows what it means for the money, and the bank is asked again.
 */
const failures: Readonly<Record<string, NonNullable<ResultLine['because']>>> = {
  '24001': 'account-not-found',
  '24002': 'holder-differs',
  '24003': 'insufficient-funds',
  '24004': 'account-closed',
  '24005': 'account-frozen',
  '24009': 'no-agreement',
};

/** TIPS: a repeat of what has succeeded. */
export const repeated = '94051';

/** Whether a code is the bank's refusal; any other but success leaves it open what has come of a request. */
export const isRefusal = (code: string): boolean => /^24\d{3}$/.test(code);

/** What a bank's code says of an item. */
export const outcomeOf = (code: string): Pick<ResultLine, 'outcome' | 'because'> => {
  if (code === done || code === repeated) return { outcome: 'succeeded' };
  return isRefusal(code)
    ? { outcome: 'failed', because: failures[code] ?? 'refused-by-bank' }
    : { outcome: 'unknown' };
};

const refusals: Readonly<Record<string, AgreementRefusal>> = {
  '24001': 'account-not-found',
  '24002': 'holder-differs',
  '24004': 'account-closed',
  '24009': 'agreement-differs',
};

/** Why a bank does not take a credit, by its code. */
export const creditRefusal = (code: string): string => failures[code] ?? 'refused-by-bank';

/** Why a bank does not confirm an agreement, by its code. */
export const agreementRefusal = (code: string): AgreementRefusal => refusals[code] ?? 'refused-by-bank';
