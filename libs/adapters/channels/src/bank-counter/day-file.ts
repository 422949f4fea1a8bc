import { createHash, timingSafeEqual } from 'node:crypto';
import type { Day } from '@canbao/calendar';
import type { Statement, StatementLine } from '@canbao/domain-payment';
import { fromFen, toFen } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import { amountIn, timeIn, totalIn, type Dialect } from './dialect';
import { rawLines, textOf, type Source } from './raw-lines';

/** Whose file of which day is expected, and how it is written. */
export interface ExpectedFile {
  readonly institution: Channel;
  readonly day: Day;
  readonly dialect: Dialect;
}

/** The first field of every file: in another encoding it reads differently. */
export const title = '参保缴费对账';
/** Algorithms of the trailer's hash. */
export const hashes = ['sha256', 'sm3'] as const;
/** Kinds of line, by the letter that begins it. */
const kinds = { P: 'payment', R: 'refund' } as const;

type Refusal = Extract<Statement, { status: 'refused' }>['reason'];
/** Nothing of the file may be used. */
export class Refused extends Error {
  constructor(readonly reason: Refusal) {
    super(reason);
  }
}

/**
 * Reads a counter's day file twice: once to prove encoding, form, totals and hash, and once to give its
 * lines, so that no line of a file that is wrong anywhere is ever seen. Neither holds the file in memory.
 * @param open begins the same bytes anew.
 */
export const readDayFile = async (open: () => Source, expected: ExpectedFile): Promise<Statement> => {
  try {
    let lines = 0;
    for await (const line of provenLines(open(), expected)) if (line !== undefined) lines += 1;
    return lines === 0 ? { status: 'empty' } : { status: 'there', lines: provenLines(open(), expected) };
  } catch (error) {
    if (error instanceof Refused) return { status: 'refused', reason: error.reason };
    throw error;
  }
};

/**
 * The lines of a file as they come; whoever takes them uses none before the last.
 * @throws Refused in the end where the trailer does not prove them.
 */
export async function* provenLines(source: Source, expected: ExpectedFile): AsyncGenerator<StatementLine> {
  const { dialect } = expected;
  const digests = hashes.map((name) => [name, createHash(name)] as const);
  let totals: Totals | undefined;
  let isOver = false;
  for await (const bytes of rawLines(source)) {
    const text = textOf(bytes, dialect.encoding);
    if (bytes === undefined || isOver) throw new Refused('format');
    if (text === undefined) throw new Refused('encoding');
    const fields = text.split(dialect.separator);
    if (fields[0] === 'END') {
      if (totals === undefined) throw new Refused('format');
      assertTrailer(fields, totals, new Map(digests));
      isOver = true;
      continue;
    }
    for (const [, digest] of digests) digest.update(bytes);
    if (totals === undefined) totals = headerOf(fields, expected);
    else yield counted(lineOf(fields, dialect), totals);
  }
  // A file that was cut off has no trailer.
  if (!isOver) throw new Refused('format');
}

/** What the header says, and what has been read. */
class Totals {
  private readonly read: Record<StatementLine['kind'], { count: number; fen: bigint }> = {
    payment: { count: 0, fen: 0n },
    refund: { count: 0, fen: 0n },
  };
  constructor(private readonly said: Readonly<Record<StatementLine['kind'], string>>) {}

  add({ kind, amount }: StatementLine): void {
    this.read[kind].count += 1;
    this.read[kind].fen += toFen(amount);
  }

  get count(): number {
    return this.read.payment.count + this.read.refund.count;
  }

  agree(): boolean {
    return (['payment', 'refund'] as const).every(
      (kind) => this.said[kind] === `${this.read[kind].count} ${fromFen(this.read[kind].fen)}`,
    );
  }
}

const counted = (line: StatementLine, totals: Totals): StatementLine => {
  totals.add(line);
  return line;
};

const headerOf = (fields: readonly string[], { institution, day, dialect }: ExpectedFile): Totals => {
  const [first, version, whose, of, payment, payments, paid, refund, refunds, refunded, ...rest] = fields;
  if (first !== title) throw new Refused('encoding');
  const [paidTotal, refundedTotal] = [totalIn(dialect, paid ?? ''), totalIn(dialect, refunded ?? '')];
  const isOurs = version === '1' && whose === institution && of === day;
  const isWhole = payment === 'payment' && refund === 'refund' && rest.length === 0;
  if (!isOurs || !isWhole || paidTotal === undefined || refundedTotal === undefined)
    throw new Refused('format');
  return new Totals({ payment: `${payments} ${paidTotal}`, refund: `${refunds} ${refundedTotal}` });
};

const orderNumber = /^(|[0-9a-f]{32})$/;
const number = /^[\w.:-]{1,64}$/;
const fieldsOfLine = 8;

/** `P|order|transaction||amount|time|status|remark`, or `R` with the number of the refund. */
const lineOf = (fields: readonly string[], dialect: Dialect): StatementLine => {
  const [letter = '', orderNo = '', transactionNo = '', refundNo = '', amountText, time, status = ''] =
    fields;
  const kind = letter === 'P' || letter === 'R' ? kinds[letter] : undefined;
  const amount = amountIn(dialect, amountText ?? '');
  const at = timeIn(dialect, time ?? '');
  const numbered = orderNumber.test(orderNo) && number.test(transactionNo) && /^[\w-]{1,40}$/.test(status);
  const hasRefundNo = kind === 'refund' ? number.test(refundNo) : refundNo === '';
  if (fields.length !== fieldsOfLine || kind === undefined || !numbered || !hasRefundNo)
    throw new Refused('format');
  if (amount === undefined || at === undefined) throw new Refused('format');
  return {
    kind,
    orderNo,
    transactionNo,
    ...(kind === 'refund' ? { refundNo } : {}),
    amount,
    at,
    status,
  };
};

const assertTrailer = (
  [, lines, algorithm, said = '', ...rest]: readonly string[],
  totals: Totals,
  digests: ReadonlyMap<string, ReturnType<typeof createHash>>,
): void => {
  const digest = digests.get(algorithm ?? '')?.digest();
  if (digest === undefined || rest.length > 0) throw new Refused('format');
  if (!/^[0-9a-f]{64}$/.test(said) || !timingSafeEqual(digest, Buffer.from(said, 'hex')))
    throw new Refused('hash');
  if (lines !== String(totals.count) || !totals.agree()) throw new Refused('totals');
};
