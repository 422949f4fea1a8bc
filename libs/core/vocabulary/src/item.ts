/** Everything that a line of a quote can pay for (征收品目). */
export const items = [
  'pension',
  'pension-true-up',
  'pooled-unit',
  'pooled-personal',
  'mutual-aid',
  'with-account',
  'late-fee',
] as const;

/**
 * What a line of a quote pays: the pension of a month, what final limits add to it later (多退少补), an item of
 * a medical month (guide G3.2.2.6), or a late fee.
 */
export type Item = (typeof items)[number];
