/** Explains figures and rests on the rules: a reader that needs it has a version in it to go by. */
const opaque: readonly string[] = ['certificate'];

/** What a reader of stored data can stumble over: every path with the kind of its value, in order. */
export const formOf = (data: unknown): string => [...new Set(kindsIn(data, ''))].toSorted().join('\n');

/** Every path whose text is one of a few words, with the word: a reader has to know them all. */
export const codesIn = (data: unknown): string[] => [...new Set(leavesOf(data, ''))].filter(isCode);

const kindsIn = (data: unknown, path: string): string[] => {
  if (Array.isArray(data))
    return data.length === 0 ? [`${path}[] none`] : data.flatMap((member) => kindsIn(member, `${path}[]`));
  if (typeof data !== 'object' || data === null) return [`${path} ${data === null ? 'null' : typeof data}`];
  return fieldsOf(data).flatMap(([name, value]) =>
    opaque.includes(name) ? [`${path}.${name} opaque`] : kindsIn(value, `${path}.${name}`),
  );
};

const leavesOf = (data: unknown, path: string): string[] => {
  if (Array.isArray(data)) return data.flatMap((member) => leavesOf(member, `${path}[]`));
  if (typeof data !== 'object' || data === null) return typeof data === 'string' ? [`${path} ${data}`] : [];
  return fieldsOf(data).flatMap(([name, value]) =>
    opaque.includes(name) ? [] : leavesOf(value, `${path}.${name}`),
  );
};

const fieldsOf = (data: object): [string, unknown][] =>
  Object.entries(data).filter(([, value]) => value !== undefined);

const isCode = (leaf: string): boolean => /^\S+ [a-z]+(-[a-z]+)*$/.test(leaf);
