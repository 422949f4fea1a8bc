import { z } from 'zod';

/** The two bureaus, by their names in the sandbox and on Kafka. */
export const bureaus = { hrss: 'hrss', medical: 'medical-bureau' } as const;
export type BureauName = keyof typeof bureaus;

const amount = z.string();
const month = z.object({ month: z.string(), amount });
const item = z.object({ item: z.string(), amount, orderId: z.string() });
/** As much of an event as a bureau looks at; it must bear fields and types that it does not know. */
export const LedgerEvent = z.object({
  id: z.uuid(),
  type: z.string(),
  data: z.looseObject({ personId: z.uuid() }),
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;
const BundleSettled = z.object({
  month: z.string(),
  items: z.array(item),
  total: amount,
  paidAt: z.string(),
});
const MonthsSettled = z.object({ orderId: z.string(), months: z.array(month), paidAt: z.string() });
const TrueUpRefund = z.object({
  months: z.array(month.extend({ orderId: z.string() })),
  decidedAt: z.string(),
});
const Reversed = z.object({
  insurance: z.string(),
  orderId: z.string(),
  months: z.array(z.string()),
  trueUpMonths: z.array(z.string()).default([]),
});
const backOfMonths = z.array(z.object({ month: z.string(), orderIds: z.array(z.string()) }));
const RefundDecided = z.object({
  insurance: z.string(),
  months: backOfMonths,
  trueUps: backOfMonths.default([]),
});
const TrueUpReversal = z.object({ months: backOfMonths });
/** A base that a payer has declared: HRSS has it in its register, paid for or not. */
export const BaseDeclared = z.object({ base: amount, declaredAt: z.string() });
const Suspended = z.object({ month: z.string(), orderId: z.string() });
const RequestedAgain = z.object({
  insurance: z.string(),
  month: z.string(),
  addition: z.string().optional(),
  requestId: z.uuid(),
  items: z.array(z.object({ item: z.string(), amount })),
  total: amount,
  paidAt: z.string(),
  orderIds: z.array(z.string()),
});
const ReversedAgain = z.object({
  insurance: z.string(),
  month: z.string(),
  addition: z.string().optional(),
  reversalId: z.uuid(),
  orderIds: z.array(z.string()),
});

/** A month to book, whole. */
export interface ToBook {
  readonly month: string;
  readonly addition?: string | undefined;
  readonly items: readonly { readonly item: string; readonly amount: string }[];
  readonly total: string;
  readonly paidAt: string;
  readonly orders: readonly string[];
  /** Where it has an id of its own. */
  readonly requestId?: string;
}
/** Money that went back, or is to go back. */
export interface GoneBack {
  readonly month: string;
  readonly addition?: string | undefined;
  readonly orders: readonly string[];
  /** Where it has an id of its own. */
  readonly requestId?: string;
}

const trueUp = 'pension-true-up';

/** What an event is about for a bureau: in the order in which it is worked and answered. */
export const workIn = (
  bureau: BureauName,
  type: string,
  data: LedgerEvent['data'],
): (ToBook | GoneBack)[] => {
  const ours = bureau === 'hrss' ? 'pension' : 'medical';
  switch (`${bureau} ${type.split('.').at(-2)}`) {
    case 'medical BundleSettled': {
      const { items, ...bundle } = BundleSettled.parse(data);
      return [{ ...bundle, items, orders: [...new Set(items.map(({ orderId }) => orderId))] }];
    }
    case 'hrss PensionMonthsSettled':
    case 'hrss TrueUpsSettled': {
      const { orderId, months, paidAt } = MonthsSettled.parse(data);
      const addition = type.includes('TrueUps') ? { addition: trueUp } : {};
      return months.map((paid) => monthToBook(paid, addition, paidAt, orderId));
    }
    case 'hrss TrueUpRefundDecided': {
      const { months, decidedAt } = TrueUpRefund.parse(data);
      return months.map(({ orderId, ...paid }) =>
        monthToBook({ ...paid, amount: `-${paid.amount}` }, { addition: trueUp }, decidedAt, orderId),
      );
    }
    case `${bureau} SettlementReversed`: {
      const { insurance, orderId, months, trueUpMonths } = Reversed.parse(data);
      if (insurance !== ours) return [];
      return [
        ...months.map((gone) => ({ month: gone, orders: [orderId] })),
        ...trueUpMonths.map((gone) => ({ month: gone, addition: trueUp, orders: [orderId] })),
      ];
    }
    case `${bureau} RefundDecided`: {
      const { insurance, months, trueUps } = RefundDecided.parse(data);
      if (insurance !== ours) return [];
      return [...months.map((each) => goneBack(each)), ...trueUps.map((each) => goneBack(each, trueUp))];
    }
    case 'hrss TrueUpReversalDecided':
      return TrueUpReversal.parse(data).months.map((each) => goneBack(each, trueUp));
    case 'medical ReceivedItemsSuspended': {
      const { month: gone, orderId } = Suspended.parse(data);
      return [{ month: gone, orders: [orderId] }];
    }
    case `${bureau} PostingRequestedAgain`: {
      const { insurance, orderIds, ...again } = RequestedAgain.parse(data);
      return insurance === ours ? [{ ...again, orders: orderIds }] : [];
    }
    case `${bureau} ReversalRequestedAgain`: {
      const { insurance, month: gone, addition, reversalId: requestId, orderIds } = ReversedAgain.parse(data);
      return insurance === ours ? [{ month: gone, addition, orders: orderIds, requestId }] : [];
    }
    default:
      return [];
  }
};

const goneBack = (
  { month: gone, orderIds: orders }: { readonly month: string; readonly orderIds: readonly string[] },
  addition?: string,
): GoneBack => ({ month: gone, orders, ...(addition === undefined ? {} : { addition }) });

const monthToBook = (
  { month: paid, amount: total }: z.infer<typeof month>,
  { addition }: { readonly addition?: string },
  paidAt: string,
  orderId: string,
): ToBook => ({
  month: paid,
  addition,
  items: [{ item: addition ?? 'pension', amount: total }],
  total,
  paidAt,
  orders: [orderId],
});
