/** The dot between the parts of a name is typed in several ways; one of them is stored. */
const dots = /[·•・‧∙]/gu;
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}<>{}$=@\\"'`;]/u;

/** NFC, one kind of dot; the form in which names are compared and stored. */
export const canonicalName = (text: string): string => text.normalize('NFC').replaceAll(dots, '·');

/**
 * 1 to 50 characters, letters first, without controls, invisible or direction characters, or marks of code.
 */
export const isName = (text: string): boolean => {
  const name = canonicalName(text);
  const length = [...name].length;
  return (
    length >= 1 &&
    length <= 50 &&
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
