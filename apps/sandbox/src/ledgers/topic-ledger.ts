import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Books } from '../books';
import { keptBecause, wrongTotal } from '../bureau-routes';
import { reversalFaults, topicFaults, type Fault, type FaultMenu } from '../faults';
import {
  BaseDeclared,
  workIn,
  type BureauName,
  type GoneBack,
  type LedgerEvent,
  type ToBook,
} from './ledger-event';

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
  readonly bookedOn?: string;
}
/** An answer, and what the fault menu does to it. */
export interface Told {
  readonly answer: Answer;
  readonly fault?: Fault['mode'] | undefined;
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
    if (this.bureau === 'hrss' && type === 'canbao.assessment.PensionBaseDeclared.v1') {
      const { base, declaredAt } = BaseDeclared.parse(data);
      await this.books.declare(id, personId, base, declaredAt);
      return [];
    }
    const told: Told[] = [];
    for (const work of workIn(this.bureau, type, data))
      told.push(
        'items' in work
          ? await this.book(id, personId, work)
          : { answer: await this.reverse(id, personId, work), fault: this.fault(id, personId) },
      );
    return told;
  }

  private fault(requestId: string, personId: string): Fault['mode'] | undefined {
    return this.faults.next({ bureau: this.bureau, personId, requestId }, topicFaults)?.mode;
  }

  private async book(eventId: string, personId: string, work: ToBook): Promise<Told> {
    const { bureau } = this;
    const { month: booked, addition, items, total, paidAt, orders, requestId = idOf(eventId, work) } = work;
    // What is settled anew has its money again.
    if (work.requestId === undefined) await this.isBack(personId, booked, orders);
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
        ? {
            ...about,
            outcome: 'booked',
            receiptNo: answered.receiptNo,
            total: answered.total ?? total,
            ...(answered.bookedOn === undefined ? {} : { bookedOn: answered.bookedOn }),
          }
        : { ...about, outcome: 'refused', reason: answered.reason };
    return { answer, fault: fault?.mode };
  }

  /** The orders' money is never booked from now on, and no longer booked. */
  private async reverse(
    eventId: string,
    personId: string,
    { month: gone, addition, orders, requestId }: GoneBack,
  ): Promise<Answer> {
    const about = {
      answers: requestId ?? eventId,
      personId,
      month: gone,
      ...(addition === undefined ? {} : { addition }),
    };
    const request = { bureau: this.bureau, personId, requestId: about.answers };
    const refused = this.faults.next(request, reversalFaults);
    if (refused !== undefined) return { ...about, outcome: 'refused', reason: refused.reason ?? keptBecause };
    const { rows } = await this.pool.query<{ day: string }>(
      `with noted as (
        insert into sandbox.gone_back (bureau, person_id, month, order_id)
        select $1, $2, $3, unnest($4::text[]) on conflict do nothing
      )
      update sandbox.booked set reversed = true, reversed_on = coalesce(reversed_on, $6)
      where bureau = $1 and person_id = $2 and month = $3 and orders && $4::text[] and outcome = 'accepted'
        and ((items -> 0 ->> 'item') = 'pension-true-up') = $5
      returning reversed_on::text as day`,
      [this.bureau, personId, gone, orders, addition !== undefined, this.books.today()],
    );
    const day = rows
      .map((row) => row.day)
      .toSorted()
      .at(-1);
    return {
      ...about,
      outcome: 'reversed',
      ...(day === undefined ? {} : { bookedOn: day }),
    };
  }

  private async isBack(personId: string, booked: string, orders: readonly string[]): Promise<void> {
    await this.pool.query(
      `delete from sandbox.gone_back
      where bureau = $1 and person_id = $2 and month = $3 and order_id = any($4::text[])`,
      [this.bureau, personId, booked, orders],
    );
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

/** Its own id of a booking: of an event and a month there is one. */
const idOf = (eventId: string, { month: booked, addition }: ToBook): string => {
  const hex = createHash('sha256').update(`${eventId} ${booked} ${addition}`).digest('hex');
  const versioned = `8${hex.slice(13, 16)}-a${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${versioned}-${hex.slice(20, 32)}`;
};
