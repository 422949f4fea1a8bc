/** The books of the stand-in for WeChat Pay; amounts in fen. */
export const tables = `
  create table if not exists sandbox.wechat_order (
    out_trade_no text primary key,
    parameters json not null,
    total integer not null,
    prepay_id text not null,
    state text not null,
    created_at timestamptz not null,
    transaction_id text unique,
    paid integer,
    paid_at timestamptz
  );
  create index if not exists wechat_paid on sandbox.wechat_order (paid_at);
  create table if not exists sandbox.wechat_refund (
    out_refund_no text primary key,
    refund_id text not null unique,
    out_trade_no text not null,
    parameters json not null,
    amount integer not null,
    account text not null,
    status text not null,
    plan text not null,
    due_at timestamptz,
    accepted_at timestamptz not null,
    succeeded_at timestamptz
  );
  create index if not exists wechat_accepted on sandbox.wechat_refund (accepted_at);
  create index if not exists wechat_refund_due on sandbox.wechat_refund (due_at) where due_at is not null;
  create table if not exists sandbox.wechat_notice (
    id uuid primary key,
    out_trade_no text not null,
    event text not null,
    url text not null,
    body text not null,
    state text not null,
    attempts integer not null default 0,
    answers json not null default '[]',
    due_at timestamptz not null
  );
  create index if not exists wechat_notice_due on sandbox.wechat_notice (due_at) where state = 'waiting';`;
