/** The dot between the parts of a name is typed in several ways; one of them is stored. */
const dots = /[·•・‧∙]/gu;
/** Controls, invisible and direction characters, unassigned code points, and characters of code. */
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}<>{}$=@\\"'`;]/u;
const charactersMax = 50;

/** NFC with one kind of dot: the form in which names are compared and stored. */
export const canonicalName = (text: string): string => text.normalize('NFC').replaceAll(dots, '·');

/** Whether the text can be a name: 1 to 50 characters, a letter first, nothing invisible, no code. */
export const isName = (text: string): boolean => {
  const name = canonicalName(text);
  return (
    [...name].length <= charactersMax &&
    name.trim() === name &&
    /^\p{L}/u.test(name) &&
    !forbidden.test(name) &&
    !/\p{Extended_Pictographic}/u.test(name)
  );
};

/** 张三 → 张*, for lists that a payer sees. */
export const maskedName = (name: string): string => {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.max(1, rest.length));
};
