/** Every dot and dot-like sign that is typed between the parts of a name. */
const dots = '.·•・‧∙⋅。●◦∘ꞏ⸰⸱⸳ᐧ᛫⦁ᆞ་';
const apostrophes = /['‘’ʼ′]/gu;
const hyphens = /[-‐–]/gu;
/** Letters, their marks, figures, spaces, dots, apostrophes, hyphens, commas and brackets; no wildcards. */
const allowed = new RegExp(String.raw`^\p{L}[\p{L}\p{M}\p{Nd}\p{Nl} ${dots}'‘’ʼ′\-‐–,()]*$`, 'u');
/** Characters that show nothing, among them variation selectors and fillers that count as letters. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const charactersMax = 50;

/** NFKC; a dot or an acute accent that stands alone would become a space with a mark on it. */
const normalized = (text: string): string => text.replaceAll('˙', '·').replaceAll('´', "'").normalize('NFKC');

/**
 * The form in which names are compared: NFKC, one middle dot for any dots between two characters, one
 * apostrophe, one hyphen, no spaces, no difference of case. Names are stored as given.
 */
export const canonicalName = (text: string): string =>
  normalized(text)
    .replaceAll(/\s/gu, '')
    .replaceAll(new RegExp(`(?<=.)[${dots}]+(?=.)`, 'gu'), '·')
    .replaceAll(apostrophes, "'")
    .replaceAll(hyphens, '-')
    // By way of upper case, so that "ß" and "SS" are the same.
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');

/** Whether the text can be a name: 1 to 50 characters, a letter first, nothing invisible, no code. */
export const isName = (text: string): boolean => {
  const name = normalized(text);
  return (
    [...text.normalize('NFC')].length <= charactersMax &&
    text.trim() === text &&
    allowed.test(name) &&
    !invisible.test(name) &&
    !hasLooseApostrophe(name)
  );
};

/** An apostrophe belongs between two letters; elsewhere it is a quotation mark. */
const hasLooseApostrophe = (name: string): boolean =>
  /['‘’′]/u.test(name.replaceAll(/(?<=\p{L})['‘’′](?=\p{L})/gu, ''));

/** Stars at most: the length of a long name tells whose it is. */
const starsMax = 3;

/** 张三 → 张*, for whoever may see that it is the name expected, and no more. */
export const maskedName = (name: string): string => {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.min(starsMax, Math.max(1, rest.length)));
};
