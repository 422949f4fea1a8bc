import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';
import type { Posting } from './posting';
import { refusal } from './refusal';

/** A bureau's answer to a posting. */
export type Answer =
  // `total`: yuan that it has booked; `bookedOn`: on which day of its books.
  | {
      readonly outcome: 'accepted';
      readonly receiptNo: string;
      readonly total?: string;
      readonly bookedOn?: string;
    }
  | { readonly outcome: 'refused'; readonly reason: string };

/** A posting to book. */
interface Order {
  readonly posting: Posting;
  /** A refusal that the fault menu forces. */
  readonly forced?: string;
  /** Another total that the fault menu has it book. */
  readonly total?: string;
}
type Answered = Answer & { readonly requestId: string };

interface Row {
  readonly request_id: string;
  readonly outcome: string;
  readonly receipt_no: string;
  readonly reason: string;
  readonly total: string;
  readonly booked_on: string | null;
}
const answerOf = ({ outcome, receipt_no: receiptNo, reason, total, booked_on: day }: Row): Answer =>
  outcome === 'accepted'
    ? { outcome, receiptNo, total, ...(day === null ? {} : { bookedOn: day }) }
    : { outcome: 'refused', reason };

/**
 * A bureau's own books, which share nothing with the platform. The same request id always gets the same
 * answer.
 */
export class Books {
  /** `now`: the bureaus' clock, in Asia/Shanghai. */
  constructor(
    private readonly pool: Pool,
    private readonly now: () => string,
  ) {}

  /** Books each posting by itself, in the order given. */
  async post(bureau: string, orders: readonly Order[]): Promise<Answered[]> {
    await this.insert(
      bureau,
      orders.map(({ posting, forced, total = posting.total }) => ({
        posting: { ...posting, total },
        reason: forced ?? refusal(bureau, posting),
      })),
    );
    const answers = await this.answers(bureau, orders);
    // A posting without a row now lost to another booking of the same month.
    const prevented = orders.filter(({ posting }) => !answers.has(posting.requestId));
    if (prevented.length > 0) {
      await this.insert(
        bureau,
        prevented.map(({ posting }) => ({ posting, reason: '该月份已记账' })),
      );
      for (const [id, answer] of await this.answers(bureau, prevented)) answers.set(id, answer);
    }
    return orders.flatMap(({ posting }) => answers.get(posting.requestId) ?? []);
  }

  /** The answer given to a request; undefined when it never arrived. */
  async find(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<Row>(
      `select request_id, outcome, receipt_no, reason, total::text as total, booked_on::text as booked_on
      from sandbox.booked
      where bureau = $1 and request_id = $2`,
      [bureau, requestId],
    );
    return rows[0] === undefined ? undefined : answerOf(rows[0]);
  }

  /** Whose month a request is about; undefined when it never arrived. */
  async personOf(bureau: string, requestId: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ person_id: string | null }>(
      'select person_id from sandbox.booked where bureau = $1 and request_id = $2',
      [bureau, requestId],
    );
    return rows[0]?.person_id ?? undefined;
  }

  /**
   * Reverses a booking. A request that never arrived is recorded, so that it is not booked when it arrives
   * late.
   */
  async reverse(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<{ booked: boolean; day: string }>(
      `insert into sandbox.booked (request_id, bureau, outcome, reason, reversed, reversed_on)
      values ($2, $1, 'refused', '已撤销', true, $3)
      on conflict (request_id) do update set reversed = true,
        reversed_on = coalesce(booked.reversed_on, excluded.reversed_on)
      returning person_id is not null as booked, reversed_on::text as day`,
      [bureau, requestId, this.today()],
    );
    const [row] = rows;
    if (row?.booked !== true) return undefined;
    return { outcome: 'accepted', receiptNo: `CZ${requestId}`, bookedOn: row.day };
  }

  /** The oldest thousand bookings, of one person or of everybody. */
  async list(bureau: string, personId: string | undefined): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      `select request_id as "requestId", person_id as "personId", month, items, total::text as total,
        outcome, receipt_no as "receiptNo", reason, reversed
      from sandbox.booked
      where bureau = $1 and ($2::uuid is null or person_id = $2)
      order by booked_at limit 1000`,
      [bureau, personId ?? null],
    );
    return rows;
  }

  /** Notes the base that somebody has declared, once for each event. */
  async declare(eventId: string, personId: string, base: string, declaredAt: string): Promise<void> {
    await this.pool.query(
      `insert into sandbox.declared_bases (event_id, person_id, base, declared_at)
      values ($1, $2, $3, $4) on conflict do nothing`,
      [eventId, personId, base, declaredAt],
    );
  }

  /** Every base that somebody has declared, the latest first. */
  async bases(personId: string): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      `select base::text as base, declared_at as "declaredAt" from sandbox.declared_bases
      where person_id = $1 order by declared_at desc`,
      [personId],
    );
    return rows;
  }

  /** The business day of the bureaus. */
  today(): string {
    return this.now().slice(0, 10);
  }

  private async insert(
    bureau: string,
    bookings: readonly { readonly posting: Posting; readonly reason: string | undefined }[],
  ): Promise<void> {
    const prefix = bureau === 'hrss' ? 'RS' : 'YB';
    await this.pool.query({
      name: 'book',
      text: insertSql,
      values: [
        bureau,
        bookings.map(({ posting }) => posting.requestId),
        bookings.map(({ posting }) => posting.personId),
        bookings.map(({ posting }) => posting.month),
        JSON.stringify(bookings.map(({ posting }) => posting.items)),
        bookings.map(({ posting }) => posting.total),
        bookings.map(() => `${prefix}${Date.now()}${randomInt(1000, 10_000)}`),
        bookings.map(({ reason }) => reason),
        this.today(),
      ],
    });
  }

  private async answers(bureau: string, orders: readonly Order[]): Promise<Map<string, Answered>> {
    const { rows } = await this.pool.query<Row>({
      name: 'booked',
      text: answersSql,
      values: [bureau, orders.map(({ posting }) => posting.requestId)],
    });
    return new Map(rows.map((row) => [row.request_id, { requestId: row.request_id, ...answerOf(row) }]));
  }
}

const insertSql = `
  insert into sandbox.booked
    (request_id, bureau, person_id, month, items, total, outcome, receipt_no, reason, booked_on)
  select id, $1, person, month, items, total,
    case when reason is null then 'accepted' else 'refused' end,
    case when reason is null then receipt end,
    reason, $9::date
  from rows from (
    unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::text[]), json_array_elements($5),
    unnest($6::numeric[]), unnest($7::text[]), unnest($8::text[])
  ) as booking(id, person, month, items, total, receipt, reason)
  on conflict do nothing`;

// "offset 0" keeps the planner from turning the look-ups by key into a scan.
const answersSql = `
  select request_id, outcome, receipt_no, reason, total::text as total, booked_on::text as booked_on
  from unnest($2::uuid[]) as request(id)
  cross join lateral (
    select * from sandbox.booked where request_id = id and bureau = $1 offset 0
  ) as booking`;
