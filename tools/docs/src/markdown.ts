/** Text in a cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|');

/** A table with a blank line after it. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${headings.join(' | ')} |`,
  `|${headings.map(() => '---').join('|')}|`,
  ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
  '',
];

/** A page of lines; ends with a line break. */
export const page = (...lines: readonly string[]): string => `${lines.join('\n').trimEnd()}\n`;
