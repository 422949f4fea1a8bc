/** SQL: the day in Asia/Shanghai of a moment. */
export const shanghaiDay = (at: string): string => `(${at} at time zone 'Asia/Shanghai')::date`;

/** SQL: the receipt `r` of the order that the event `e` is about. */
export const receiptOf = (orderId: string): string => `left join lateral (
    select day, channel, insurance, district from day_receipts d
    where d.order_id = ${orderId} and d.kind = 0 and d.position <= e.position order by d.position limit 1
  ) as r on true`;
