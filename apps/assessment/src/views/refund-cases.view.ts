import type { AccountEvent, RefundCase } from '@canbao/domain-assessment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { plainArray, type Database, type InlineView } from '@canbao/postgres';

type CaseEvent = StoredEvent<Extract<AccountEvent, { type: 'RefundCaseOpened' | 'RefundCaseClosed' }>>;

const isCaseEvent = (event: StoredEvent<AccountEvent>): event is CaseEvent =>
  event.type === 'RefundCaseOpened' || event.type === 'RefundCaseClosed';

/** The open refund cases. Of several events of a month the last one counts. */
export const refundCasesView: InlineView<AccountEvent> = {
  name: 'refund-cases',
  tables: [
    {
      name: 'refund_cases',
      derived: ['person_id', 'insurance', 'month', 'because', 'order_ids', 'position'],
    },
  ],
  statements: (stored) => {
    const events = stored.filter(isCaseEvent);
    const last = [...new Map(events.map((event) => [keyOf(event.data), event])).values()];
    const opened = last.filter(({ type }) => type === 'RefundCaseOpened');
    const closed = last.filter(({ type }) => type === 'RefundCaseClosed');
    return [
      ...(opened.length === 0 ? [] : [insertCases(opened)]),
      ...(closed.length === 0 ? [] : [deleteCases(closed)]),
    ];
  },
};

const keyOf = ({ personId, insurance, month }: RefundCase): string => `${personId} ${insurance} ${month}`;

const keysOf = (events: readonly CaseEvent[]): string[][] => [
  events.map(({ data }) => data.personId),
  events.map(({ data }) => data.insurance),
  events.map(({ data }) => data.month),
];

const insertCases = (events: readonly CaseEvent[]) => ({
  name: 'open-refund-cases',
  text: `insert into refund_cases (person_id, insurance, month, because, order_ids, position)
    select person_id, insurance, month, because, order_ids::text[], committed_position(position)
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
      as opened(person_id, insurance, month, because, order_ids, position)
    on conflict (person_id, insurance, month) do update
      set because = excluded.because, order_ids = excluded.order_ids, position = excluded.position`,
  values: [
    ...keysOf(events),
    events.map(({ data }) => data.because),
    events.map(({ data }) => plainArray(data.orderIds ?? [])),
    events.map(({ position }) => position.toString()),
  ],
});

const deleteCases = (events: readonly CaseEvent[]) => ({
  name: 'close-refund-cases',
  text: `delete from refund_cases c
    using unnest($1::uuid[], $2::text[], $3::text[]) as closed (person_id, insurance, month)
    where (c.person_id, c.insurance, c.month) = (closed.person_id, closed.insurance, closed.month)`,
  values: keysOf(events),
});

/** The open cases, of one person or of all, oldest first. */
export const openRefundCases = async (
  database: Database,
  personId: string | undefined,
): Promise<RefundCase[]> => {
  const rows = await database.query<RefundCase & { orderIds: string[] } & Record<string, unknown>>(
    `select person_id as "personId", insurance, month, because, order_ids as "orderIds" from refund_cases
     where $1::uuid is null or person_id = $1 order by position`,
    [personId ?? null],
  );
  return rows.map(({ orderIds, ...open }) => ({ ...open, ...(orderIds.length === 0 ? {} : { orderIds }) }));
};
