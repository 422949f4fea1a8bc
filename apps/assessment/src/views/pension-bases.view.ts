import type { AccountEvent } from '@canbao/domain-assessment';
import { eventIdOf } from '@canbao/event-sourcing';
import { instantText, type Database, type InlineView } from '@canbao/postgres';

/** Every pension base ever declared. */
export const pensionBasesView: InlineView<AccountEvent> = {
  name: 'pension-bases',
  tables: [
    {
      name: 'pension_bases',
      derived: ['position', 'person_id', 'declared_at', 'base', 'channel'],
    },
  ],
  statements: (events) => {
    const bases = events.flatMap((event) =>
      event.type === 'PensionBaseDeclared' ? [{ ...event.data, position: event.position.toString() }] : [],
    );
    if (bases.length === 0) return [];
    return [
      {
        name: 'insert-pension-bases',
        text: `insert into pension_bases
        select committed_position(p), person_id, declared_at, base, channel
        from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::numeric[], $5::text[])
          as new(p, person_id, declared_at, base, channel)`,
        values: [
          bases.map(({ position }) => position),
          bases.map(({ personId }) => personId),
          bases.map(({ declaredAt }) => declaredAt),
          bases.map(({ base }) => base),
          bases.map(({ channel }) => channel),
        ],
      },
    ];
  },
};

/** A declared base in yuan, and the event that declared it. */
interface DeclaredBase {
  readonly base: string;
  readonly declaredAt: string;
  readonly channel: string;
  readonly eventId: string;
}

/** The base registered at an instant: the last one declared at or before it; undefined when there is none. */
export const baseAsOf = async (
  database: Database,
  personId: string,
  asOf: string,
): Promise<DeclaredBase | undefined> => {
  const [declared] = await database.query<Omit<DeclaredBase, 'eventId'> & { hash: string }>(
    `select base::text as base, channel, encode(hash, 'hex') as hash,
       ${instantText('declared_at')} as "declaredAt"
     from pension_bases join events using (position)
     where person_id = $1 and declared_at <= $2
     order by declared_at desc, pension_bases.position desc limit 1`,
    [personId, asOf],
  );
  if (declared === undefined) return undefined;
  const { hash: eventHash, ...base } = declared;
  return { ...base, eventId: eventIdOf(eventHash) };
};
