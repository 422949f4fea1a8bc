import type { Event } from '@canbao/event-sourcing';
import type { InlineView } from '@canbao/postgres';

type Statement = ReturnType<Extract<InlineView, { statements: unknown }>['statements']>[number];

type PairEvent = Event<string, { readonly payerId: string; readonly personId: string }>;

/**
 * A table of pairs of payer and person: one type of event adds a pair, another removes it. Of several events
 * of a pair the last one counts.
 */
export const pairsView = <E extends PairEvent>(
  table: string,
  added: E['type'],
  removed: E['type'],
): InlineView => ({
  name: table,
  tables: [{ name: table, derived: ['payer_id', 'person_id'] }],
  statements: (events) => {
    const last = lastOfEachPair(events as readonly Event[], [added, removed]);
    return [
      ...statement(
        `${added}-${table}`,
        insertInto(table),
        last.filter(({ type }) => type === added),
      ),
      ...statement(
        `${removed}-${table}`,
        deleteFrom(table),
        last.filter(({ type }) => type === removed),
      ),
    ];
  },
});

const lastOfEachPair = (events: readonly Event[], types: readonly string[]): readonly PairEvent[] => {
  const pairEvents = events.filter(({ type }) => types.includes(type)) as readonly PairEvent[];
  const last = new Map(pairEvents.map((event) => [`${event.data.payerId}\n${event.data.personId}`, event]));
  return [...last.values()];
};

const insertInto = (table: string): string =>
  `insert into ${table} select * from unnest($1::text[], $2::uuid[]) on conflict do nothing`;

const deleteFrom = (table: string): string =>
  `delete from ${table} using unnest($1::text[], $2::uuid[]) as gone(payer, person)
    where payer_id = payer and person_id = person`;

const statement = (name: string, text: string, events: readonly PairEvent[]): readonly Statement[] =>
  events.length === 0
    ? []
    : [
        {
          name,
          text,
          values: [events.map(({ data }) => data.payerId), events.map(({ data }) => data.personId)],
        },
      ];
