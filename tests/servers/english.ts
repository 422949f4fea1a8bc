/** What a reader of Chinese would stumble over: two words or more in Latin letters, one after another. */
const phrase = /[A-Za-z][a-z]{2,}(?:[ ,]+[a-z]{2,})+/g;

/** The English in a text, or in what a page shows; identifiers stand in `<code>` and are none. */
export const englishIn = (text: string): string[] =>
  [
    ...text
      .replaceAll(/<(style|script|code)\b[^]*?<\/\1>/g, '')
      .replaceAll(/<[^>]*>/g, '\n')
      .matchAll(phrase),
  ].map(([found]) => found);
