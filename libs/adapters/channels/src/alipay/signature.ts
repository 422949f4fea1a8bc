import { sign as signBytes, verify as verifyBytes, type KeyObject } from 'node:crypto';

/** Parameters of a request or of a message, decoded. */
export type Parameters = Readonly<Record<string, string>>;

/** The text that is signed: what is not empty, by name, as `name=value` and not encoded. */
export const signedText = (parameters: Parameters, ...without: readonly string[]): string =>
  Object.keys(parameters)
    .filter((name) => parameters[name] !== '' && !without.includes(name))
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');

/** RSA2: SHA-256 with RSA, base64. */
export const signRsa2 = (text: string, key: KeyObject): string =>
  signBytes('sha256', Buffer.from(text), key).toString('base64');

/** Whether one of the keys has signed the text. Base64 that has other forms counts in its one true form. */
export const isSigned = (text: string | Buffer, signature: string, keys: readonly KeyObject[]): boolean => {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== signature) return false;
  return keys.some((key) => verifyBytes('sha256', Buffer.from(text), key, bytes));
};

/**
 * The inner object of an answer as it came: the bytes that Alipay signs, braces included. Undefined when the
 * answer has no such member.
 */
export const innerObject = (answer: string, member: string): string | undefined => {
  const named = answer.indexOf(`"${member}"`);
  if (named < 0) return undefined;
  const start = answer.indexOf('{', named);
  const between = answer.slice(named + member.length + 2, start);
  if (start < 0 || !/^\s*:\s*$/.test(between)) return undefined;
  const end = endOfObject(answer, start);
  return end === undefined ? undefined : answer.slice(start, end);
};

/** Counts braces outside of texts; an answer is signed as a whole object, whatever is inside of it. */
const endOfObject = (text: string, start: number): number | undefined => {
  let depth = 0;
  let inText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};
