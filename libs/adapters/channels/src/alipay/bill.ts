import { isDay, type Day } from '@canbao/calendar';
import { isAmount, negate, toFen, yuan } from '@canbao/money';
import type { Statement, StatementLine } from '@canbao/domain-payment';
import type { Entry } from 'yauzl';
import { BillFault, BillFile } from './bill-file';
import { instantOf } from './trade';

/**
 * Reads a day's bill: a zip of two files in GBK, the lines (业务明细) and the totals (业务明细(汇总)). Nothing
 * is handed out before lines and totals agree. Whoever takes the lines reads them to the end, or ends the
 * iteration, which closes the file.
 */
export const readBill = async (bytes: AsyncIterable<Uint8Array>, day: Day): Promise<Statement> => {
  let file: BillFile | undefined;
  try {
    file = await BillFile.of(bytes);
    const [lines, summary] = filesOf(file);
    const found = await totalsOf(billLines(file, lines, day));
    await check(found, totalsWritten(file, summary));
    if (found.payments + found.refunds > 0) return { status: 'there', lines: closing(file, lines, day) };
    await file.close();
    return { status: 'empty' };
  } catch (error) {
    await file?.close();
    return error instanceof BillFault ? { status: 'refused', reason: error.reason } : { status: 'unknown' };
  }
};

async function* closing(file: BillFile, lines: Entry, day: Day): AsyncGenerator<StatementLine> {
  try {
    for await (const { line } of billLines(file, lines, day)) if (line !== undefined) yield line;
  } finally {
    await file.close();
  }
}

const filesOf = ({ entries }: BillFile): readonly [Entry, Entry] => {
  const csv = [...entries].filter(([name]) => name.endsWith('.csv') && name.includes('业务明细'));
  const [lines] = csv.filter(([name]) => !name.includes('汇总'));
  const [summary] = csv.filter(([name]) => name.includes('汇总'));
  if (lines === undefined || summary === undefined) throw new BillFault('format');
  return [lines[1], summary[1]];
};

/** Counts, and sums in fen: payments less refunds, and what Alipay keeps as its fee. */
interface Totals {
  payments: number;
  refunds: number;
  amount: bigint;
  fee: bigint;
}

/** A line, or what the foot of the file says of the number of payments or of refunds. */
interface BillRow {
  readonly line?: StatementLine;
  readonly foot?: { readonly of: 'payments' | 'refunds'; readonly count: number };
}

async function* billLines(file: BillFile, entry: Entry, day: Day): AsyncGenerator<BillRow> {
  let columns: readonly string[] | undefined;
  let isEnded = false;
  for await (const row of file.rows(entry)) {
    const [first = ''] = row;
    if (first.startsWith('#')) {
      checkDay(first, day);
      isEnded ||= first.includes('业务明细列表结束');
      const foot = /^#+(交易|退款)合计：(\d+)笔/.exec(first);
      if (foot !== null)
        yield { foot: { of: foot[1] === '交易' ? 'payments' : 'refunds', count: Number(foot[2]) } };
    } else if (columns === undefined) columns = titles(row, '支付宝交易号');
    else yield { line: lineOf(named(columns, row)) };
  }
  // A file that breaks off between two lines is a whole CSV all the same.
  if (columns === undefined || !isEnded) throw new BillFault('format');
}

const titles = (row: readonly string[], first: string): readonly string[] => {
  if (row[0] === first) return row;
  throw new BillFault(isMojibake(row) ? 'encoding' : 'format');
};

/** UTF-8 that was read as GBK turns Chinese titles into other Chinese characters. */
const isMojibake = (row: readonly string[]): boolean => /\p{Script=Han}/u.test(row.join(''));

const checkDay = (text: string, day: Day): void => {
  const from = /起始日期：\[(\d{4})年(\d{2})月(\d{2})日/.exec(text);
  if (from === null) return;
  const written = from.slice(1).join('-');
  if (!isDay(written) || written !== day) throw new BillFault('format');
};

const named = (columns: readonly string[], row: readonly string[]): ReadonlyMap<string, string> => {
  if (row.length !== columns.length) throw new BillFault('format');
  return new Map(columns.map((column, index) => [column.replace('（元）', ''), row[index] ?? '']));
};

const lineOf = (row: ReadonlyMap<string, string>): StatementLine => {
  const [kindSaid = '', signed = ''] = [row.get('业务类型'), row.get('订单金额')];
  const amount = signed.replace(/^-/, '');
  const [orderNo, transactionNo] = [row.get('商户订单号'), row.get('支付宝交易号')];
  const at = instantOf(row.get('完成时间'));
  if (!isAmount(amount) || !orderNo || !transactionNo || at === undefined) throw new BillFault('format');
  const kind = signed.startsWith('-') ? 'refund' : 'payment';
  const refundNo = row.get('退款批次号/请求号') ?? '';
  const fee = feeOf(row.get('服务费'));
  return {
    kind,
    orderNo,
    transactionNo,
    ...(refundNo === '' ? {} : { refundNo }),
    amount,
    ...(fee === undefined ? {} : { fee }),
    at,
    // A kind of business that this version does not know is held by whoever matches.
    status: kindSaid === (kind === 'payment' ? '交易' : '退款') ? 'SUCCESS' : kindSaid,
  };
};

/** Alipay writes what it keeps below zero, and what it gives back with a refund above. */
const feeOf = (written = '0.00') => {
  if (!/^-?(0|[1-9]\d{0,11})\.\d{2}$/.test(written)) throw new BillFault('format');
  return /^-?0\.00$/.test(written) ? undefined : negate(yuan(written));
};

const totalsOf = async (rows: AsyncIterable<BillRow>): Promise<Totals> => {
  const totals: Totals = { payments: 0, refunds: 0, amount: 0n, fee: 0n };
  const foot = new Map<'payments' | 'refunds', number>();
  for await (const row of rows) {
    if (row.foot !== undefined) foot.set(row.foot.of, row.foot.count);
    if (row.line === undefined) continue;
    const { kind, amount, fee } = row.line;
    if (kind === 'payment') totals.payments += 1;
    else totals.refunds += 1;
    totals.amount += kind === 'payment' ? toFen(amount) : -toFen(amount);
    totals.fee += fee === undefined ? 0n : toFen(fee);
  }
  for (const [of, count] of foot) if (totals[of] !== count) throw new BillFault('totals');
  return totals;
};

async function* totalsWritten(file: BillFile, entry: Entry): AsyncGenerator<Totals> {
  let columns: readonly string[] | undefined;
  for await (const row of file.rows(entry)) {
    if (row[0]?.startsWith('#')) continue;
    if (columns === undefined) columns = titles(row, '门店编号');
    else if (row[0] === '合计') yield summed(named(columns, row));
  }
}

const summed = (row: ReadonlyMap<string, string>): Totals => {
  const fen = (column: string): bigint => {
    const written = row.get(column) ?? '';
    if (!/^-?\d+\.\d{2}$/.test(written)) throw new BillFault('format');
    return BigInt(written.replace('.', ''));
  };
  const count = (column: string): number => Number(row.get(column));
  return {
    payments: count('交易订单总笔数'),
    refunds: count('退款订单总笔数'),
    amount: fen('订单金额'),
    fee: -fen('服务费'),
  };
};

const check = async (found: Totals, written: AsyncIterable<Totals>): Promise<void> => {
  let rows = 0;
  for await (const totals of written) {
    rows += 1;
    const keys = Object.keys(found) as (keyof Totals)[];
    if (keys.some((key) => totals[key] !== found[key])) throw new BillFault('totals');
  }
  if (rows !== 1) throw new BillFault('format');
};
