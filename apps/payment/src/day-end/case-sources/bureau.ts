import { hasNoCase, isCarriedOut, type CaseSource } from './case-source';

/** The ladder of `bureauDifferenceOf` in SQL; a spec holds the two together. */
export const bureauClass = `case
  when b.gone_at is not null then
    case when b.answer = 'kept' then 'bureau-unreversed'
      when b.answer = 'posted' and ${isCarriedOut('b.gone_at')} then 'bureau-conflict' end
  when b.answer is null then case when ${isCarriedOut('b.settled_at')} then 'bureau-missing' end
  when b.answer = 'refused' then 'bureau-refused'
  when b.answer = 'reversed' then 'bureau-conflict'
  when coalesce(b.answer_fen, b.fen) <> b.fen then 'bureau-amount' end`;

const reference = `b.insurance || '-' || b.person_id || '-' || b.month
  || case when b.added then '-true-up' else '' end || '/' || b.position`;

const cause = `case b.class
  when 'bureau-missing' then '逾期未记账: the bureau has not answered' || case when t.received_on is null
    then ', nor has the treasury received the money'
    else '; the treasury received it on ' || t.received_on end
  when 'bureau-refused' then '记账被拒: ' || coalesce(b.reason, '')
  when 'bureau-amount' then '记账金额不符: the bureau has booked ' || (b.answer_fen / 100.0)::numeric(14,2)
  when 'bureau-unreversed' then '拒绝冲销: ' || coalesce(b.reason, '')
  else case when b.gone_by = 'nobody' then '未缴已记: the bureau has booked what nobody paid'
    when b.gone_at is not null then '已退未冲: the bureau keeps what has gone back'
    else '已冲未退: the bureau holds no more what is paid' end
  end`;

/**
 * The bureau's side of a settled month. The number is the posting's id with the event that settled it: a
 * month that is paid again is another item.
 */
export const bureauSource: CaseSource = {
  due: `
    select b.class as kind, ${reference} as reference, t.order_id, b.person_id, t.channel, t.day, b.insurance,
      case when b.fen = 0 then coalesce(b.answer_fen, 0) else b.fen end as fen, ${cause} as cause
    from (select b.*, ${bureauClass} as class from bureau_items b where not agrees) as b
    left join lateral (select order_id, channel, day, received_on from treasury_items t
      where t.position = b.position and t.month = b.month order by received_on nulls first limit 1
    ) as t on true
    where b.class is not null
      and ${hasNoCase('b.class', reference)}`,
  proven: `
    select case_id, proof, 'event ' || proven_by as reference, fen from (
      select c.case_id, b.fen,
        case when b.gone_position > c.position then b.gone_by else 'bureau-answer' end as proof,
        case when b.gone_position > c.position then b.gone_position else b.answered_position end as proven_by
      from cases c join bureau_items b on b.position = split_part(c.reference, '/', 2)::bigint
        and ${reference} = c.reference
      where c.status = 'open' and c.kind like 'bureau-%' and ${bureauClass} is distinct from c.kind
    ) as over where proven_by is not null`,
};
