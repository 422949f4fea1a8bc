import type { Day, Instant, Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { subtract, type Yuan } from '@canbao/money';
import { differencesOf, isExpired, type BillDifference } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { AccountState } from '../account/account-state';
import { countedItems } from '../account/counted-items';
import { accountEvents, type AccountEvent, type BilledMonth } from '../account/contribution-account.events';
import { billOf, monthsOf } from './bill';

/** A line of a bill with our own arithmetic beside it, where the rules have a row. */
interface BillLine {
  readonly item: Item;
  readonly amount: Yuan;
  readonly own?: Yuan;
  readonly difference?: Yuan;
}

interface Account {
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
    readonly status: 'payable' | 'part-paid' | 'paid' | 'expired';
    readonly lines: readonly BillLine[];
    readonly lateFeeBy?: 'platform';
  }[];
  readonly history: readonly BillStep[];
}

interface BillStep {
  readonly what: 'pushed' | 'replaced' | 'withdrawn' | 'expired';
  readonly at: Instant;
  readonly eventId: string;
  readonly months: readonly Month[];
  readonly total?: Yuan;
  readonly lateFee?: Yuan;
  readonly payableUntil?: Day;
}

/** Every bill that was ever pushed for the account, the latest first. */
export const billViews = (account: Account, at: Instant): BillView[] =>
  account.events
    .filter(accountEvents.has)
    .flatMap(({ type, data }) => (type === 'BillPushed' ? (billView(account, data.billId, at) ?? []) : []))
    .toReversed();

/** The bill at the instant; undefined where the account has none of this id. */
export const billView = ({ state, events }: Account, billId: string, at: Instant): BillView | undefined => {
  const own = events
    .filter(accountEvents.has)
    .filter(({ data }) => 'billId' in data && data.billId === billId);
  const pushed = own.find(({ type }) => type === 'BillPushed');
  if (pushed?.type !== 'BillPushed') return undefined;
  const { personId, billNo } = pushed.data;
  const { pushed: _, ...terms } = state.billTerms[billId] ?? { pushed: '' };
  const standing = monthsOf(state, billId);
  const { total, lateFee } = billOf(standing);
  const months = standing.map((month) => monthShown(month, isExpired(terms, at), state));
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

const monthShown = (
  billed: BilledMonth,
  isOver: boolean,
  state: AccountState,
): BillView['months'][number] => {
  const { month, lateFeeBy } = billed;
  const unpaid = countedItems(state, month).length > 0 ? 'part-paid' : 'payable';
  return {
    month,
    status: state.paidMonths.includes(month) ? 'paid' : isOver ? 'expired' : unpaid,
    lines: linesOf(billed),
    ...(lateFeeBy === undefined ? {} : { lateFeeBy }),
  };
};

const linesOf = ({ items, lateFee, own }: BilledMonth): BillLine[] =>
  [...items, { item: 'late-fee' as const, amount: lateFee }].map(({ item, amount }) => {
    const ours =
      item === 'late-fee' ? own?.lateFee?.amount : own?.items.find((line) => line.item === item)?.amount;
    if (ours === undefined) return { item, amount };
    return { item, amount, own: ours, ...(ours === amount ? {} : { difference: subtract(amount, ours) }) };
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
    default:
      return [];
  }
};
