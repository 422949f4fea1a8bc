import type { Day } from '@canbao/calendar';
import type { MoneyOf } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';

/**
 * What of a person's money is under way, and the last day on which any has moved. No table has an index of
 * persons, which every payment would have to keep: an erasure is rare, and reads them whole.
 */
export const moneyOf = async (database: Database, personId: string): Promise<MoneyOf> => {
  const [row] = await database.query<{
    open_orders: string[] | null;
    held: string[] | null;
    refunds: string[] | null;
    debits: string[] | null;
    last_moved_on: Day | null;
  }>(
    `with own as (select order_id, status, paid_at from orders where person_id = $1),
     back as (
       select r.refund_id, r.stage not in ('rejected', 'closed')
         and (r.stage <> 'decided' or r.months_left > 0
           or exists (select from refund_legs l where l.refund_id = r.refund_id and l.status <> 'refunded'))
         as is_open
       from refunds r where r.person_id = $1)
     select
       (select array_agg(order_id::text order by order_id) from own where status in ('open', 'incomplete'))
         as open_orders,
       (select array_agg(line_id::text order by line_id) from suspense_lines
         where person_id = $1 and way is null) as held,
       (select array_agg(refund_id::text order by refund_id) from back where is_open) as refunds,
       (select array_agg(item_id::text order by item_id) from debit_items
         where person_id = $1 and status in ('asked', 'ready', 'packed', 'unknown')) as debits,
       (select max(at at time zone 'Asia/Shanghai')::date::text from (
          select paid_at as at from own
          union all
          select recorded_at from events
            where stream = any(select 'refund-' || refund_id from back) and type = 'RefundLeft') as moved)
         as last_moved_on`,
    [personId],
  );
  const lastMovedOn = row?.last_moved_on ?? undefined;
  return {
    openOrders: row?.open_orders ?? [],
    held: row?.held ?? [],
    refunds: row?.refunds ?? [],
    debits: row?.debits ?? [],
    ...(lastMovedOn === undefined ? {} : { lastMovedOn }),
  };
};
