import { type Day } from '@canbao/calendar';
import type { AccountEvent } from '@canbao/domain-assessment';
import type { Database, InlineView } from '@canbao/postgres';

/** Of several events of a bill the last one counts; one that has expired, or has no last day, has no row. */
export const billExpiriesView: InlineView<AccountEvent> = {
  name: 'bill-expiries',
  tables: [{ name: 'bill_expiries', derived: ['bill_id', 'person_id', 'payable_until'] }],
  statements: (events) => {
    const last = new Map<string, { readonly personId: string; readonly payableUntil?: Day }>();
    for (const { type, data } of events) {
      if (type === 'BillPushed' || type === 'BillReplaced') last.set(data.billId, data);
      else if (type === 'BillExpired') last.set(data.billId, { personId: data.personId });
    }
    const rows = [...last].flatMap(([billId, { personId, payableUntil }]) =>
      payableUntil === undefined ? [] : [{ billId, personId, payableUntil }],
    );
    const ended = [...last].flatMap(([billId, { payableUntil }]) =>
      payableUntil === undefined ? [billId] : [],
    );
    return [
      ...(rows.length === 0
        ? []
        : [
            {
              name: 'upsert-bill-expiries',
              text: `insert into bill_expiries (bill_id, person_id, payable_until)
                select * from unnest($1::uuid[], $2::uuid[], $3::date[])
                on conflict (bill_id) do update set payable_until = excluded.payable_until`,
              values: [
                rows.map(({ billId }) => billId),
                rows.map(({ personId }) => personId),
                rows.map(({ payableUntil }) => payableUntil),
              ],
            },
          ]),
      ...(ended.length === 0
        ? []
        : [
            {
              name: 'delete-bill-expiries',
              text: 'delete from bill_expiries where bill_id = any($1::uuid[])',
              values: [ended],
            },
          ]),
    ];
  },
};

/** Bills whose last day lies before the day, the earliest first. */
export const overdueBills = async (
  database: Database,
  today: Day,
): Promise<readonly { readonly billId: string; readonly personId: string }[]> =>
  database.query<{ billId: string; personId: string }>(
    `select bill_id as "billId", person_id as "personId" from bill_expiries
     where payable_until < $1::date order by payable_until, bill_id limit 500`,
    [today],
  );
