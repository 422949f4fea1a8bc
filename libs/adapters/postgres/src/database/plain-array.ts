/**
 * PostgreSQL array text for values that never need quotes: numbers, ids, instants. The driver escapes every
 * element as if it were arbitrary text, which costs more than all other work on a large batch.
 */
export const plainArray = (values: readonly (string | number | bigint | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
