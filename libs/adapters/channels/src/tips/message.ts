import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { decode, encode } from 'iconv-lite';

/** Fields of a part of a message; lists are repeated elements. */
export interface Part {
  readonly [name: string]: string | Part | readonly Part[];
}

/** A message of TIPS: its head, and the parts below `MSG`. */
export interface TipsMessage {
  /** Four digits: 1103, 3126. */
  readonly msgNo: string;
  /** Twenty digits: day 8, number 4, sequence 8. */
  readonly msgId: string;
  /** The answered message. */
  readonly msgRef?: string;
  /** Eight digits. */
  readonly workDate: string;
  readonly src: string;
  readonly des: string;
  readonly body: Part;
}

/** The node of the treasury's system, on the way to it the destination, on the way from it the source. */
export const tipsNode = '100000000000';

const builder = new XMLBuilder({ ignoreAttributes: true, suppressEmptyNode: false });
const parser = new XMLParser({
  ignoreAttributes: true,
  // Numbers are text here: 00000001 is no 1.
  parseTagValue: false,
  // The five of XML: none is ever defined by a message.
  processEntities: true,
  trimValues: true,
});

/**
 * The bytes of a message, in GBK as the system has it; in GB18030, of which GBK is a part, and declared so,
 * where a name has characters that GBK lacks (㛃): a name with a question mark in it is nobody's.
 */
export const writeMessage = ({
  msgNo,
  msgId,
  msgRef = '',
  workDate,
  src,
  des,
  body,
}: TipsMessage): Buffer => {
  const HEAD = {
    VER: '1.0',
    SRC: src,
    DES: des,
    APP: 'TIPS',
    MsgNo: msgNo,
    MsgID: msgId,
    MsgRef: msgRef,
    WorkDate: workDate,
  };
  const xml = builder.build({ CFX: { HEAD, MSG: body } }) as string;
  const charset = decode(encode(xml, 'gbk'), 'gbk') === xml ? 'GBK' : 'GB18030';
  return encode(`<?xml version="1.0" encoding="${charset}"?>${xml}`, charset);
};

/** The message in the bytes; undefined for what is none, or could bring definitions of its own. */
export const readMessage = (bytes: Uint8Array): TipsMessage | undefined => {
  const text = decode(Buffer.from(bytes), 'gb18030');
  // Entities of a document of its own could grow without end.
  if (text.includes('<!')) return undefined;
  try {
    const { CFX } = parser.parse(text, true) as { CFX?: { HEAD?: Part; MSG?: Part } };
    const { HEAD: head, MSG: body } = CFX ?? {};
    if (head === undefined || body === undefined || head['APP'] !== 'TIPS') return undefined;
    const field = (name: string): string => textIn(head, name) ?? '';
    return {
      msgNo: field('MsgNo'),
      msgId: field('MsgID'),
      msgRef: field('MsgRef'),
      workDate: field('WorkDate'),
      src: field('SRC'),
      des: field('DES'),
      body,
    };
  } catch {
    return undefined;
  }
};

/** The text of a field; undefined where there is none, or something else. */
export const textIn = (part: Part | undefined, name: string): string | undefined => {
  const value = part?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** The part of a name; of a repeated one, the first. */
export const partIn = (part: Part | undefined, name: string): Part | undefined => partsIn(part, name)[0];

/** All parts of a name. */
export const partsIn = (part: Part | undefined, name: string): readonly Part[] => {
  const value = part?.[name];
  if (value === undefined || typeof value === 'string') return [];
  return Array.isArray(value) ? (value as readonly Part[]) : [value as Part];
};
