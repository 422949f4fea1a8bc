import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';

const money = z.string().regex(/^(0|[1-9]\d{0,11})\.\d{2}$/);
export const Posting = z.strictObject({
  requestId: z.uuid(), personId: z.uuid(), month: z.string().regex(/^\d{4}-\d{2}$/), items: z.array(z.strictObject({ item: z.string(), amount: money })).min(1), total: money, paidAt: z.string(),
});
export type Posting = z.infer<typeof Posting>;
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
  return names.includes('with-account') || pooled.every((item) => names.includes(item)) ? undefined : '漏缴险种，无法正常记账';
};

/** A bureau's own books: they share nothing with the platform. The same request id always gets the same answer. */
export class Books {
  constructor(private readonly pool: Pool) {}

  async post(bureau: string, posting: Posting, forced?: string): Promise<Answer> {
    const known = await this.find(bureau, posting.requestId);
    if (known !== undefined) return known;
    const reason = forced ?? refusal(bureau, posting);
    const receiptNo = `${bureau === 'hrss' ? 'RS' : 'YB'}${Date.now()}${randomInt(1000, 10_000)}`;
    try {
      await this.pool.query('insert into sandbox.booked (request_id, bureau, person_id, month, items, total, outcome, receipt_no, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (request_id) do nothing',
        [posting.requestId, bureau, posting.personId, posting.month, JSON.stringify(posting.items), posting.total, reason === undefined ? 'accepted' : 'refused', reason === undefined ? receiptNo : null, reason ?? null]);
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error;
      return this.post(bureau, posting, '该月份已记账');
    }
    return (await this.find(bureau, posting.requestId)) as Answer;
  }

  async find(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<{ outcome: string; receipt_no: string; reason: string }>('select outcome, receipt_no, reason from sandbox.booked where bureau = $1 and request_id = $2', [bureau, requestId]);
    const row = rows[0];
    if (row === undefined) return undefined;
    return row.outcome === 'accepted' ? { outcome: 'accepted', receiptNo: row.receipt_no } : { outcome: 'refused', reason: row.reason };
  }

  /** Takes a booking back. A request that never came is remembered, so that it is not booked when it comes late. */
  async reverse(bureau: string, requestId: string): Promise<Answer | undefined> {
    const { rows } = await this.pool.query<{ booked: boolean }>(`insert into sandbox.booked (request_id, bureau, outcome, reason, reversed) values ($2, $1, 'refused', '已撤销', true)
      on conflict (request_id) do update set reversed = true returning person_id is not null as booked`, [bureau, requestId]);
    return rows[0]?.booked === true ? { outcome: 'accepted', receiptNo: `CZ${requestId}` } : undefined;
  }

  async list(bureau: string, personId: string | undefined): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      'select request_id as "requestId", person_id as "personId", month, items, total::text as total, outcome, receipt_no as "receiptNo", reason, reversed from sandbox.booked where bureau = $1 and ($2::uuid is null or person_id = $2) order by booked_at limit 1000', [bureau, personId ?? null]);
    return rows;
  }
}
