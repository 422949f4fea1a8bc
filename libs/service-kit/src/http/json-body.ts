import { Problem } from './problem';

const deepest = 32;
const longestList = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const tooDeep = (): Problem =>
  Problem.general('invalid-json', { issues: [{ path: '', message: `nested deeper than ${deepest}` }] });
const faulty = (message: string): Problem =>
  Problem.general('invalid-json', { issues: [{ path: '', message }] });

/**
 * Parses a request body as strictly as money asks: valid UTF-8 without byte-order mark, no member named
 * twice, no
 * prototype keys, no lone surrogates or NUL, bounded depth and lists. `JSON.parse` alone keeps the last of
 * two amounts.
 */
export const parseJsonBody = (bytes: Buffer): unknown => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw faulty('not UTF-8');
  }
  refuseDeepOrDoubled(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw faulty('not JSON');
  }
  refuseHostileText(value);
  return value;
};

/** One pass over the text before parsing: depth, and the members of every object that is open. */
const refuseDeepOrDoubled = (text: string): void => {
  const open: (Set<string> | undefined)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/gsu;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > deepest) throw tooDeep();
    } else if (token === '}' || token === ']') open.pop();
    else if (/^\s*:/.test(text.slice(tokens.lastIndex, tokens.lastIndex + 64)))
      noteMember(token, open.at(-1));
  }
};

const noteMember = (token: string, members: Set<string> | undefined): void => {
  let name: string;
  try {
    name = JSON.parse(token) as string;
  } catch {
    throw faulty('not JSON');
  }
  if (forbiddenKeys.has(name)) throw faulty('a member name that is not allowed');
  if (members?.has(name) === true) throw Problem.general('duplicate-key', { member: name.slice(0, 50) });
  members?.add(name);
};

const refuseHostileText = (value: unknown): void => {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw faulty('text with NUL or a lone surrogate');
  } else if (Array.isArray(value)) {
    if (value.length > longestList) throw faulty(`a list longer than ${longestList}`);
    value.forEach(refuseHostileText);
  } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(refuseHostileText);
};
