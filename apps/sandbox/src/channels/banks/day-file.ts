import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { Entry } from './entry';

/** How each bank writes the common file, as the banks themselves have it. */
interface Form {
  readonly encoding: 'utf-8' | 'gb18030';
  readonly separator: string;
  readonly inFen: boolean;
  readonly compactTimes: boolean;
}
const common: Form = { encoding: 'utf-8', separator: '|', inFen: false, compactTimes: false };
const forms: Readonly<Record<string, Form>> = {
  icbc: { ...common, encoding: 'gb18030' },
  abc: { ...common, encoding: 'gb18030', separator: ',' },
  psbc: { ...common, inFen: true, compactTimes: true },
  rcc: { ...common, encoding: 'gb18030', inFen: true },
};

/** Faults of one line of a file, from the menu. */
export const lineFaults = [
  'bill-line-short',
  'bill-line-more',
  'bill-other-amount',
  'bill-other-status',
] as const;
/** Faults of a file, from the menu; one of a line hits the first. */
export const fileFaults = [
  ...lineFaults,
  'bill-truncated',
  'bill-wrong-hash',
  'bill-wrong-totals',
  'bill-wrong-encoding',
] as const;
export type LineFault = (typeof lineFaults)[number];
export type FileFault = (typeof fileFaults)[number];
/** What goes wrong with the line of an entry. */
export type LineFaults = (no: string) => LineFault | undefined;

const fenOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** An entry as the file tells it. */
type Told = Entry & { readonly status: string };

/**
 * The file of a day: what the bank has booked or paid out, and has not taken back. With a fault that changes
 * lines, totals and hash fit the changed lines, as they would if the bank itself had lost one.
 */
export const dayFile = (
  bank: string,
  day: string,
  entries: readonly Entry[],
  fault?: FileFault,
  faultOf: LineFaults = () => undefined,
): Buffer => {
  const form = forms[bank] ?? common;
  const booked = entries
    .filter(({ state }) => state === 'booked')
    .toSorted((one, next) => (one.no < next.no ? -1 : 1))
    .flatMap((entry, index) => told(entry, faultOf(entry.no) ?? (index === 0 ? fault : undefined)));
  const amount = (fen: bigint): string =>
    form.inFen ? String(fen) : `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const time = (at: string): string => (form.compactTimes ? at.slice(0, 19).replaceAll(/[-T:]/g, '') : at);
  const encoding = fault === 'bill-wrong-encoding' ? other[form.encoding] : form.encoding;
  const line = (...fields: readonly string[]): Buffer =>
    iconv.encode(`${fields.join(form.separator)}\n`, encoding);

  const [into, back] = [booked.filter(isPayment), booked.filter((entry) => !isPayment(entry))];
  const off = fault === 'bill-wrong-totals' ? 1n : 0n;
  const sum = (some: readonly Told[]): bigint => some.reduce((all, entry) => all + fenOf(entry.amount), 0n);
  const payments = ['payment', String(into.length), amount(sum(into) + off)];
  const body = Buffer.concat([
    line('参保缴费对账', '1', bank, day, ...payments, 'refund', String(back.length), amount(sum(back))),
    ...booked.map((entry) => {
      const { orderId = '', no, refundNo = '', amount: taken, paidAt, status } = entry;
      const names = [isPayment(entry) ? 'P' : 'R', orderId.replaceAll('-', ''), no, refundNo];
      return line(...names, amount(fenOf(taken)), time(paidAt), status, '柜台');
    }),
  ]);
  const digest = createHash('sha256')
    .update(fault === 'bill-wrong-hash' ? 'other' : body)
    .digest('hex');
  const whole = Buffer.concat([body, line('END', String(booked.length), 'sha256', digest)]);
  return fault === 'bill-truncated' ? whole.subarray(0, whole.length - 80) : whole;
};

const other = { 'utf-8': 'gb18030', gb18030: 'utf-8' } as const;

const isPayment = ({ refundNo }: Entry): boolean => refundNo === undefined;

/** Another amount than the true one: a few fen aside. */
export const otherAmount = (amount: string): string =>
  amount.replace(/\d$/, (digit) => (digit === '9' ? '8' : '9'));

/** The lines that an entry becomes. */
const told = (entry: Entry, fault?: FileFault): readonly Told[] => {
  const status = isPayment(entry) ? 'paid' : 'refunded';
  switch (fault) {
    case 'bill-line-short':
      return [];
    case 'bill-line-more':
      return [
        { ...entry, status },
        { ...entry, no: `${entry.no}-more`, orderId: '', status },
      ];
    case 'bill-other-amount':
      return [{ ...entry, amount: otherAmount(entry.amount), status }];
    case 'bill-other-status':
      return [{ ...entry, status: 'closed' }];
    default:
      return [{ ...entry, status }];
  }
};
