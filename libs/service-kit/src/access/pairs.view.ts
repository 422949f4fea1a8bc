import type { z } from 'zod';
import { eventTypes, type Event, type EventType } from '@canbao/event-sourcing';
import type { InlineView, Statement } from '@canbao/postgres';

interface Pair {
  readonly payerId: string;
  readonly personId: string;
}
type PairEvent = Event<string, Pair>;
type PairEventType = EventType<string, z.ZodType<Pair>>;

/**
 * A table of pairs of payer and person: one type of event adds a pair, another removes it. Of several events
 * of a pair the last one counts.
 */
export const pairsView = (table: string, added: PairEventType, removed: PairEventType): InlineView => {
  const pairEvents = eventTypes([added, removed]);
  return {
    name: table,
    tables: [{ name: table, derived: ['payer_id', 'person_id'] }],
    statements: (events) => {
      const last = lastOfEachPair(events.filter(pairEvents.has));
      return [
        ...statement(`${added.type}-${table}`, insertInto(table), last.filter(isOf(added))),
        ...statement(`${removed.type}-${table}`, deleteFrom(table), last.filter(isOf(removed))),
      ];
    },
  };
};

const isOf =
  ({ type }: PairEventType) =>
  (event: PairEvent): boolean =>
    event.type === type;

const lastOfEachPair = (events: readonly PairEvent[]): readonly PairEvent[] => [
  ...new Map(events.map((event) => [`${event.data.payerId}\n${event.data.personId}`, event])).values(),
];

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
