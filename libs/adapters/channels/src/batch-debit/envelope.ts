import { createHmac, timingSafeEqual } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import iconv from 'iconv-lite';

/** The node of the treasury's system, in DES of messages to it and in SRC of messages from it. */
const treasuryNode = '100000000000';

/** Elements in the order in which they are written; a list repeats its element. */
export type Elements = readonly (readonly [name: string, value: string | Elements])[];

/** A message as it is read: texts, and for repeated elements lists. */
export interface Message {
  readonly number: string;
  readonly id: string;
  /** The id of the message that it answers. */
  readonly reference: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a message is sent with beside its body. */
export interface Head {
  readonly node: string;
  readonly number: string;
  /** Date 8, number 4, sequence 8. */
  readonly id: string;
  readonly workDate: string;
}

/** A message in GBK: `<CFX><HEAD>…</HEAD><MSG>…</MSG></CFX>`. */
export const writeMessage = ({ node, number, id, workDate }: Head, body: Elements): Buffer =>
  iconv.encode(
    `<?xml version="1.0" encoding="GBK"?>${written([
      [
        'CFX',
        [
          [
            'HEAD',
            [
              ['VER', '1.0'],
              ['SRC', node],
              ['DES', treasuryNode],
              ['APP', 'TIPS'],
              ['MsgNo', number],
              ['MsgID', id],
              ['MsgRef', id],
              ['WorkDate', workDate],
            ],
          ],
          ['MSG', body],
        ],
      ],
    ])}`,
    'gbk',
  );

const written = (elements: Elements): string =>
  elements
    .map(
      ([name, value]) => `<${name}>${typeof value === 'string' ? escaped(value) : written(value)}</${name}>`,
    )
    .join('');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const parser = new XMLParser({
  // Numbers and codes are text: 00000001 is not 1.
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: true,
  isArray: (name) => name === 'Return2102',
});

/** A message from the treasury's node; undefined for bytes that are none. */
export const readMessage = (bytes: Buffer): Message | undefined => {
  const text = iconv.decode(bytes, 'gbk');
  // Entities of a document of its own could grow without end.
  if (text.includes('<!')) return undefined;
  try {
    const { CFX: envelope } = parser.parse(text) as {
      readonly CFX?: Record<string, Record<string, unknown>>;
    };
    const [head, body] = [envelope?.['HEAD'], envelope?.['MSG']];
    if (head === undefined || typeof body !== 'object') return undefined;
    if (head['SRC'] !== treasuryNode || head['APP'] !== 'TIPS') return undefined;
    return {
      number: textOf(head, 'MsgNo'),
      id: textOf(head, 'MsgID'),
      reference: textOf(head, 'MsgRef'),
      body,
    };
  } catch {
    return undefined;
  }
};

/** The text of an element; empty where there is none. */
export const textOf = (parent: unknown, name: string): string => {
  const value: unknown =
    typeof parent === 'object' && parent !== null ? (parent as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value.trim() : '';
};

/** The proof of the line over the bytes of a message. */
export const lineMac = (key: string, bytes: Uint8Array): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(bytes).digest('hex');

/** Whether the bytes came over the line, in constant time. */
export const isOfLine = (key: string, bytes: Uint8Array, mac: string): boolean => {
  const [given, right] = [Buffer.from(mac, 'hex'), Buffer.from(lineMac(key, bytes), 'hex')];
  return given.length === right.length && timingSafeEqual(given, right);
};
