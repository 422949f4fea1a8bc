/** The books of the stand-in for Alipay: trades, refunds, and the messages that it owes us. */
export const alipayTables = `
  create table if not exists sandbox.alipay_trade (
    trade_no text primary key,
    out_trade_no text not null unique,
    buyer text not null,
    subject text not null,
    total_fen bigint not null,
    paid_fen bigint,
    status text not null,
    notify_url text,
    created_at text not null,
    expires_at text,
    paid_at text,
    closed_at text
  );
  create index if not exists alipay_trade_paid on sandbox.alipay_trade (substr(paid_at, 1, 10));
  create table if not exists sandbox.alipay_refund (
    trade_no text not null references sandbox.alipay_trade,
    out_request_no text not null,
    fen bigint not null,
    refunded_at text not null,
    primary key (trade_no, out_request_no)
  );
  create table if not exists sandbox.alipay_notice (
    notify_id text primary key,
    trade_no text not null,
    parameters json not null,
    notify_url text not null,
    attempts int not null default 0,
    next_at text,
    answer text
  );
  create index if not exists alipay_notice_due on sandbox.alipay_notice (next_at) where next_at is not null;`;
