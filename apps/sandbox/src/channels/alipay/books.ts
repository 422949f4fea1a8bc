import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/** A trade in Alipay's books; amounts in fen, times as `yyyy-MM-dd HH:mm:ss`. */
export interface Trade {
  readonly trade_no: string;
  readonly out_trade_no: string;
  readonly buyer: string;
  readonly subject: string;
  readonly total: number;
  readonly paid: number | null;
  readonly refunded: number;
  readonly status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED';
  readonly notify_url: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly paid_at: string | null;
}

export interface Refund {
  readonly trade_no: string;
  readonly out_trade_no: string;
  readonly out_request_no: string;
  readonly subject: string;
  readonly amount: number;
  readonly refunded_at: string;
}

export interface Refunded {
  readonly changed: boolean;
  readonly refund: Refund;
}

export type NewTrade = Pick<
  Trade,
  'out_trade_no' | 'buyer' | 'subject' | 'total' | 'notify_url' | 'expires_at'
>;

const trades = `
  select trade_no, out_trade_no, buyer, subject, total_fen::float8 as total, paid_fen::float8 as paid, status,
    notify_url, created_at, expires_at, paid_at,
    coalesce((select sum(fen) from sandbox.alipay_refund refund
      where refund.trade_no = trade.trade_no), 0)::float8 as refunded
  from sandbox.alipay_trade trade`;

const refunds = `
  select refund.trade_no, out_trade_no, out_request_no, subject, fen::float8 as amount, refunded_at
  from sandbox.alipay_refund refund join sandbox.alipay_trade using (trade_no)`;

/** What Alipay has written down. Nothing here knows the platform. */
export class AlipayBooks {
  /** One refund after the other: their sum must not pass what was paid. */
  private lastRefund: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: Pool) {}

  /** By the merchant's number or Alipay's own; what has not been paid in time is closed by now. */
  async find(number: string, now: string): Promise<Trade | undefined> {
    await this.pool.query(
      `update sandbox.alipay_trade set status = 'TRADE_CLOSED', closed_at = expires_at
       where (out_trade_no = $1 or trade_no = $1) and status = 'WAIT_BUYER_PAY' and expires_at <= $2`,
      [number, now],
    );
    const { rows } = await this.pool.query<Trade>(`${trades} where out_trade_no = $1 or trade_no = $1`, [
      number,
    ]);
    return rows[0];
  }

  async create(trade: NewTrade, now: string): Promise<Trade> {
    const number = `${now.slice(0, 10).replaceAll('-', '')}22001${randomBytes(8).readBigUInt64BE()}`;
    await this.pool.query(
      `insert into sandbox.alipay_trade
         (trade_no, out_trade_no, buyer, subject, total_fen, notify_url, expires_at, status, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'WAIT_BUYER_PAY', $8) on conflict (out_trade_no) do nothing`,
      [
        number,
        trade.out_trade_no,
        trade.buyer,
        trade.subject,
        trade.total,
        trade.notify_url,
        trade.expires_at,
        now,
      ],
    );
    const stored = await this.find(trade.out_trade_no, now);
    if (stored === undefined) throw new Error('a trade is lost');
    return stored;
  }

  /** True when the trade was waiting, or had been closed and is paid all the same. */
  async pay(number: string, fen: number, now: string, evenIfClosed: boolean): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update sandbox.alipay_trade set status = 'TRADE_SUCCESS', paid_fen = $2, paid_at = $3, closed_at = null
       where trade_no = $1 and paid_at is null and (status = 'WAIT_BUYER_PAY' or $4)`,
      [number, fen, now, evenIfClosed],
    );
    return rowCount === 1;
  }

  async close(number: string, now: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update sandbox.alipay_trade set status = 'TRADE_CLOSED', closed_at = $2
       where trade_no = $1 and status = 'WAIT_BUYER_PAY'`,
      [number, now],
    );
    return rowCount === 1;
  }

  /** `changed`: money has moved now; a repeat moves none. Undefined when more would go back than came. */
  refund(trade: Trade, requestNo: string, fen: number, now: string): Promise<Refunded | undefined> {
    const next = this.lastRefund.then(() => this.refundAlone(trade, requestNo, fen, now));
    this.lastRefund = next.catch(() => undefined);
    return next;
  }

  private async refundAlone(
    trade: Trade,
    requestNo: string,
    fen: number,
    now: string,
  ): Promise<Refunded | undefined> {
    const { rowCount } = await this.pool.query(
      `insert into sandbox.alipay_refund (trade_no, out_request_no, fen, refunded_at)
       select trade_no, $2, $3::bigint, $4 from sandbox.alipay_trade where trade_no = $1
       and $3::bigint + (
         select coalesce(sum(fen), 0) from sandbox.alipay_refund where trade_no = $1
       ) <= paid_fen
       on conflict do nothing`,
      [trade.trade_no, requestNo, fen, now],
    );
    await this.pool.query(
      `update sandbox.alipay_trade trade set status = 'TRADE_CLOSED', closed_at = $2
       where trade_no = $1 and paid_fen =
         (select sum(fen) from sandbox.alipay_refund refund where refund.trade_no = trade.trade_no)`,
      [trade.trade_no, now],
    );
    const refund = await this.refundOf(trade.trade_no, requestNo);
    return refund === undefined ? undefined : { changed: rowCount === 1, refund };
  }

  async refundOf(tradeNo: string, requestNo: string): Promise<Refund | undefined> {
    const { rows } = await this.pool.query<Refund>(
      `${refunds} where refund.trade_no = $1 and out_request_no = $2`,
      [tradeNo, requestNo],
    );
    return rows[0];
  }

  async day(day: string): Promise<{ readonly paid: readonly Trade[]; readonly refunds: readonly Refund[] }> {
    const paid = await this.pool.query<Trade>(
      `${trades} where substr(paid_at, 1, 10) = $1 order by paid_at`,
      [day],
    );
    const back = await this.pool.query<Refund>(
      `${refunds} where substr(refunded_at, 1, 10) = $1 order by refunded_at`,
      [day],
    );
    return { paid: paid.rows, refunds: back.rows };
  }

  async list(): Promise<{ readonly trades: readonly Trade[]; readonly refunds: readonly Refund[] }> {
    const all = await this.pool.query<Trade>(`${trades} order by created_at desc limit 1000`);
    const back = await this.pool.query<Refund>(`${refunds} order by refunded_at desc limit 1000`);
    return { trades: all.rows, refunds: back.rows };
  }
}
