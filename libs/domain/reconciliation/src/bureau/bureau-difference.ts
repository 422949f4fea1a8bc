import type { Yuan } from '@canbao/money';
import type { BureauEvent } from './bureau.events';

/**
 * What is wrong between a fund and its bureau about one month: no answer in time, a refusal, another amount,
 * or the bureau holds what has gone back, or holds no more what is there; or it has refused to reverse.
 */
export const bureauClasses = [
  'bureau-missing',
  'bureau-refused',
  'bureau-amount',
  'bureau-conflict',
  'bureau-unreversed',
] as const;
export type BureauClass = (typeof bureauClasses)[number];

/** What the bureau has answered last. */
export interface HeldByBureau {
  readonly answer: BureauEvent['data']['answer'];
  /** Yuan, where it has said how much. */
  readonly amount?: Yuan;
}

/** A settled month as the funds have it. */
export interface OfFund {
  /** Yuan. */
  readonly amount: Yuan;
  /** Reversed, or on its way back to the payer. */
  readonly isGone: boolean;
}

/**
 * The class of a month's difference; nothing where fund and bureau agree, or where the answer is not due yet:
 * an answer is carried as an item of the cut is (ADR 43). `fund` undefined: no money of ours was ever there.
 */
export const bureauDifferenceOf = (
  bureau: HeldByBureau | undefined,
  fund: OfFund | undefined,
  isDue: boolean,
): BureauClass | undefined => {
  const isBack = fund === undefined || fund.isGone;
  if (isBack && bureau?.answer === 'kept') return 'bureau-unreversed';
  if (isBack) return bureau?.answer === 'posted' && isDue ? 'bureau-conflict' : undefined;
  switch (bureau?.answer) {
    case undefined:
      return isDue ? 'bureau-missing' : undefined;
    case 'refused':
      return 'bureau-refused';
    case 'reversed':
      return 'bureau-conflict';
    case 'posted':
    case 'kept':
      return bureau?.amount === undefined || bureau.amount === fund.amount ? undefined : 'bureau-amount';
  }
};
