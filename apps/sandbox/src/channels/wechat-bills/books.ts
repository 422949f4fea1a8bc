import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';

/**
 * A payment of a user in WeChat's books. `unknown`: the institution has not answered; `returned`: it refused,
 * and the user has the money back; `unsent`: it has not been told; `reversing`: to be taken back.
 */
export interface BillPayment {
  readonly bill_no: string;
  readonly bill_key: string;
  readonly transaction_id: string;
  readonly fen: number;
  /** `YYYYMMDDHHMMSS` */
  readonly pay_date: string;
  readonly attach: string;
  readonly status: 'unsent' | 'unknown' | 'paid' | 'returned' | 'reversing' | 'reversed';
  readonly channel_bill_no: string | null;
  readonly ret_code: string | null;
}

const payments = `select bill_no, bill_key, transaction_id, fen::float8 as fen, pay_date, attach, status,
  channel_bill_no, ret_code from sandbox.wechat_bill_payment`;

/** What WeChat has written down. */
export class BillBooks {
  constructor(private readonly pool: Pool) {}

  async add(
    payment: Pick<BillPayment, 'bill_key' | 'fen' | 'pay_date' | 'attach' | 'status'>,
    dueAt: string | null,
  ): Promise<BillPayment> {
    const number = `${payment.pay_date}${randomInt(10 ** 9, 10 ** 10)}`;
    const { bill_key, fen, pay_date, attach, status } = payment;
    await this.pool.query(
      `insert into sandbox.wechat_bill_payment
         (bill_no, bill_key, transaction_id, fen, pay_date, attach, status, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [`LP${number}`, bill_key, `42000${number}`, fen, pay_date, attach, status, dueAt],
    );
    return this.one(`LP${number}`);
  }

  async one(billNo: string): Promise<BillPayment> {
    const { rows } = await this.pool.query<BillPayment>(`${payments} where bill_no = $1`, [billNo]);
    if (rows[0] === undefined) throw new RangeError('no such payment');
    return rows[0];
  }

  async became(
    billNo: string,
    status: BillPayment['status'],
    said: { readonly code?: string | undefined; readonly channelBillNo?: string | undefined },
    dueAt: string | null = null,
  ): Promise<void> {
    await this.pool.query(
      `update sandbox.wechat_bill_payment set status = $2, ret_code = coalesce($3, ret_code),
         channel_bill_no = coalesce($4, channel_bill_no), due_at = $5, attempts = attempts + 1
       where bill_no = $1 and (status <> 'reversed' or $2 = 'reversed')`,
      [billNo, status, said.code ?? null, said.channelBillNo ?? null, dueAt],
    );
  }

  /** What waits to be sent, or to be asked about. */
  async due(now: string): Promise<readonly BillPayment[]> {
    const { rows } = await this.pool.query<BillPayment>(`${payments} where due_at <= $1 limit 20`, [now]);
    return rows;
  }

  /** Of a day `YYYYMMDD`, or all. */
  async list(day = ''): Promise<readonly BillPayment[]> {
    const { rows } = await this.pool.query<BillPayment>(
      `${payments} where $1 = '' or substr(pay_date, 1, 8) = $1 order by pay_date, bill_no limit 100000`,
      [day],
    );
    return rows;
  }
}
