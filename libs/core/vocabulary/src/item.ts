/** Everything that a line of a quote can pay for (征收品目). */
export const items = [
  'pension',
  'pooled-unit',
  'pooled-personal',
  'mutual-aid',
  'with-account',
  'late-fee',
] as const;

/** What a line of a quote pays: the pension, an item of a medical month (guide G3.2.2.6), or a late fee. */
export type Item = (typeof items)[number];
