/** A JSON schema, as far as schemas are compared. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * Who depends on a schema: readers of what is written by it (events, answers), or writers of what is read by
 * it (requests).
 */
export type Dependants = 'readers' | 'writers';

/**
 * What a change of schema breaks, one clause each. A reader is broken by what it may now be sent: a field
 * that is gone or may be missing, a value it does not know. A writer is broken by what is no longer taken: a
 * field, a value, or a request without a field that is required now. Any other keyword must stay as it is.
 */
export const brokenBy = (before: Schema, after: Schema, dependants: Dependants, path = ''): string[] => [
  ...fields(before, after, dependants, path),
  ...values(before, after, dependants, path),
  ...parts(before, after, dependants, path),
  ...keywords(before, after, dependants, path),
];

const fields = (before: Schema, after: Schema, dependants: Dependants, path: string): string[] => {
  const [old, present] = [propertiesOf(before), propertiesOf(after)];
  const [oldRequired, required] = [requiredOf(before), requiredOf(after)];
  const isLoosened = (name: string): boolean => oldRequired.has(name) && !required.has(name);
  const isDemanded = (name: string): boolean => !oldRequired.has(name) && required.has(name);
  return [...new Set([...Object.keys(old), ...Object.keys(present)])].flatMap((name) => {
    const [field, was, is] = [join(path, name), old[name], present[name]];
    if (is === undefined) return [`${field} is gone`];
    if (was === undefined)
      return dependants === 'writers' && required.has(name) ? [`${field} is new and required`] : [];
    const mayBeMissing = dependants === 'readers' && isLoosened(name) ? [`${field} may be missing now`] : [];
    const isRequired = dependants === 'writers' && isDemanded(name) ? [`${field} is required now`] : [];
    return [...mayBeMissing, ...isRequired, ...brokenBy(was, is, dependants, field)];
  });
};

const values = (before: Schema, after: Schema, dependants: Dependants, path: string): string[] => {
  const [old, present] = [valuesOf(before), valuesOf(after)];
  if (old === undefined && present === undefined) return [];
  if (old === undefined || present === undefined) return [`${at(path)} takes other values`];
  return dependants === 'readers'
    ? present.filter((value) => !old.includes(value)).map((value) => `${at(path)} has the new value ${value}`)
    : old.filter((value) => !present.includes(value)).map((value) => `${at(path)} no longer takes ${value}`);
};

const parts = (before: Schema, after: Schema, dependants: Dependants, path: string): string[] => [
  ...nested(before['items'], after['items'], dependants, `${path}[]`),
  ...nested(before['additionalProperties'], after['additionalProperties'], dependants, join(path, '*')),
  ...['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const [old, present] = [alternativesOf(before, keyword), alternativesOf(after, keyword)];
    if (old.length !== present.length) return [`${at(path)} has other alternatives`];
    return old.flatMap((was, index) => brokenBy(was, present[index] ?? {}, dependants, path));
  }),
];

const nested = (before: unknown, after: unknown, dependants: Dependants, path: string): string[] => {
  if (isSchema(before) && isSchema(after)) return brokenBy(before, after, dependants, path);
  return isSchema(before) || isSchema(after) ? [`${path} is of another kind`] : [];
};

/** Their meaning is judged above, or they have none for a program. */
const judged = ['properties', 'required', 'enum', 'const', 'items', 'anyOf', 'oneOf', 'allOf'];
const withoutMeaning = ['$schema', 'title', 'description', 'examples', 'propertyNames'];

const keywords = (before: Schema, after: Schema, dependants: Dependants, path: string): string[] => {
  const ignored = new Set([...judged, ...withoutMeaning]);
  // An answer may have further fields whatever its schema says; a request may not.
  if (dependants === 'readers' || isSchema(before['additionalProperties']))
    ignored.add('additionalProperties');
  const names = new Set([...Object.keys(before), ...Object.keys(after)].filter((name) => !ignored.has(name)));
  return [...names]
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${at(path)} has another ${name}`);
};

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const propertiesOf = (schema: Schema): Record<string, Schema> =>
  (schema['properties'] ?? {}) as Record<string, Schema>;
const requiredOf = (schema: Schema): Set<string> => new Set((schema['required'] ?? []) as string[]);
const alternativesOf = (schema: Schema, keyword: string): Schema[] => (schema[keyword] ?? []) as Schema[];
const valuesOf = (schema: Schema): string[] | undefined => {
  const list = 'const' in schema ? [schema['const']] : (schema['enum'] as unknown[] | undefined);
  return list?.map((value) => JSON.stringify(value));
};
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const at = (path: string): string => (path === '' ? 'the whole' : path);
