import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';

const money = z.string().regex(/^(0|[1-9]\d{0,11})\.\d{2}$/);
export const Posting = z.strictObject({
  requestId: z.uuid(),
  personId: z.uuid(),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  items: z.array(z.strictObject({ item: z.string(), amount: money })).min(1),
  total: money,
  paidAt: z.string(),
});
export type Posting = z.infer<typeof Posting>;
/** One posting, or several that have nothing to do with each other. */
export const Postings = z.union([Posting, z.strictObject({ postings: z.array(Posting).min(1).max(1000) })]);
export type Answer = { outcome: 'accepted'; receiptNo: string } | { outcome: 'refused'; reason: string };

export const schema = `
  create schema if not exists sandbox;
  create table if not exists sandbox.booked (
    request_id uuid primary key, bureau text not null, person_id uuid, month text, items json, total numeric(14,2),
    outcome text not null, receipt_no text, reason text, reversed boolean not null default false, booked_at timestamptz not null default now()
  );
  alter table sandbox.booked alter person_id drop not null, alter month drop not null, alter items drop not null, alter total drop not null;
  create unique index if not exists one_booking on sandbox.booked (bureau, person_id, month) where outcome = 'accepted' and not reversed;
  create table if not exists sandbox.setting (name text primary key, value json not null);`;

const fen = (text: string): bigint => BigInt(text.replace('.', ''));
const pooled = ['pooled-unit', 'pooled-personal', 'mutual-aid'];

/** What a bureau checks before it books: the sums, and that a pooled month is whole (guide G3.2.2.6). */
const refusal = (bureau: string, { items, total }: Posting): string | undefined => {
  if (items.reduce((sum, { amount }) => sum + fen(amount), 0n) !== fen(total)) return '明细与合计不符';
  if (bureau === 'hrss') return items.every(({ item }) => item === 'pension') ? undefined : '险种不符';
  const names = items.map(({ item }) => item);
  return names.includes('with-account') || pooled.every((item) => names.includes(item))
    ? undefined
    : '漏缴险种，无法正常记账';
};

interface Asked {
  readonly posting: Posting;
  /** A refusal that the fault menu wants. */ readonly forced?: string;
}
type Answered = Answer & { readonly requestId: string };

const answerOf = ({
  outcome,
  receipt_no: receiptNo,
  reason,
}: {
  outcome: string;
  receipt_no: string;
  reason: string;
}): Answer => (outcome === 'accepted' ? { outcome, receiptNo } : { outcome: 'refused', reason });

/**
 * A bureau's own books: they share nothing with the platform. The same request id always gets the same
 * answer.
 */
export class Books {
  constructor(private readonly pool: Pool) {}

  /** Books each posting by itself, in the order given. */
  async post(bureau: string, asked: readonly Asked[]): Promise<Answered[]> {
    await this.insert(
      bureau,
      asked.map(({ posting, forced }) => ({ posting, reason: forced ?? refusal(bureau, posting) })),
    );
    const first = await this.answers(bureau, asked);
    // What is not there now was kept out by another booking of the month.
    const kept = asked.filter(({ posting }) => !first.has(posting.requestId));
    if (kept.length > 0)
      await this.insert(
        bureau,
        kept.map(({ posting }) => ({ posting, reason: '该月份已记账' })),
      );
    const all = kept.length === 0 ? first : await this.answers(bureau, asked);
    return asked.flatMap(({ posting }) => all.get(posting.requestId) ?? []);
  }

  private async insert(
    bureau: string,
    booked: readonly { posting: Posting; reason: string | undefined }[],
  ): Promise<void> {
    const receiptNo = (): string =>
      `${bureau === 'hrss' ? 'RS' : 'YB'}${Date.now()}${randomInt(1000, 10_000)}`;
    await this.pool.query({
      name: 'book',
      text: `insert into sandbox.booked (request_id, bureau, person_id, month, items, total, outcome, receipt_no, reason)
        select r, $1, p, m, i, t, case when w is null then 'accepted' else 'refused' end, case when w is null then n end, w
        from rows from (unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::text[]), json_array_elements($5), unnest($6::numeric[]), unnest($7::text[]), unnest($8::text[])) as x(r, p, m, i, t, n, w) on conflict do nothing`,
      values: [
        bureau,
        booked.map(({ posting }) => posting.requestId),
        booked.map(({ posting }) => posting.personId),
        booked.map(({ posting }) => posting.month),
        JSON.stringify(booked.map(({ posting }) => posting.items)),
        booked.map(({ posting }) => posting.total),
        booked.map(receiptNo),
        booked.map(({ reason }) => reason),
      ],
    });
  }

  private async answers(bureau: string, asked: readonly Asked[]): Promise<Map<string, Answered>> {
    const { rows } = await this.pool.query<{
      request_id: string;
      outcome: string;
      receipt_no: string;
      reason: string;
    }>({
      name: 'booked',
      text: 'select request_id, outcome, receipt_no, reason from unnest($2::uuid[]) as asked(id) cross join lateral (select * from sandbox.booked where request_id = id and bureau = $1 offset 0) as found',
      values: [bureau, asked.map(({ posting }) => posting.requestId)],
    });
    return new Map(rows.map((row) => [row.request_id, { requestId: row.request_id, ...answerOf(row) }]));
  }

  async find(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<{ outcome: string; receipt_no: string; reason: string }>(
      'select outcome, receipt_no, reason from sandbox.booked where bureau = $1 and request_id = $2',
      [bureau, requestId],
    );
    return rows[0] === undefined ? undefined : answerOf(rows[0]);
  }

  /**
   * Takes a booking back. A request that never came is remembered, so that it is not booked when it comes
   * late.
   */
  async reverse(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<{ booked: boolean }>(
      `insert into sandbox.booked (request_id, bureau, outcome, reason, reversed) values ($2, $1, 'refused', '已撤销', true)
      on conflict (request_id) do update set reversed = true returning person_id is not null as booked`,
      [bureau, requestId],
    );
    return rows[0]?.booked === true ? { outcome: 'accepted', receiptNo: `CZ${requestId}` } : undefined;
  }

  async list(bureau: string, personId: string | undefined): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      'select request_id as "requestId", person_id as "personId", month, items, total::text as total, outcome, receipt_no as "receiptNo", reason, reversed from sandbox.booked where bureau = $1 and ($2::uuid is null or person_id = $2) order by booked_at limit 1000',
      [bureau, personId ?? null],
    );
    return rows;
  }
}
