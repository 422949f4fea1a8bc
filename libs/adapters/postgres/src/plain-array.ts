/**
 * An array for PostgreSQL of values that need no quotes: numbers, ids, instants. What the driver does for any
 * text takes it
 * longer than all else of a large batch.
 */
export const plainArray = (values: readonly (string | number | bigint | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
