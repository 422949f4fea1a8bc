import type { IntakeEvent, PersonEvent } from '@canbao/domain-registration';
import { canonicalJson, type StoredEvent } from '@canbao/event-sourcing';
import type { Database, InlineView } from '@canbao/postgres';

interface Row {
  readonly bureau: string;
  readonly way: 'file' | 'message';
  readonly outcome: string;
  readonly id?: string;
  readonly messageNo?: string;
  readonly personId?: string;
  readonly at: string;
  readonly details: object;
}
type Shown = PersonEvent | IntakeEvent;

const rowOf = ({ type, data }: Shown): Row | undefined => {
  switch (type) {
    case 'BureauMessageTaken':
    case 'BureauMessageConflicted': {
      const { bureau, messageNo, personId, takenAt: at, ...details } = data;
      const outcome = type === 'BureauMessageTaken' ? 'taken' : 'conflicting';
      return { bureau, way: 'message', outcome, messageNo, personId, at, details };
    }
    case 'BureauMessageRefused': {
      const { bureau, messageId: id, messageNo, personId, because, refusedAt: at } = data;
      return {
        bureau,
        way: 'message',
        outcome: 'refused',
        id,
        messageNo,
        personId,
        at,
        details: { because },
      };
    }
    case 'BureauMessageParked': {
      const { bureau, messageId: id, because, parkedAt: at } = data;
      return { bureau, way: 'message', outcome: 'parked', id, at, details: { because } };
    }
    case 'MessageFileAnswered': {
      const { bureau, fileId: id, outcome, answeredAt: at, digest: _, ...details } = data;
      return { bureau, way: 'file', outcome, id, at, details };
    }
    default:
      return undefined;
  }
};

/** What became of the messages and files of bureaus. */
export const bureauMessagesView: InlineView<Shown> = {
  name: 'bureau-messages',
  tables: [
    {
      name: 'bureau_messages',
      derived: ['position', 'bureau', 'way', 'outcome', 'id', 'message_no', 'person_id', 'at', 'details'],
    },
  ],
  statements: (events: readonly StoredEvent<Shown>[]) => {
    const rows = events.flatMap((event) => {
      const row = rowOf(event);
      return row === undefined ? [] : [{ ...row, position: event.position }];
    });
    if (rows.length === 0) return [];
    return [
      {
        name: 'insert-bureau-messages',
        text: `insert into bureau_messages
            (position, bureau, way, outcome, id, message_no, person_id, at, details)
          select committed_position(position), bureau, way, outcome, id, message_no, person_id, at, details
          from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[],
              $8::text[], $9::text[])
            as told (position, bureau, way, outcome, id, message_no, person_id, at, details)
          on conflict do nothing`,
        values: [
          rows.map(({ position }) => position.toString()),
          rows.map(({ bureau }) => bureau),
          rows.map(({ way }) => way),
          rows.map(({ outcome }) => outcome),
          rows.map(({ id }) => id ?? null),
          rows.map(({ messageNo }) => messageNo ?? null),
          rows.map(({ personId }) => personId ?? null),
          rows.map(({ at }) => at),
          // JSON in the database keeps no order of keys, and a rebuilt table must have the same rows.
          rows.map(({ details }) => canonicalJson(details)),
        ],
      },
    ];
  },
};

const pageSize = 50;

/** What is looked for; `bureau` where only its own are shown. */
export interface MessagesAsked {
  readonly bureau?: string | undefined;
  readonly id?: string | undefined;
  readonly messageNo?: string | undefined;
  readonly outcome?: string | undefined;
  readonly before?: string | undefined;
}

/** What came in, the latest first; `before` is a cursor of the page before. */
export const messagesPage = async (
  database: Database,
  { bureau, id, messageNo, outcome, before }: MessagesAsked,
): Promise<{ readonly items: readonly object[]; readonly nextCursor?: string }> => {
  const rows = await database.query<Record<string, string | null> & { details: string; position: string }>(
    `select position::text, bureau, way, outcome, id, message_no as "messageNo", person_id as "personId", at,
       details
     from bureau_messages
     where ($1::text is null or bureau = $1) and ($2::uuid is null or id = $2)
       and ($3::text is null or message_no = $3) and ($4::text is null or outcome = $4)
       and ($5::bigint is null or position < $5)
     order by position desc limit ${pageSize + 1}`,
    [bureau ?? null, id ?? null, messageNo ?? null, outcome ?? null, before ?? null],
  );
  const items = rows.slice(0, pageSize).map(({ position: _, details, ...row }) => ({
    ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    ...(JSON.parse(details) as object),
  }));
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  return last === undefined ? { items } : { items, nextCursor: last.position };
};
