import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';

/** Money that goes back to an account, as a message brings it. */
export interface NewCredit {
  readonly voucherNo: string;
  readonly protocolNo: string;
  readonly number: string;
  readonly holder: string;
  readonly fen: bigint;
  /** The voucher of the debit. */
  readonly ofVoucher: string;
  readonly remark: string;
}
export interface BookedCredit extends Record<string, unknown> {
  readonly voucher_no: string;
  readonly protocol_no: string;
  readonly number: string;
  readonly fen: string;
  readonly of_voucher: string;
  readonly result: string;
  readonly done_at: string;
  readonly return_no: string;
  readonly remark: string;
}

/** What the banks have put back on accounts. */
export class CreditBooks {
  constructor(private readonly pool: Pool) {}

  async one(voucherNo: string): Promise<BookedCredit | undefined> {
    const { rows } = await this.pool.query<BookedCredit>(
      'select *, fen::text as fen from sandbox.debit_credit where voucher_no = $1',
      [voucherNo],
    );
    return rows[0];
  }

  async list(): Promise<readonly BookedCredit[]> {
    const { rows } = await this.pool.query<BookedCredit>(
      'select *, fen::text as fen from sandbox.debit_credit order by done_at, voucher_no limit 1000',
    );
    return rows;
  }

  /** What has gone back on a day `YYYYMMDD`. */
  async doneOn(day: string): Promise<readonly BookedCredit[]> {
    return (await this.list()).filter(
      ({ result, done_at: doneAt }) => result === '90000' && doneAt.startsWith(day),
    );
  }

  /** `known`: the same comes again; `other`: something else under its number. */
  async take(credit: NewCredit, at: string): Promise<'new' | 'known' | 'other'> {
    const { voucherNo, protocolNo, number, holder, fen, ofVoucher, remark } = credit;
    const { rowCount } = await this.pool.query(
      `with account as (
         select number, holder, status from sandbox.debit_account where number = $3),
       told as (
         select case when not exists (select from account) then '24001'
           when exists (select from account where holder <> $4) then '24002'
           when exists (select from account where status = 'closed') then '24004'
           when exists (select from account where status <> 'open') then '24005'
           when (select coalesce(sum(fen), 0) from sandbox.debit_credit
               where of_voucher = $6 and result = '90000') + $5::bigint
             > (select coalesce(max(fen), 0) from sandbox.debit_item
               where entrust_date || tra_no || '00' = $6 and result = '90000') then '24013'
           else '90000' end as result),
       booked as (
         insert into sandbox.debit_credit
           (voucher_no, protocol_no, number, fen, of_voucher, result, done_at, return_no, remark)
         select $1, $2, $3, $5::bigint, $6, result, $7, $8, $9 from told on conflict do nothing
         returning number, fen, result)
       update sandbox.debit_account set fen = debit_account.fen
         + (select coalesce(sum(fen), 0) from booked where result = '90000')
       where number in (select number from booked)`,
      [
        voucherNo,
        protocolNo,
        number,
        holder,
        fen.toString(),
        ofVoucher,
        at,
        `CR${at}${randomInt(10 ** 6)}`,
        remark,
      ],
    );
    if ((rowCount ?? 0) > 0) return 'new';
    const known = await this.one(voucherNo);
    if (known === undefined) return 'new';
    return known.number === number && known.fen === fen.toString() ? 'known' : 'other';
  }
}
