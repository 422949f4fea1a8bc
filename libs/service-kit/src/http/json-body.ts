import { Problem } from './problem';

const depthMax = 32;
const listLengthMax = 1000;
const memberNameShown = 50;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses a request body as strictly as money needs: valid UTF-8 without byte-order mark, no member named
 * twice, no prototype keys, no lone surrogates or NUL, bounded depth and lists. `JSON.parse` alone keeps the
 * last of two amounts.
 * @throws Problem `invalid-json` or `duplicate-key`.
 */
export const parseJsonBody = (bytes: Buffer): unknown => {
  const text = decoded(bytes);
  refuseDeepOrDuplicate(text);
  const json = parsed(text);
  refuseHostileText(json);
  return json;
};

const invalid = (message: string): Problem =>
  Problem.general('invalid-json', { issues: [{ path: '', message }] });

const decoded = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid('not UTF-8');
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('not JSON');
  }
};

/** One pass over the text before it is parsed, with the member names of every object that is open. */
const refuseDeepOrDuplicate = (text: string): void => {
  const open: (Set<string> | undefined)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/gsu;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > depthMax) throw invalid(`nested deeper than ${depthMax}`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (isFollowedByColon(text, tokens.lastIndex)) {
      addMember(token, open.at(-1));
    }
  }
};

const isFollowedByColon = (text: string, index: number): boolean =>
  /^\s*:/.test(text.slice(index, index + 64));

const addMember = (token: string, members: Set<string> | undefined): void => {
  const name = parsed(token) as string;
  if (forbiddenNames.has(name)) throw invalid('a member name that is not allowed');
  if (members?.has(name) === true)
    throw Problem.general('duplicate-key', { member: name.slice(0, memberNameShown) });
  members?.add(name);
};

const refuseHostileText = (json: unknown): void => {
  if (typeof json === 'string') {
    if (json.includes('\0') || !json.isWellFormed()) throw invalid('text with NUL or a lone surrogate');
  } else if (Array.isArray(json)) {
    if (json.length > listLengthMax) throw invalid(`a list longer than ${listLengthMax}`);
    json.forEach(refuseHostileText);
  } else if (typeof json === 'object' && json !== null) {
    Object.values(json).forEach(refuseHostileText);
  }
};
