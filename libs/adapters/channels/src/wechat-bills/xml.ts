import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A tree of tags; leaves are their text. */
export type XmlTree = Readonly<Record<string, unknown>>;

/** `wxlifepay`, `head` or `info`, a field, and `data` with its fields in an answer. */
const depthMax = 6;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: true,
  // The five of XML: none is ever defined by a message.
  processEntities: true,
  maxNestedTags: depthMax,
});

/** An entity that XML does not have, or an ampersand that begins none. */
const strangeEntity = /&(?!(lt|gt|amp|quot|apos);)/;
const literal = /<!\[CDATA\[[\s\S]*?\]\]>/g;

/** The tree of well-formed XML in UTF-8 without a document type; undefined for anything else. */
export const treeOf = (bytes: Uint8Array): XmlTree | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // A document type could define entities; nothing that begins like one is read, wherever it stands.
    const markup = text.replace(literal, '');
    if (markup.includes('<!') || strangeEntity.test(markup)) return undefined;
    if (XMLValidator.validate(text) !== true) return undefined;
    return parser.parse(text) as XmlTree;
  } catch {
    return undefined;
  }
};

/** A field with its text escaped. */
export const tag = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;' })[character] ?? '&gt;');
