import { hasNoCase, type CaseSource } from './case-source';

/** Configuration: hours of asking the treasury in vain after which that is a case. */
const silentHours = 12;

/** A pack or a return that the treasury does not take, or a day of which it does not give a whole flow. */
export const silentTreasury: CaseSource = {
  due: `
    select 'treasury-unanswered' as kind, reference, null::uuid as order_id, null::uuid as person_id,
      null::text as channel, null::date as day, null::text as insurance, fen,
      '国库未受理: ' || said as cause
    from treasury_asks a
    where answered_at is null and asked_at <= $1::timestamptz - interval '${silentHours} hours'
      and ${hasNoCase(`'treasury-unanswered'`, 'a.reference')}`,
  proven: `
    select c.case_id, 'treasury-message' as proof, c.reference, a.fen
    from cases c join treasury_asks a using (reference)
    where c.status = 'open' and c.kind = 'treasury-unanswered' and a.answered_at is not null`,
};
