import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The addresses and sign-ins that `npm start` leaves in its data folder.
 * @throws Fault that says what to do where nothing was started; `or` names another way.
 */
export const startedHere = <Credentials>(
  or = '',
  Fault: new (sentence: string) => Error = Error,
): Credentials => {
  const file = join(process.env['CANBAO_DATA'] ?? '.local', 'credentials.json');
  if (!existsSync(file)) throw new Fault(`Nothing runs here: there is no ${file}. Run npm start${or}.`);
  return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
};

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;

/** Why a program could not do its work, in a sentence for whoever called it. */
export const whyNot = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return [error, error.cause].some((fault) => codeOf(fault) === 'ECONNREFUSED')
    ? 'Nothing answers: what npm start started here has stopped. Run npm start again.'
    : error.message;
};
