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

/** Faults of a file, from the menu. */
export const fileFaults = [
  'bill-truncated',
  'bill-wrong-hash',
  'bill-wrong-encoding',
  'bill-line-short',
  'bill-line-more',
  'bill-other-amount',
  'bill-other-status',
] as const;
export type FileFault = (typeof fileFaults)[number];

const fenOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

/**
 * The file of a day: what the bank has booked, and has not taken back. With a fault that changes lines,
 * totals and hash fit the changed lines, as they would if the bank itself had lost one.
 */
export const dayFile = (bank: string, day: string, entries: readonly Entry[], fault?: FileFault): Buffer => {
  const form = forms[bank] ?? common;
  const booked = changed(
    entries.filter(({ state }) => state === 'booked').toSorted((one, other) => (one.no < other.no ? -1 : 1)),
    fault,
  );
  const amount = (fen: bigint): string =>
    form.inFen ? String(fen) : `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const time = (at: string): string => (form.compactTimes ? at.slice(0, 19).replaceAll(/[-T:]/g, '') : at);
  const encoding = fault === 'bill-wrong-encoding' ? other[form.encoding] : form.encoding;
  const line = (...fields: readonly string[]): Buffer =>
    iconv.encode(`${fields.join(form.separator)}\n`, encoding);

  const total = booked.reduce((sum, entry) => sum + fenOf(entry.amount), 0n);
  const head = ['payment', String(booked.length), amount(total), 'refund', '0', amount(0n)];
  const status = (index: number): string =>
    fault === 'bill-other-status' && index === 0 ? 'closed' : 'paid';
  const body = Buffer.concat([
    line('参保缴费对账', '1', bank, day, ...head),
    ...booked.map(({ orderId = '', no, amount: taken, paidAt }, index) =>
      line(
        'P',
        orderId.replaceAll('-', ''),
        no,
        '',
        amount(fenOf(taken)),
        time(paidAt),
        status(index),
        '柜台',
      ),
    ),
  ]);
  const digest = createHash('sha256')
    .update(fault === 'bill-wrong-hash' ? 'other' : body)
    .digest('hex');
  const whole = Buffer.concat([body, line('END', String(booked.length), 'sha256', digest)]);
  return fault === 'bill-truncated' ? whole.subarray(0, whole.length - 80) : whole;
};

const other = { 'utf-8': 'gb18030', gb18030: 'utf-8' } as const;

const changed = (booked: readonly Entry[], fault?: FileFault): readonly Entry[] => {
  const [first, ...rest] = booked;
  if (first === undefined) return booked;
  if (fault === 'bill-line-short') return rest;
  if (fault === 'bill-line-more') return [...booked, { ...first, no: `${first.no}-more`, orderId: '' }];
  if (fault === 'bill-other-amount')
    return [
      { ...first, amount: first.amount.replace(/\d$/, (digit) => (digit === '9' ? '8' : '9')) },
      ...rest,
    ];
  return booked;
};
