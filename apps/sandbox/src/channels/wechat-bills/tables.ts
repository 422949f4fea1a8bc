/** WeChat's own books of 生活缴费: each payment of a user, and what became of it. */
export const weChatBillTables = `
  create table if not exists sandbox.wechat_bill_payment (
    bill_no text primary key,
    bill_key text not null,
    transaction_id text not null,
    fen bigint not null,
    pay_date text not null,
    attach text not null,
    status text not null,
    channel_bill_no text,
    ret_code text,
    due_at text,
    attempts int not null default 0
  );
  create index if not exists wechat_bill_day on sandbox.wechat_bill_payment (substr(pay_date, 1, 8));
  create index if not exists wechat_bill_due on sandbox.wechat_bill_payment (due_at)
    where due_at is not null;`;
