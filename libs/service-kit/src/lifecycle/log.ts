import pino, { type Logger } from 'pino';

const maskIdentityNumbers = (text: string): string =>
  text.replaceAll(
    /\b[1-9]\d{16}[\dXx]\b/g,
    (number) => `${number.slice(0, 3)}${'*'.repeat(11)}${number.slice(-4)}`,
  );

/**
 * The log of a service on standard output, one JSON object a line; what looks like an identity number is
 * masked.
 */
export const logOf = (service: string, level: string): Logger =>
  pino(
    { name: service, level, base: { service } },
    { write: (line: string) => void process.stdout.write(maskIdentityNumbers(line)) },
  );
