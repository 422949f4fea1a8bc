import { withoutStatement } from '../treasury-items';
import { hasNoCase, type CaseSource } from './case-source';

/** Configuration: minutes after which a channel's message that nothing explains is a case (ADR 50). */
const unmatchedMinutes = 10;

/** A genuine message about an order or a refund that nobody could do anything with. */
export const unmatchedFacts: CaseSource = {
  due: `
    select 'fact-unmatched' as kind, n.channel || '/' || n.notice_id as reference, null::uuid as order_id,
      null::uuid as person_id, n.channel, null::date as day, null::text as insurance, 0::bigint as fen,
      '通知未匹配: ' || n.about || ' ' || n.number as cause
    from channel_notices n
    where n.ask_at is not null and n.received_at <= $1::timestamptz - interval '${unmatchedMinutes} minutes'
      and ${hasNoCase(`'fact-unmatched'`, `n.channel || '/' || n.notice_id`)}`,
  proven: `
    select c.case_id, 'channel-answer' as proof, 'about ' || n.number as reference, 0::bigint as fen
    from cases c join channel_notices n on n.channel = c.channel
      and n.channel || '/' || n.notice_id = c.reference
    where c.status = 'open' and c.kind = 'fact-unmatched' and n.ask_at is null`,
};

/**
 * Configuration: a statement should be there by noon of the next day; bills of the wallets are made from
 * 09:00 on. Batch debit and 生活缴费 send none: their packs and questions are matched as they come.
 */
const statementIsLate = `(d.day + 1)::timestamp at time zone 'Asia/Shanghai' + interval '12 hours' <= $1`;

/** A day with money of ours of which no whole statement has come. */
export const missingStatements: CaseSource = {
  due: `
    select 'statement-missing' as kind, d.channel || ' ' || d.day as reference, null::uuid as order_id,
      null::uuid as person_id, d.channel, d.day, null::text as insurance, ours.fen,
      '对账文件未到: ' || ours.count || ' items of ours wait for it' as cause
    from channel_days d
    cross join lateral (select count(*) as count, coalesce(sum(fen) filter (where kind = 0), 0)::bigint as fen
      from day_receipts r where r.channel = d.channel and r.day = d.day) as ours
    where d.statement_id is null and d.channel not in (${withoutStatement})
      and ${statementIsLate} and ours.count > 0
      and ${hasNoCase(`'statement-missing'`, `d.channel || ' ' || d.day`)}`,
  proven: `
    select c.case_id, 'statement' as proof, 'statement ' || d.statement_id as reference, 0::bigint as fen
    from cases c join channel_days d on d.channel = c.channel and d.day = c.day
    where c.status = 'open' and c.kind = 'statement-missing' and d.statement_id is not null`,
};
