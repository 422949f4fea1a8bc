/**
 * JSON with sorted keys and no spaces (RFC 8785 for text, integers, booleans, lists and objects), so that
 * equal values give equal bytes. `undefined` members are left out.
 * @throws TypeError on a number that is not a safe integer.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return objectJson(value as Readonly<Record<string, unknown>>);
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError('money and rates are text, not numbers');
  if (value === undefined || typeof value === 'bigint') throw new TypeError('not a JSON value');
  return JSON.stringify(value);
};

/** Hot path of every stored event and request: builds one string, no lists in between. */
const objectJson = (value: Readonly<Record<string, unknown>>): string => {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
};
