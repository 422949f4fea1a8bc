/** What was agreed that a stage may cost: a row of the table in `docs/benchmarks.md`. */
export interface AgreedWork {
  /** Rows inserted or deleted. */
  readonly rows: number;
  readonly walBytes: number;
  readonly walRecords: number;
  readonly statements: number;
}
export type Stage = 'registration' | 'quote' | 'payment';

const page = 'docs/benchmarks.md';
const marker = '<!-- agreed work -->';
/** In the order of the table's columns. Rows, counted of each alone, are the same on any machine. */
const amounts = [
  { name: 'rows', unit: 'rows', allowedGrowth: 0 },
  { name: 'walBytes', unit: 'bytes of WAL', allowedGrowth: 0.1 },
  { name: 'walRecords', unit: 'WAL records', allowedGrowth: 0.1 },
  { name: 'statements', unit: 'SQL statements', allowedGrowth: 0.1 },
] as const;

/**
 * Reads the table that follows the marker.
 * @throws Error when the page has no such table or no full row for the stage.
 */
export const agreedWork = (text: string, stage: Stage): AgreedWork => {
  const table = text.split(marker)[1] ?? '';
  const cells = new RegExp(`^\\| ${stage} \\|(.+)\\|$`, 'm').exec(table)?.[1]?.split('|') ?? [];
  const [rows, walBytes, walRecords, statements] = cells.map((cell) => Number(cell.replaceAll(',', '')));
  if (!rows || !walBytes || !walRecords || !statements)
    throw new Error(`${page} has no full row for ${stage} in the table after ${marker}`);
  return { rows, walBytes, walRecords, statements };
};

/** One sentence for each amount that grew further than its share. */
export const growthFindings = (stage: Stage, measured: AgreedWork, agreed: AgreedWork): string[] =>
  amounts
    .filter(({ name, allowedGrowth }) => measured[name] > agreed[name] * (1 + allowedGrowth))
    .map(
      ({ name, unit }) =>
        `A ${stage} takes ${measured[name]} ${unit}; ${page} agrees to ${agreed[name]}. ` +
        'Find what added them and take it away, or change the table there and say below it why.',
    );
