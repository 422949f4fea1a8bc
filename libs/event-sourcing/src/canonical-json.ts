/**
 * JSON with sorted keys and no spaces (the part of RFC 8785 that text, integers, booleans, lists and objects need), so
 * that equal values give equal bytes. `undefined` members are left out. @throws TypeError on a number that is not a safe integer.
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError('money and rates are text, not numbers');
  if (value === undefined || typeof value === 'bigint') throw new TypeError('not a JSON value');
  return JSON.stringify(value);
};
