/**
 * The longest line of product code, in characters; Prettier keeps code within it, but not strings and
 * comments.
 */
export const lineMax = 110;
/** The longest file of product code, in lines. */
export const fileMax = 300;

/** Lines that are too long, as `12: 131 characters`. */
export const longLines = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      [...line].length > lineMax ? [`${index + 1}: ${[...line].length} characters`] : [],
    );

/**
 * The same in a spec, where a line may be long if what is long is a text: the sentence that names a test, or
 * data.
 */
export const longSpecLines = (text: string): string[] =>
  longLines(
    text.replaceAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\\n]|\\.)*`|"(?:[^"\\\n]|\\.)*"|\/(?![/*])\S.*?\//g, `''`),
  );

/** Pages that are not in this repository: a reader cannot follow a reference to them. */
const unreachable = [
  /\b(domain|reliability|protocols|product|interface|security) §/,
  /\b(product|reliability|protocols|interfaces?)\.md\b/,
  /\barchitecture\.md\b/,
  /(?<![\w'"#-])S\d{1,2}(?![\w-])/,
];

/** References that a reader of this repository cannot follow, with their lines. */
export const unreachableReferences = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      unreachable.some((pattern) => pattern.test(line)) ? [`${index + 1}: ${line.trim()}`] : [],
    );

const identityNumber = /['"`][1-9]\d{5}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx]['"`]/g;

/** Resident identity numbers whose date of birth is real and past, so that somebody may bear them. */
export const identityNumbers = (text: string): string[] =>
  [...text.matchAll(identityNumber)].flatMap(([number, year = '', month = '', day = '']) => {
    const date = `${year}-${month}-${day}`;
    const born = new Date(`${date}T00:00:00Z`);
    const isReal = !Number.isNaN(born.getTime()) && born.toISOString().startsWith(date);
    return isReal && born.getTime() < Date.now() ? [number] : [];
  });

/** Commands of a spec that wait a fixed time and so are either slow or wrong. */
export const fixedSleeps = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      /new Promise\((?:\(?\w*\)?) => setTimeout\(|^\s*setTimeout\((?:resolve|done|go), /.test(line)
        ? [`${index + 1}: ${line.trim()}`]
        : [],
    );
