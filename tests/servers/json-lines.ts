/** A file of JSON lines; a string is a line as it stands. */
export const jsonLines = (lines: readonly unknown[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
