const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** What is wrong with a typed identity number, seen before it is sent. */
export type NumberFault = 'empty' | 'length' | 'birth' | 'check';

/** Full-width figures and blanks are forgiven, a small x too. */
export const plainNumber = (typed: string): string =>
  typed
    .replace(/[０-９Ｘｘ]/g, (figure) => String.fromCharCode(figure.charCodeAt(0) - 0xfee0))
    .replace(/[\s-]/g, '')
    .toUpperCase();

/** Checks a number as GB 11643 does: length, day of birth, check digit. */
export const numberFault = (typed: string): NumberFault | undefined => {
  const number = plainNumber(typed);
  if (number === '') return 'empty';
  if (!/^\d{17}[\dX]$/.test(number)) return 'length';
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  if (born.getUTCMonth() + 1 !== month || born.getUTCDate() !== day) return 'birth';
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number.charAt(index)), 0);
  return '10X98765432'.charAt(sum % 11) === number.charAt(17) ? undefined : 'check';
};

/** What is wrong with a typed name, seen before it is sent. */
export type NameFault = 'empty' | 'signs' | 'long';

/** Configuration: as many characters as the platform takes. */
const charactersMax = 50;
/** A figure or a sign in front, and signs that no identity card has, such as the star of a masked name. */
const unlikeNames = /^[\d·'(),.-]|[!-&*+/:-@[-`{-~]/;

/** Checks a name as far as a field can; the other signs the platform knows. */
export const nameFault = (typed: string): NameFault | undefined => {
  const name = plainName(typed);
  if (name === '') return 'empty';
  if (unlikeNames.test(name.normalize('NFKC'))) return 'signs';
  return [...name].length > charactersMax ? 'long' : undefined;
};

/**
 * A name as it is sent: outer blanks go, and the many dots that keyboards offer become the one of identity
 * cards (·). Rare characters stay as they are.
 */
export const plainName = (typed: string): string =>
  typed
    .trim()
    .replace(/\s*[•‧∙⋅・･．●]\s*/g, '·')
    .replace(/\s+/g, ' ');
