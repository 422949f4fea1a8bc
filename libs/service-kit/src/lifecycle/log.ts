import pino, { type Logger } from 'pino';

/**
 * The log of a service on standard output, one JSON object per line. Whatever looks like a resident identity
 * number is masked.
 */
export const logOf = (service: string, level: string): Logger =>
  pino(
    { name: service, level, base: { service } },
    { write: (line: string) => void process.stdout.write(maskIdentityNumbers(line)) },
  );

/** Leaves the first three and the last four characters. */
const maskIdentityNumbers = (text: string): string =>
  text.replaceAll(
    /\b[1-9]\d{16}[\dXx]\b/g,
    (number) => `${number.slice(0, 3)}${'*'.repeat(11)}${number.slice(-4)}`,
  );
