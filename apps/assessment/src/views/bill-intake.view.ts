import type { AccountEvent, BillIntakeEvent } from '@canbao/domain-assessment';
import { canonicalJson, type StoredEvent } from '@canbao/event-sourcing';
import type { Database, InlineView } from '@canbao/postgres';

interface Row {
  readonly id: string;
  readonly way: 'file' | 'message';
  readonly outcome: string;
  readonly at: string;
  readonly details: object;
}

const rowOf = ({ type, data }: AccountEvent | BillIntakeEvent): Row | undefined => {
  switch (type) {
    case 'BillMessageAnswered': {
      const { messageId: id, outcome, answeredAt: at, digest: _, ...details } = data;
      return { id, way: 'message', outcome, at, details };
    }
    case 'BillMessageParked': {
      const { messageId: id, because, parkedAt: at } = data;
      return { id, way: 'message', outcome: 'parked', at, details: { because } };
    }
    case 'BillFileAnswered': {
      const { fileId: id, outcome, answeredAt: at, digest: _, ...details } = data;
      return { id, way: 'file', outcome, at, details };
    }
    default:
      return undefined;
  }
};

/** What became of the files and messages of agencies. */
export const billIntakeView: InlineView<AccountEvent | BillIntakeEvent> = {
  name: 'bill-intake',
  tables: [{ name: 'bill_intake', derived: ['position', 'id', 'way', 'outcome', 'at', 'details'] }],
  statements: (events: readonly StoredEvent<AccountEvent | BillIntakeEvent>[]) => {
    const rows = events.flatMap((event) => {
      const row = rowOf(event);
      return row === undefined ? [] : [{ ...row, position: event.position }];
    });
    if (rows.length === 0) return [];
    return [
      {
        name: 'insert-bill-intake',
        text: `insert into bill_intake (position, id, way, outcome, at, details)
          select committed_position(position), id, way, outcome, at, details
          from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
            as answered (position, id, way, outcome, at, details)
          on conflict do nothing`,
        values: [
          rows.map(({ position }) => position.toString()),
          rows.map(({ id }) => id),
          rows.map(({ way }) => way),
          rows.map(({ outcome }) => outcome),
          rows.map(({ at }) => at),
          // JSON in the database keeps no order of keys, and a rebuilt table must have the same rows.
          rows.map(({ details }) => canonicalJson(details)),
        ],
      },
    ];
  },
};

const pageSize = 50;

/** What came in, the latest first; `before` is a cursor of the page before. */
export const intakePage = async (
  database: Database,
  {
    id,
    outcome,
    before,
  }: {
    readonly id?: string | undefined;
    readonly outcome?: string | undefined;
    readonly before?: string | undefined;
  },
): Promise<{ readonly items: readonly object[]; readonly nextCursor?: string }> => {
  const rows = await database.query<Omit<Row, 'details'> & { details: string; position: string }>(
    `select position::text, id, way, outcome, at, details from bill_intake
     where ($1::uuid is null or id = $1) and ($2::text is null or outcome = $2)
       and ($3::bigint is null or position < $3)
     order by position desc limit ${pageSize + 1}`,
    [id ?? null, outcome ?? null, before ?? null],
  );
  const items = rows
    .slice(0, pageSize)
    .map(({ position: _, details, ...row }) => ({ ...row, ...(JSON.parse(details) as object) }));
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  return last === undefined ? { items } : { items, nextCursor: last.position };
};
