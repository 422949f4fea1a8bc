import { instant, month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import { yuan, zero } from '@canbao/money';

const at = instant('2022-05-18T09:00:00+08:00');
const shift = { shiftId: '70000000-0000-4000-8000-000000000001', officer: 'tax-desk:officer-1' };
const none = { collections: 0, collected: zero, reversals: 0, reversed: zero };
const withRefunds = { ...none, refunds: 0, refunded: zero };
const receipt = {
  orderId: '20000000-0000-4000-8000-000000000001',
  channel: 'tax-desk',
  channelTransactionNo: 'T1',
  amount: yuan('1000.00'),
  paidAt: at,
  fingerprint: 'a digest',
  receiptNo: '0001',
} as const;
const known = {
  ...receipt,
  personId: '10000000-0000-4000-8000-000000000001',
  insurance: 'pension',
  quoteId: '30000000-0000-4000-8000-000000000001',
} as const;

/** Shifts of a tax desk, and money in suspense that it has taken. */
export const rareShifts: readonly Event[] = [
  { type: 'ShiftOpened', data: { ...shift, openedAt: at, openingCash: zero } },
  {
    type: 'ShiftClosed',
    data: {
      ...shift,
      closedAt: at,
      totals: { cash: none, card: none },
      expectedCash: zero,
      countedCash: zero,
      difference: zero,
      upTo: '7',
    },
  },
  {
    type: 'ShiftClosed',
    data: {
      ...shift,
      closedAt: at,
      totals: { cash: withRefunds, card: withRefunds },
      expectedCash: zero,
      countedCash: zero,
      difference: zero,
      upTo: '7',
    },
  },
  ...(['cash', 'card'] as const).flatMap((takenAs): Event[] => [
    { type: 'UnidentifiedReceiptKept', data: { ...receipt, takenAs, because: 'quote-unknown' } },
    { type: 'ReceiptKeptInSuspense', data: { ...known, takenAs, because: 'amount-differs' } },
    {
      type: 'MonthsKeptInSuspense',
      data: {
        ...known,
        takenAs,
        because: 'already-paid',
        months: [{ month: month('2022-05'), amount: yuan('1000.00') }],
      },
    },
  ]),
];
