import type { Day } from '@canbao/calendar';
import { holdsIdentityNumber } from '@canbao/vocabulary';
import { Problem } from './problem';

/** The only fields that may hold who a person is: names and numbers are sealed, tokens are never stored. */
const kept = new Set(['idNumber', 'name', 'quoteToken', 'accountNumber', 'accountName']);

/** Fields in which people write sentences: a mobile number in one is somebody's. */
const written = new Set(['reason', 'note', 'because', 'purpose']);
const mobileNumber = /(?<!\d)(\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)/;

/**
 * Everything else that a caller writes ends in plain text somewhere for ever: in an event, a log line, a
 * page. So no text of a request may hold an identity number, whatever field comes to be added, and
 * no sentence a mobile number.
 * @param where begins the path of each issue: `path`, `query`, `body`, `line` or `header`
 * @throws Problem `personal-data-not-allowed` with the fields, not with what was sent.
 */
export const assertPlain = (value: unknown, where: string, today: Day): void => {
  const paths = [...personalIn(value, where, today)];
  if (paths.length > 0)
    throw Problem.general('personal-data-not-allowed', {
      issues: paths.map((path) => ({ path, message: 'reads as an identity number, or a mobile number' })),
    });
};

function* personalIn(value: unknown, path: string, today: Day): Generator<string> {
  if (typeof value === 'string') {
    if (holdsIdentityNumber(value, today)) yield path;
  } else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      if (kept.has(key)) continue;
      yield* personalIn(member, `${path}.${key}`, today);
      if (written.has(key) && typeof member === 'string' && mobileNumber.test(member)) yield `${path}.${key}`;
    }
}
