import { createHash } from 'node:crypto';
import type { World } from '../counterpart';

/** Its own tables: what it was told to expect, what it received when, and what it gave back. */
export const treasuryTables = `
  create table if not exists sandbox.treasury_pack (
    org text not null, entrust_date text not null, pack_no text not null, digest text not null,
    primary key (org, entrust_date, pack_no)
  );
  create table if not exists sandbox.treasury_receipt (
    org text not null, entrust_date text not null, tra_no text not null,
    fen bigint not null, received_fen bigint not null, subject text not null, received_subject text not null,
    channel text not null, receipt_date text, corrected_on text, correction_no text,
    primary key (org, entrust_date, tra_no)
  );
  create table if not exists sandbox.treasury_return (
    vou_no text primary key, fen bigint not null, subject text not null, channel text not null,
    returned_on text not null
  );
  alter table sandbox.treasury_return add column if not exists item text not null default '';`;

/** A payment as a pack tells it. */
export interface Told {
  readonly traNo: string;
  readonly fen: bigint;
  readonly subject: string;
  readonly channel: string;
}

export interface Receipt {
  readonly org: string;
  readonly entrust_date: string;
  readonly tra_no: string;
  readonly fen: string;
  readonly received_fen: string;
  readonly subject: string;
  readonly received_subject: string;
  readonly receipt_date: string | null;
  readonly corrected_on: string | null;
  readonly correction_no: string | null;
}

/** Money comes in one to five working days after it was told; which, the item's own number decides. */
const daysUntilReceipt = (name: string): number =>
  1 + (createHash('sha256').update(name).digest().readUInt8() % 5);
const lateDays = 12;
const daysUntilCorrection = 2;

/** `YYYYMMDD` so many working days later; Saturdays and Sundays are none. */
export const workingDaysAfter = (day: string, days: number): string => {
  const date = new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
  for (let left = days; left > 0;) {
    date.setUTCDate(date.getUTCDate() + 1);
    if (date.getUTCDay() % 6 !== 0) left -= 1;
  }
  return date.toISOString().slice(0, 10).replaceAll('-', '');
};

/** Today in the treasury's books. */
export const today = ({ clock }: World): string => clock.now().slice(0, 10).replaceAll('-', '');

/**
 * Books a pack: each item will be received on its day, unless the fault menu has it otherwise. The same pack
 * again is skipped; one with other content under its number is refused.
 */
export const bookPack = async (
  world: World,
  {
    org,
    entrustDate,
    packNo,
  }: { readonly org: string; readonly entrustDate: string; readonly packNo: string },
  items: readonly Told[],
): Promise<'taken' | 'again' | 'other'> => {
  const digest = createHash('sha256')
    .update(items.map(({ traNo, fen, subject }) => `${traNo} ${fen} ${subject}`).join('\n'))
    .digest('hex');
  const { rows } = await world.pool.query<{ digest: string; fresh: boolean }>(
    `with new as (
       insert into sandbox.treasury_pack values ($1, $2, $3, $4) on conflict do nothing returning digest
     )
     select digest, true as fresh from new
     union all
     select digest, false from sandbox.treasury_pack where org = $1 and entrust_date = $2 and pack_no = $3`,
    [org, entrustDate, packNo, digest],
  );
  if (rows[0]?.fresh !== true) return rows[0]?.digest === digest ? 'again' : 'other';
  for (const item of items) await bookItem(world, { org, entrustDate }, item);
  return 'taken';
};

const bookItem = async (
  { pool, faults }: World,
  { org, entrustDate }: { readonly org: string; readonly entrustDate: string },
  { traNo, fen, subject, channel }: Told,
): Promise<void> => {
  const name = `${entrustDate}${org}${traNo}`;
  const fault = faults.next('treasury', name, 'receipt-late', 'receipt-missing', 'receipt-other-amount');
  const days = fault === 'receipt-late' ? lateDays : daysUntilReceipt(name);
  const receiptDate = fault === 'receipt-missing' ? null : workingDaysAfter(entrustDate, days);
  const isOther = fault === 'receipt-other-amount' && receiptDate !== null;
  await pool.query(
    `insert into sandbox.treasury_receipt (org, entrust_date, tra_no, fen, received_fen, subject,
       received_subject, channel, receipt_date, corrected_on, correction_no)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10) on conflict do nothing`,
    [
      org,
      entrustDate,
      traNo,
      String(fen),
      String(isOther ? fen - 1n : fen),
      subject,
      channel,
      receiptDate,
      isOther ? workingDaysAfter(receiptDate, daysUntilCorrection) : null,
      isOther ? `GZ${name}` : null,
    ],
  );
};

/**
 * Gives money back for a refund, on the next working day; asked again, nothing more happens. False where the
 * item has not brought that much, or has given it back already.
 */
export const giveBack = async (
  world: World,
  back: {
    readonly vouNo: string;
    readonly fen: bigint;
    readonly subject: string;
    readonly channel: string;
    /** Day, authority and number of what was received. */
    readonly item: string;
  },
): Promise<boolean> => {
  const isStuck = world.faults.next('treasury', back.vouNo, 'refund-stuck') !== undefined;
  await world.pool.query(
    `insert into sandbox.treasury_return (vou_no, fen, subject, channel, returned_on, item)
     select $1, $2::bigint, $3, $4, $5, $6 from sandbox.treasury_receipt
     where entrust_date || org || tra_no = $6 and receipt_date <= $7 and received_fen >= $2::bigint + (
       select coalesce(sum(fen), 0) from sandbox.treasury_return where item = $6)
     on conflict do nothing`,
    [
      back.vouNo,
      String(back.fen),
      back.subject,
      back.channel,
      workingDaysAfter(today(world), isStuck ? lateDays : 1),
      back.item,
      today(world),
    ],
  );
  const { rowCount } = await world.pool.query(
    'select from sandbox.treasury_return where vou_no = $1 and fen = $2',
    [back.vouNo, String(back.fen)],
  );
  return rowCount === 1;
};
