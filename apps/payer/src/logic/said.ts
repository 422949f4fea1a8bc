/** The field that a refusal is about; it is told there. */
export type FieldName = 'base' | 'months' | 'items' | 'page';

const fields: Readonly<Record<string, FieldName>> = {
  'base-required': 'base',
  'base-not-multiple-of-step': 'base',
  'base-below-lower-limit': 'base',
  'base-above-upper-limit': 'base',
  'base-not-a-tier': 'base',
  'field-not-applicable': 'base',
  'duplicate-month': 'months',
  'prepayment-not-allowed': 'months',
  'prior-year-not-allowed': 'months',
  'deferral-closed': 'months',
  'deferral-closed-at-channel': 'months',
  'already-paid': 'months',
  'covered-by-employer': 'months',
  'arrears-push-required': 'months',
  'bill-expired': 'months',
  'month-in-payment': 'months',
  'month-in-debit-run': 'months',
  'no-limits-for-date': 'months',
  'no-rate-for-month': 'months',
  'bundle-incomplete': 'items',
  'unknown-item': 'items',
  'scheme-locked': 'items',
};

/** Where a refusal with this code is told. */
export const fieldOf = (code: string): FieldName => fields[code] ?? 'page';
