import {
  dayAfter,
  dayOf,
  daysBetween,
  instant,
  isInstant,
  startOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import type { StatementLine } from '@canbao/domain-payment';
import { fromFen, type Yuan } from '@canbao/money';
import { z } from 'zod';
import { BillFault, billRows, fineAmount, textLines, type BillRow, type BillTotals } from './bill-text';
import type { WeChatPayClient } from './client';
import { isBillEmpty, isBillInTheMaking } from './codes';
import type { WeChatPaySettings } from './settings';
import { spool, type Spooled } from './spool';

/** A kind of bill: its columns, its totals, and what a line means. */
export interface BillLayout<Line> {
  readonly firstTitle: string;
  readonly totals: BillTotals;
  /** The merchant's number, where the lines have one. @throws BillFault */
  readonly line: (row: BillRow, mchid: string) => Line;
}

/** A bill: complete, its hash and its own totals proven, or not there. */
export type Bill<Line> =
  | { readonly status: 'there'; readonly lines: AsyncIterable<Line> }
  | { readonly status: 'not-ready' | 'empty' | 'unknown' }
  | { readonly status: 'refused'; readonly reason: 'hash' | 'totals' | 'encoding' | 'format' };

const hundredthsOf = (text: string): bigint => {
  const fine = fineAmount(text);
  if (fine % 1000n !== 0n) throw new BillFault('format');
  return fine / 1000n;
};

/** Half a fen or more is one, away from zero. */
const roundedFen = (text: string): bigint => {
  const fine = fineAmount(text);
  return fine < 0n ? -((-fine + 500n) / 1000n) : (fine + 500n) / 1000n;
};

const momentOf = (text: string): Instant => {
  const moment = `${text.replace(' ', 'T')}+08:00`;
  if (!isInstant(moment)) throw new BillFault('format');
  return instant(moment);
};

/** Whether the column says that the line is about a refund; payments have nothing or 0 there. */
const isRefund = (row: BillRow): boolean => !['', '0'].includes(row('微信退款单号'));

/**
 * The trade bill (ALL). Refunds are in it when WeChat has accepted them, and are not updated: one that is
 * under way counts as money back.
 */
export const tradeLines: BillLayout<StatementLine> = {
  firstTitle: '交易时间',
  totals: {
    总交易单数: {},
    应结订单总金额: { of: '应结订单金额' },
    退款总金额: { of: '退款金额' },
    充值券退款总金额: { of: '充值券退款金额' },
    手续费总金额: { of: '手续费' },
    订单总金额: { of: '订单金额' },
    申请退款总金额: { of: '申请退款金额' },
  },
  line: (row, mchid) => {
    if (row('商户号') !== mchid || row('货币种类') !== 'CNY') throw new BillFault('format');
    const back = isRefund(row);
    const fee = roundedFen(row('手续费'));
    return {
      kind: back ? 'refund' : 'payment',
      orderNo: row('商户订单号'),
      transactionNo: row('微信订单号'),
      ...(back ? { refundNo: row('商户退款单号') } : {}),
      amount: fromFen(hundredthsOf(row(back ? '申请退款金额' : '订单金额'))),
      ...(fee === 0n ? {} : { fee: fromFen(fee) }),
      at: momentOf(row('交易时间')),
      status: row(back ? '退款状态' : '交易状态'),
    };
  },
};

/** A movement of the merchant's account. */
export interface FundFlowLine {
  readonly at: Instant;
  /** WeChat's number of the payment or refund behind it, and of the movement. */
  readonly businessNo: string;
  readonly flowNo: string;
  /** As WeChat names it, for example 交易, 退款, 扣除交易手续费, 提现. */
  readonly business: string;
  readonly direction: 'in' | 'out';
  /** Yuan, above zero. */
  readonly amount: Yuan;
  /** Yuan on the account after it. */
  readonly balance: Yuan;
}
export type FundFlow = Bill<FundFlowLine>;

const [received, paid] = ['收入', '支出'];
const direction = (kind: string) => (row: BillRow) => row('收支类型') === kind;
const flowAmount = '收支金额(元)';

export const fundFlowLines: BillLayout<FundFlowLine> = {
  firstTitle: '记账时间',
  totals: {
    资金流水总笔数: {},
    收入笔数: { where: direction('收入') },
    收入金额: { of: flowAmount, where: direction('收入') },
    支出笔数: { where: direction('支出') },
    支出金额: { of: flowAmount, where: direction('支出') },
  },
  line: (row) => {
    if (![received, paid].includes(row('收支类型'))) throw new BillFault('format');
    return {
      at: momentOf(row('记账时间')),
      businessNo: row('微信支付业务单号'),
      flowNo: row('资金流水单号'),
      business: row('业务类型'),
      direction: row('收支类型') === received ? 'in' : 'out',
      amount: fromFen(hundredthsOf(row(flowAmount))),
      balance: fromFen(hundredthsOf(row('账户结余(元)'))),
    };
  },
};

const Asked = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url(),
});

/** Vendor's rule: a day's bills are there to fetch from 10:00 of the next day, in ms after its start. */
const thereAfterMs = 10 * 3_600_000;
/** Vendor's rule: they are kept three months, in days. */
const keptDays = 89;

/** What it means that WeChat has no bill: no business, but only while there would be one. */
const withoutBill = (day: Day, now: Instant): 'not-ready' | 'empty' | 'unknown' => {
  if (Date.parse(now) < Date.parse(startOf(dayAfter(day))) + thereAfterMs) return 'not-ready';
  return daysBetween(day, dayOf(now)) <= keptDays ? 'empty' : 'unknown';
};

/**
 * Asks for a bill and fetches it. No line counts before the whole file has been read once: its hash, its
 * encoding, its form and its totals; the lines are then read from a spool file that has no name.
 */
export const readBill = async <Line>(
  client: WeChatPayClient,
  { mchid }: Pick<WeChatPaySettings, 'mchid'>,
  question: string,
  day: Day,
  layout: BillLayout<Line>,
): Promise<Bill<Line>> => {
  const answer = await client.get(question);
  if (answer === undefined) return { status: 'unknown' };
  if (isBillInTheMaking(answer)) return { status: 'not-ready' };
  if (isBillEmpty(answer)) return { status: withoutBill(day, client.now()) };
  const asked = answer.status === 200 ? Asked.safeParse(answer.body).data : undefined;
  if (asked === undefined) return { status: 'unknown' };
  const file = await client.file(asked.download_url);
  if (file === undefined) return { status: 'unknown' };
  const rowsOf = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Line> =>
    linesOf(billRows(textLines(bytes), layout.firstTitle, layout.totals), layout, mchid);
  const spooled = await spool(file, asked.hash_value, (bytes) => readAll(rowsOf(bytes)));
  return billOf(spooled, rowsOf);
};

const billOf = <Line>(
  spooled: Spooled,
  rowsOf: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Line>,
): Bill<Line> => {
  if (spooled.status === 'broken') return { status: 'unknown' };
  if (spooled.status === 'other-hash') return { status: 'refused', reason: 'hash' };
  const { fault } = spooled;
  if (fault === undefined) return { status: 'there', lines: rowsOf(spooled.bytes) };
  if (fault instanceof BillFault) return { status: 'refused', reason: fault.reason };
  throw fault;
};

async function* linesOf<Line>(
  rows: AsyncIterable<BillRow>,
  { line }: BillLayout<Line>,
  mchid: string,
): AsyncGenerator<Line> {
  for await (const row of rows) yield line(row, mchid);
}

const readAll = async (lines: AsyncIterable<unknown>): Promise<void> => {
  for await (const line of lines) void line;
};
