import { instant, isInstant, type Instant } from '@canbao/calendar';
import { fromFen, type Yuan } from '@canbao/money';
import { z } from 'zod';
import { billCodes, type BillReason } from './codes';
import { signedXml, verifiedXml } from './envelope';
import type { WeChatBillsSettings } from './settings';
import { tag, treeOf } from './xml';

/** Configuration: a message is some hundred characters long. */
const bytesMax = 16 * 1024;

const name = z.string().max(64);
const Head = z.object({ version: name, trancode: name, transeqnum: name, merchantid: name });
/** Repeated in the answer as it came. */
export type BillHead = z.infer<typeof Head>;

const Key = z.object({ bill_key: name, company_id: name });
/** Rows are asked for by pages, the first row is 1. */
const Query = Key.extend({
  begin_num: z
    .string()
    .regex(/^\d{1,6}$/)
    .default('1'),
});
const Charge = Key.extend({
  bill_no: name.min(1),
  transaction_id: name.default(''),
  /** Fen. */
  pay_amount: z.string().regex(/^[1-9]\d{0,13}$/),
  pay_date: z.string().regex(/^\d{14}$/),
  attach: z.string().max(256).default(''),
});
const Numbered = Key.extend({ bill_no: name.min(1), transaction_id: name.default('') });

/** What WeChat asks: what a number owes, that it took money, whether we have that money, or to undo it. */
export type BillRequest =
  | { readonly asks: 'query'; readonly billKey: string; readonly beginsAt: number }
  | {
      readonly asks: 'charge';
      readonly billKey: string;
      readonly billNo: string;
      readonly transactionId: string;
      readonly amount: Yuan;
      readonly paidAt: Instant;
      readonly attach: string;
    }
  | { readonly asks: 'confirm' | 'refund'; readonly billKey: string; readonly billNo: string };

/** A message that is WeChat's, or why it is not answered as one. */
export type ReadBillMessage =
  | { readonly head: BillHead; readonly request: BillRequest }
  | { readonly head?: BillHead | undefined; readonly refused: BillReason };

/** Verifies the bytes, and only then reads them. */
export const readBillMessage = (
  {
    headers,
    body,
  }: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array },
  settings: WeChatBillsSettings,
): ReadBillMessage => {
  if (body.length > bytesMax) return { refused: 'bad-message' };
  const xml = verifiedXml(body, settings);
  const message = xml === undefined ? undefined : treeOf(xml)?.['wxlifepay'];
  const { data: head } = Head.safeParse(field(message, 'head'));
  const isSandbox = headers['livingpayment-issandbox'];
  const isOurs = isSandbox === undefined || isSandbox === (settings.sandbox ? '1' : '0');
  if (head === undefined || !isOurs) return { head, refused: 'bad-message' };
  if (head.merchantid !== settings.merchantId) return { head, refused: 'caller-not-allowed' };
  const info = field(message, 'info');
  if (field(info, 'company_id') !== settings.companyId) return { head, refused: 'institution-not-found' };
  const request = requestOf(head.trancode, info);
  return request === undefined ? { head, refused: 'bad-message' } : { head, request };
};

const field = (tree: unknown, named: string): unknown =>
  typeof tree === 'object' && tree !== null ? (tree as Record<string, unknown>)[named] : undefined;

const requestOf = (trancode: string, info: unknown): BillRequest | undefined => {
  switch (trancode) {
    case 'query': {
      const { data } = Query.safeParse(info);
      return data === undefined
        ? undefined
        : { asks: 'query', billKey: data.bill_key, beginsAt: Number(data.begin_num) };
    }
    case 'charge':
      return chargeOf(Charge.safeParse(info).data);
    case 'confirm':
    case 'refund': {
      const { data } = Numbered.safeParse(info);
      return data === undefined
        ? undefined
        : { asks: trancode, billKey: data.bill_key, billNo: data.bill_no };
    }
    default:
      return undefined;
  }
};

const chargeOf = (data: z.infer<typeof Charge> | undefined): BillRequest | undefined => {
  const paidAt = data === undefined ? undefined : payDate(data.pay_date);
  if (data === undefined || paidAt === undefined) return undefined;
  return {
    asks: 'charge',
    billKey: data.bill_key,
    billNo: data.bill_no,
    transactionId: data.transaction_id,
    amount: fromFen(BigInt(data.pay_amount)),
    paidAt,
    attach: data.attach,
  };
};

/** `YYYYMMDDHHMMSS` in Asia/Shanghai. */
const payDate = (text: string): Instant | undefined => {
  const written = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6+08:00');
  return isInstant(written) ? instant(written) : undefined;
};

/** The other way round. */
export const payDateOf = (at: Instant): string => at.slice(0, 19).replace(/\D/g, '');

/** Fields of an answer's `info`, or rows of its `data`, in their order. */
export type BillFields = readonly (readonly [string, string | BillFields])[];

const noHead: BillHead = { version: '', trancode: '', transeqnum: '', merchantid: '' };

/** The answer: the head as it came, what came of it, and `info` where the kind of message has one. */
export const writeBillAnswer = (
  { version, trancode, transeqnum, merchantid }: BillHead = noHead,
  reason: BillReason,
  info: BillFields | undefined,
  settings: WeChatBillsSettings,
): string => {
  const [code, text] = billCodes[reason];
  const head: BillFields = [
    ['version', version],
    ['trancode', trancode],
    ['transeqnum', transeqnum],
    ['merchantid', merchantid],
    ['ret_code', code],
    ['err_msg', text],
  ];
  const parts: BillFields = [['head', head], ...(info === undefined ? [] : [['info', info] as const])];
  return signedXml(`<wxlifepay>${written(parts)}</wxlifepay>`, settings);
};

const written = (fields: BillFields): string =>
  fields
    .map(([named, value]) =>
      typeof value === 'string' ? tag(named, value) : `<${named}>${written(value)}</${named}>`,
    )
    .join('');
