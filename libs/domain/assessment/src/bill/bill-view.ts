import type { Day, Instant, Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { subtract, sum, zero, type Yuan } from '@canbao/money';
import { differencesOf, isExpired, type BillDifference, type Pack } from '@canbao/rules';
import type { Insurance, Item } from '@canbao/vocabulary';
import type { AccountState } from '../account/account-state';
import { countedItems } from '../account/counted-items';
import { accountEvents, type AccountEvent, type BilledMonth } from '../account/contribution-account.events';
import { mayPay, type EvidencedMonth } from '../payables';
import { billOf, monthsOf } from './bill';
import { amountsReceived } from './billed-amounts';

/** A line of a bill with our own arithmetic beside it, where the rules have a row. */
interface BillLine {
  readonly item: Item;
  readonly amount: Yuan;
  readonly own?: Yuan;
  readonly difference?: Yuan;
  /** What was paid, where that is another amount: on a quote from before the bill was sent anew. */
  readonly paid?: Yuan;
}

interface Account {
  readonly insurance: Insurance;
  readonly state: AccountState;
  readonly events: readonly StoredEvent[];
}

/** A bill as it stands, and what became of it. */
export interface BillView {
  readonly billId: string;
  readonly personId: string;
  readonly billNo?: string;
  readonly status: 'open' | 'paid' | 'expired' | 'withdrawn';
  readonly payableUntil?: Day;
  readonly lateFeeTo?: Day;
  readonly total: Yuan;
  readonly lateFee: Yuan;
  readonly months: readonly {
    readonly month: Month;
    /** Closed: something else than the bill stands in the way, such as employer cover told since. */
    readonly status: 'payable' | 'part-paid' | 'paid' | 'expired' | 'closed';
    readonly conditions?: EvidencedMonth['conditions'];
    readonly lines: readonly BillLine[];
    readonly lateFeeBy?: 'platform';
  }[];
  readonly history: readonly BillStep[];
}

interface BillStep {
  readonly what: 'pushed' | 'replaced' | 'withdrawn' | 'expired' | 'paid';
  readonly at: Instant;
  readonly eventId: string;
  readonly months: readonly Month[];
  readonly total?: Yuan;
  readonly lateFee?: Yuan;
  readonly payableUntil?: Day;
}

/** Every bill that was ever pushed for the account, the latest first. */
export const billViews = (pack: Pack, account: Account, at: Instant): BillView[] =>
  account.events
    .filter(accountEvents.has)
    .flatMap(({ type, data }) =>
      type === 'BillPushed' ? (billView(pack, account, data.billId, at) ?? []) : [],
    )
    .toReversed();

/** The bill at the instant; undefined where the account has none of this id. */
export const billView = (pack: Pack, account: Account, billId: string, at: Instant): BillView | undefined => {
  const { state, events } = account;
  const own = events
    .filter(accountEvents.has)
    .filter(({ data }) => 'billId' in data && data.billId === billId);
  const pushed = own.find(({ type }) => type === 'BillPushed');
  if (pushed?.type !== 'BillPushed') return undefined;
  const { personId, billNo } = pushed.data;
  const { pushed: _, ...terms } = state.billTerms[billId] ?? { pushed: '' };
  const standing = monthsOf(state, billId);
  const { total, lateFee } = billOf(standing);
  const months = standing.map((month) => monthShown(pack, account, month, isExpired(terms, at), at));
  return {
    billId,
    personId,
    ...(billNo === undefined ? {} : { billNo }),
    status: statusOf(months.map(({ status }) => status)),
    ...terms,
    total,
    lateFee,
    months,
    history: own.flatMap(stepOf),
  };
};

const statusOf = (months: readonly BillView['months'][number]['status'][]): BillView['status'] => {
  if (months.length === 0) return 'withdrawn';
  if (months.every((status) => status === 'paid')) return 'paid';
  return months.every((status) => status === 'paid' || status === 'expired') ? 'expired' : 'open';
};

type MonthShown = BillView['months'][number];

const monthShown = (
  pack: Pack,
  account: Account,
  billed: BilledMonth,
  isOver: boolean,
  at: Instant,
): MonthShown => {
  const { month, lateFeeBy } = billed;
  const { paidMonths, received } = account.state;
  const isPaid = paidMonths.includes(month);
  return {
    month,
    ...(isPaid ? { status: 'paid' } : isOver ? { status: 'expired' } : unpaidMonth(pack, account, month, at)),
    lines: linesOf(billed, isPaid ? amountsReceived(received[month]) : undefined),
    ...(lateFeeBy === undefined ? {} : { lateFeeBy }),
  };
};

const unpaidMonth = (
  pack: Pack,
  account: Account,
  month: Month,
  at: Instant,
): Pick<MonthShown, 'status' | 'conditions'> => {
  const { answer, conditions } = mayPay(pack, account, month, at);
  if (answer === 'no') return { status: 'closed', conditions };
  return { status: countedItems(account.state, month).length > 0 ? 'part-paid' : 'payable' };
};

const linesOf = (
  { items, lateFee, own }: BilledMonth,
  received: ReturnType<typeof amountsReceived> | undefined,
): BillLine[] =>
  [...items, { item: 'late-fee' as const, amount: lateFee }].map(({ item, amount }) => {
    const paid = received === undefined ? amount : (received[item] ?? zero);
    const otherwise = paid === amount ? {} : { paid };
    const ours =
      item === 'late-fee' ? own?.lateFee?.amount : own?.items.find((line) => line.item === item)?.amount;
    if (ours === undefined) return { item, amount, ...otherwise };
    const difference = ours === amount ? {} : { difference: subtract(amount, ours) };
    return { item, amount, own: ours, ...difference, ...otherwise };
  });

/** Where our own arithmetic differs from the bill, month by month. */
export const billDifferences = (
  months: readonly BilledMonth[],
): (BillDifference & { readonly month: Month })[] =>
  months.flatMap((billed) =>
    differencesOf(billed).map((difference) => ({ month: billed.month, ...difference })),
  );

const stepOf = (event: StoredEvent<AccountEvent>): BillStep[] => {
  const { eventId, recordedAt: at } = event;
  switch (event.type) {
    case 'BillPushed':
    case 'BillReplaced': {
      const { months, total, lateFee, payableUntil } = event.data;
      return [
        {
          what: event.type === 'BillPushed' ? 'pushed' : 'replaced',
          at,
          eventId,
          months: months.map(({ month }) => month),
          total,
          lateFee,
          ...(payableUntil === undefined ? {} : { payableUntil }),
        },
      ];
    }
    case 'BillWithdrawn':
      return [{ what: 'withdrawn', at, eventId, months: event.data.months }];
    case 'BillExpired': {
      const { months, payableUntil } = event.data;
      return [{ what: 'expired', at, eventId, months, payableUntil }];
    }
    case 'MonthsPaid': {
      const { months, items = [] } = event.data;
      return [{ what: 'paid', at, eventId, months, total: sum(items.map(({ amount }) => amount)) }];
    }
    default:
      return [];
  }
};
