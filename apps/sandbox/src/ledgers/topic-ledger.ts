import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Books } from '../books';
import { wrongTotal } from '../bureau-routes';
import { topicFaults, type Fault, type FaultMenu } from '../faults';

/** The two bureaus, by their names in the sandbox and on Kafka. */
export const bureaus = { hrss: 'hrss', medical: 'medical-bureau' } as const;
export type BureauName = keyof typeof bureaus;

/** What a bureau answers about one month of one event. */
export interface Answer {
  readonly answers: string;
  readonly personId: string;
  readonly month: string;
  readonly addition?: string;
  readonly outcome: 'booked' | 'refused' | 'reversed';
  readonly receiptNo?: string;
  readonly reason?: string;
  readonly total?: string;
}
/** An answer, and what the fault menu does to it. */
export interface Told {
  readonly answer: Answer;
  readonly fault?: Fault['mode'] | undefined;
}

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
const RefundDecided = z.object({
  insurance: z.string(),
  months: z.array(z.object({ month: z.string(), orderIds: z.array(z.string()) })),
});
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

/** A month to book, whole. */
interface ToBook {
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
interface GoneBack {
  readonly month: string;
  readonly addition?: string;
  readonly orders: readonly string[];
}

/**
 * A bureau's own ledger that reads `ledger.events`: what an event says is booked or reversed once, whatever
 * is read again, and a repeat gets the answer of the first time.
 */
export class TopicLedger {
  constructor(
    private readonly pool: Pool,
    private readonly books: Books,
    private readonly faults: FaultMenu,
    private readonly bureau: BureauName,
  ) {}

  /** The answers to an event; none where it is not about this bureau. */
  async take({ id, type, data }: LedgerEvent): Promise<Told[]> {
    const { personId } = data;
    const told: Told[] = [];
    for (const work of workIn(this.bureau, type, data))
      told.push(
        'items' in work
          ? await this.book(id, personId, work)
          : { answer: await this.reverse(id, personId, work) },
      );
    return told;
  }

  private async book(eventId: string, personId: string, work: ToBook): Promise<Told> {
    const { bureau } = this;
    const { month: booked, addition, items, total, paidAt, orders, requestId = idOf(eventId, work) } = work;
    const isGone = work.requestId !== undefined && (await this.areGone(personId, booked, orders));
    const fault = this.faults.next({ bureau, personId, requestId }, [
      'refuse',
      'other-amount',
      ...topicFaults,
    ]);
    const forced = isGone
      ? '款项已退'
      : fault?.mode === 'refuse'
        ? (fault.reason ?? '业务校验不通过')
        : undefined;
    const posting = {
      requestId,
      personId,
      month: booked,
      items: items.map(({ item: name, amount: yuan }) => ({ item: name, amount: yuan })),
      total,
      paidAt,
    };
    const [answered] = await this.books.post(bureau, [
      {
        posting,
        ...(forced === undefined ? {} : { forced }),
        ...(fault?.mode === 'other-amount' ? { total: wrongTotal(total) } : {}),
      },
    ]);
    await this.pool.query('update sandbox.booked set orders = $2 where request_id = $1', [requestId, orders]);
    const about = {
      answers: work.requestId ?? eventId,
      personId,
      month: booked,
      ...(addition === undefined ? {} : { addition }),
    };
    if (answered === undefined) throw new Error(`${requestId} was neither booked nor refused`);
    const answer: Answer =
      answered.outcome === 'accepted'
        ? { ...about, outcome: 'booked', receiptNo: answered.receiptNo, total: answered.total ?? total }
        : { ...about, outcome: 'refused', reason: answered.reason };
    return { answer, fault: fault?.mode };
  }

  /** The orders' money is never booked from now on, and no longer booked. */
  private async reverse(
    eventId: string,
    personId: string,
    { month: gone, addition, orders }: GoneBack,
  ): Promise<Answer> {
    await this.pool.query(
      `with noted as (
        insert into sandbox.gone_back (bureau, person_id, month, order_id)
        select $1, $2, $3, unnest($4::text[]) on conflict do nothing
      )
      update sandbox.booked set reversed = true
      where bureau = $1 and person_id = $2 and month = $3 and orders && $4::text[] and outcome = 'accepted'
        and ((items -> 0 ->> 'item') = 'pension-true-up') = $5`,
      [this.bureau, personId, gone, orders, addition !== undefined],
    );
    return {
      answers: eventId,
      personId,
      month: gone,
      ...(addition === undefined ? {} : { addition }),
      outcome: 'reversed',
    };
  }

  private async areGone(personId: string, booked: string, orders: readonly string[]): Promise<boolean> {
    const { rows } = await this.pool.query(
      `select 1 from sandbox.gone_back
      where bureau = $1 and person_id = $2 and month = $3 and order_id = any($4::text[]) limit 1`,
      [this.bureau, personId, booked, orders],
    );
    return rows.length > 0;
  }
}

const trueUp = 'pension-true-up';

/** What an event is about for a bureau: in the order in which it is worked and answered. */
const workIn = (bureau: BureauName, type: string, data: LedgerEvent['data']): (ToBook | GoneBack)[] => {
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
      const { insurance, months } = RefundDecided.parse(data);
      if (insurance !== ours) return [];
      return months.map(({ month: gone, orderIds }) => ({ month: gone, orders: orderIds }));
    }
    case 'medical ReceivedItemsSuspended': {
      const { month: gone, orderId } = Suspended.parse(data);
      return [{ month: gone, orders: [orderId] }];
    }
    case `${bureau} PostingRequestedAgain`: {
      const { insurance, orderIds, ...again } = RequestedAgain.parse(data);
      return insurance === ours ? [{ ...again, orders: orderIds }] : [];
    }
    default:
      return [];
  }
};

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

/** Its own id of a booking: of an event and a month there is one. */
const idOf = (eventId: string, { month: booked, addition }: ToBook): string => {
  const hex = createHash('sha256').update(`${eventId} ${booked} ${addition}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
