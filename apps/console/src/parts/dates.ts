const partsOf = (typed: string): readonly string[] =>
  /^(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?|月)?$/
    .exec(typed.normalize('NFKC').replaceAll(/\s/g, ''))
    ?.slice(1) ?? [];

/**
 * A day as people type it, `2026-12-31`, `20261231`, `2026.12.31` or `2026年12月31日`, as the platform takes
 * it; undefined for what is no day. A field of the browser’s own would speak the browser’s language.
 */
export const dayTyped = (typed: string): string | undefined => {
  const [year, month = '', date = ''] = partsOf(typed);
  if (year === undefined || date === '') return undefined;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const read = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== day ? undefined : day;
};

/** A month as people type it, `2026-08`, `202608` or `2026年8月`, as the platform takes it. */
export const monthTyped = (typed: string): string | undefined => {
  const [year, month = '', date] = partsOf(typed);
  return year === undefined || date !== undefined ? undefined : dayTyped(`${year}-${month}-01`)?.slice(0, 7);
};
