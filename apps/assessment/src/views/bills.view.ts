import type { AccountEvent } from '@canbao/domain-assessment';
import type { Database, InlineView } from '@canbao/postgres';

/** Whose bill a bill is: the agency names only its id. */
export const billsView: InlineView<AccountEvent> = {
  name: 'bills',
  tables: [{ name: 'bills', derived: ['bill_id', 'person_id'] }],
  statements: (events) => {
    const bills = events.flatMap((event) => (event.type === 'BillPushed' ? [event.data] : []));
    if (bills.length === 0) return [];
    return [
      {
        name: 'insert-bills',
        text: 'insert into bills select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing',
        values: [bills.map(({ billId }) => billId), bills.map(({ personId }) => personId)],
      },
    ];
  },
};

/** The person whose bill it is; undefined when there is no such bill. */
export const personOfBill = async (database: Database, billId: string): Promise<string | undefined> => {
  const [row] = await database.query<{ person_id: string }>(
    'select person_id from bills where bill_id = $1',
    [billId],
  );
  return row?.person_id;
};
