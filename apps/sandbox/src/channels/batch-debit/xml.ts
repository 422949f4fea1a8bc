import { createHmac, timingSafeEqual } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import iconv from 'iconv-lite';

/** A message as the node reads it. */
export interface Received {
  readonly number: string;
  readonly id: string;
  readonly from: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const reader = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Payment1102' });

/** Undefined for what is no message. */
export const received = (bytes: Buffer): Received | undefined => {
  try {
    const { CFX: cfx } = reader.parse(iconv.decode(bytes, 'gb18030')) as {
      CFX?: { HEAD?: Record<string, string>; MSG?: Record<string, unknown> };
    };
    const { HEAD: head, MSG: body } = cfx ?? {};
    if (head?.['APP'] !== 'TIPS' || body === undefined) return undefined;
    return { number: head['MsgNo'] ?? '', id: head['MsgID'] ?? '', from: head['SRC'] ?? '', body };
  } catch {
    return undefined;
  }
};

/** The text of an element. */
export const field = (group: unknown, name: string): string => {
  const text = (group as Record<string, unknown> | undefined)?.[name];
  return typeof text === 'string' ? text : '';
};

type Fields = Readonly<Record<string, string>>;
const xml = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, text]) => `<${name}>${text.replace(/[<>&]/g, ' ')}</${name}>`)
    .join('');

/** An answer of the node; `rows` repeat their element. */
export const answer = (
  to: Received,
  number: string,
  group: readonly [name: string, fields: Fields],
  rows: readonly Fields[] = [],
): Buffer => {
  const day = to.id.slice(0, 8);
  const head = {
    VER: '1.0',
    SRC: '100000000000',
    DES: to.from,
    APP: 'TIPS',
    MsgNo: number,
    MsgID: `${day}${number}${to.id.slice(12)}`,
    MsgRef: to.id,
    WorkDate: day,
  };
  const repeated = rows.map((row) => `<Return2102>${xml(row)}</Return2102>`).join('');
  const body = `<${group[0]}>${xml(group[1])}</${group[0]}>${repeated}`;
  return iconv.encode(
    `<?xml version="1.0" encoding="GB18030"?><CFX><HEAD>${xml(head)}</HEAD><MSG>${body}</MSG></CFX>`,
    'gb18030',
  );
};

/** The proof of the line between the two nodes. */
export const proof = (key: string, bytes: Buffer): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(bytes).digest('hex');

export const isProven = (key: string, bytes: Buffer, mac: unknown): boolean => {
  if (typeof mac !== 'string' || !/^[0-9a-f]{64}$/.test(mac)) return false;
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(proof(key, bytes), 'hex'));
};
