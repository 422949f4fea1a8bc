/** Accounts, agreements and packs of the banks, which the platform never sees. */
export const batchDebitTables = `
  create table if not exists sandbox.debit_account (
    number text primary key,
    holder text not null,
    fen bigint not null,
    status text not null default 'open'
  );
  create table if not exists sandbox.debit_agreement (
    protocol_no text primary key,
    number text not null,
    status text not null default 'valid'
  );
  create table if not exists sandbox.debit_pack (
    entrust_date text not null,
    pack_no text not null,
    digest text not null,
    until text not null,
    answers int not null default 0,
    primary key (entrust_date, pack_no)
  );
  create table if not exists sandbox.debit_item (
    entrust_date text not null,
    pack_no text not null,
    tra_no text not null,
    protocol_no text not null,
    number text not null,
    fen bigint not null,
    result text,
    taken_at text,
    -- The core has not answered: until the end of this day the bank says that it does not know.
    unknown_on text,
    primary key (entrust_date, pack_no, tra_no)
  );
  create table if not exists sandbox.debit_credit (
    voucher_no text primary key,
    protocol_no text not null,
    number text not null,
    fen bigint not null,
    of_voucher text not null,
    result text not null,
    done_at text not null,
    return_no text not null,
    -- The number that the platform gave it.
    remark text not null
  );
  create index if not exists debit_item_protocol on sandbox.debit_item (protocol_no);`;
