import { hasNoCase, type CaseSource } from './case-source';

/** Configuration: working days of the treasury after which money that it has not returned is a case. */
const returnDays = 9;

const reference = `l.refund_id || '/' || l.order_id`;

/** A refund that its channel calls abnormal, until the money has left another way. */
export const abnormalRefunds: CaseSource = {
  due: `
    select 'refund-abnormal' as kind, ${reference} as reference, l.order_id, r.person_id, l.channel,
      null::date as day, r.insurance, fen_of(leg ->> 'amount') as fen,
      '退款异常: the channel cannot pay it back the way it came' as cause
    from refund_legs l join refunds r using (refund_id)
    join events e on e.stream = 'refund-' || l.refund_id and e.version = 1
    cross join lateral json_array_elements(e.data -> 'legs') as leg
    where l.status = 'abnormal' and leg ->> 'orderId' = l.order_id::text
      and ${hasNoCase(`'refund-abnormal'`, reference)}`,
  proven: `
    select c.case_id, 'refund' as proof, 'event ' || e.position as reference,
      fen_of(e.data ->> 'amount') as fen
    from cases c
    join events e on e.stream = 'refund-' || split_part(c.reference, '/', 1) and e.type = 'RefundLeft'
      and e.data ->> 'orderId' = split_part(c.reference, '/', 2)
    where c.status = 'open' and c.kind = 'refund-abnormal'`,
};

/** 退库: the treasury was asked for the money of a refund and has not returned it. */
export const lateReturns: CaseSource = {
  due: `
    select 'treasury-return-missing' as kind, refund_no as reference, order_id, person_id, channel,
      null::date as day, insurance, fen, '逾期未退库' as cause
    from treasury_returns where told_at is not null and returned_on is null
      and told_at <= $1::timestamptz - interval '${returnDays} days'
      and ${hasNoCase(`'treasury-return-missing'`, 'refund_no')}`,
  proven: `
    select c.case_id, 'treasury-message' as proof, '3123 ' || r.refund_no as reference, r.fen
    from cases c join treasury_returns r on r.refund_no = c.reference
    where c.status = 'open' and c.kind = 'treasury-return-missing' and r.returned_on is not null`,
};
