import type { QuoteClaims } from '@canbao/contracts';
import { yuan } from '@canbao/money';
import type { RecordCollection, RecordUnidentified, ReverseCollection } from '../src/index';
import { noon, orderId } from './fixtures';

/** What order `n` reports: the whole quote in cash at noon at China Construction Bank, unless changed. */
export const collection = (
  n: number,
  quote: QuoteClaims,
  change: Partial<RecordCollection> = {},
): RecordCollection => ({
  type: 'RecordCollection',
  orderId: orderId(n),
  quote,
  channel: 'ccb',
  channelTransactionNo: `T${n}`,
  receiptNo: `SD${n}`,
  amount: quote.total,
  paidAt: noon,
  method: 'cash',
  fingerprint: `f${n}`,
  ...change,
});

/** What an old message reports of a pooled month: two of its three items. */
export const unitAndPersonal = { items: ['pooled-unit', 'pooled-personal'], amount: yuan('187.30') } as const;

/** Order `n` reports 1,000 yuan for a quote that nobody signed. */
export const unidentified = (n: number): RecordUnidentified => ({
  type: 'RecordUnidentified',
  orderId: orderId(n),
  channel: 'ccb',
  channelTransactionNo: `T${n}`,
  receiptNo: `SD${n}`,
  amount: yuan('1000.00'),
  paidAt: noon,
  fingerprint: `f${n}`,
});

/** The counter takes back the money of order `n`. */
export const reverse = (n = 1, at = noon): ReverseCollection => ({
  type: 'ReverseCollection',
  orderId: orderId(n),
  channel: 'ccb',
  channelTransactionNo: `T${n}`,
  at,
});
