import { visit } from 'jsonc-parser';
import { Problem } from './problem';

const depthMax = 32;
const listLengthMax = 1000;
const memberNameShown = 50;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses a request body as strictly as money needs: valid UTF-8 without byte-order mark, no member named
 * twice, no prototype keys, no lone surrogates or NUL, bounded depth and lists. `JSON.parse` alone keeps the
 * last of two amounts. Two parsers read the text, each once, so that the time grows with the size alone.
 * @throws Problem `invalid-json` or `duplicate-key`.
 */
export const parseJsonBody = (bytes: Buffer): unknown => {
  const text = decoded(bytes);
  const json = parsed(text);
  refuseDeepOrDuplicate(text);
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

/** One pass over text that is JSON, with the member names of every object that is open. */
const refuseDeepOrDuplicate = (json: string): void => {
  const open: (Set<string> | undefined)[] = [];
  const begin = (members?: Set<string>): void => {
    if (open.push(members) > depthMax) throw invalid(`nested deeper than ${depthMax}`);
  };
  const end = (): void => void open.pop();
  const onError = (): never => {
    throw invalid('not JSON');
  };
  visit(json, {
    onObjectBegin: () => begin(new Set()),
    onArrayBegin: () => begin(),
    onObjectEnd: end,
    onArrayEnd: end,
    onObjectProperty: (name) => addMember(name, open.at(-1)),
    onError,
  });
};

const addMember = (name: string, members: Set<string> | undefined): void => {
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
