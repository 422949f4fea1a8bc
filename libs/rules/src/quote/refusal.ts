import type { Pack } from '../packs/pack';

/** Why a quote is refused, in the order of precedence: the first reason that holds is reported. */
export const ruleReasons = [
  'months-required',
  'duplicate-month',
  'field-not-applicable',
  'person-deceased',
  'not-registered',
  'prepayment-not-allowed',
  'deferral-closed',
  'deferral-closed-at-channel',
  'prior-year-not-allowed',
  'already-paid',
  'covered-by-employer',
  'arrears-push-required',
  'scheme-locked',
  'bill-expired',
  'bill-not-debited',
  'unknown-item',
  'bundle-incomplete',
  'no-limits-for-date',
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
  'base-not-a-tier',
  'no-rate-for-month',
] as const;

/** A reason of the ladder. */
export type RuleReason = (typeof ruleReasons)[number];

/** An assessment that refuses, with the evidence. */
export interface Refused {
  readonly accepted: false;
  readonly reason: RuleReason;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Refuses for a reason of the ladder, with the evidence. */
export const refuse = (reason: RuleReason, details: Refused['details'] = {}): Refused => ({
  accepted: false,
  reason,
  details,
});

/** A rung of a ladder: its reason against the request, if it has one. */
export type Rung<Request> = (pack: Pack, request: Request) => Refused | undefined;

/** What the first rung that refuses says. */
export const firstRefusal = <Request>(
  rungs: readonly Rung<Request>[],
  pack: Pack,
  request: Request,
): Refused | undefined => {
  for (const rung of rungs) {
    const refused = rung(pack, request);
    if (refused !== undefined) return refused;
  }
  return undefined;
};
