import type { InlineView } from '@canbao/postgres';

interface PairEvent {
  readonly type: string;
  readonly data: { readonly payerId: string; readonly personId: string };
}

/**
 * A table of pairs of payer and person: there after one type of event, gone after another. Of several events
 * of a pair the last one counts.
 */
export const pairsView = (table: string, added: string, removed: string): InlineView => ({
  name: table,
  tables: [{ name: table, derived: ['payer_id', 'person_id'] }],
  statements: (events) => {
    const last = new Map(
      (events as readonly unknown[] as readonly PairEvent[])
        .filter(({ type }) => type === added || type === removed)
        .map((event) => [`${event.data.payerId}\n${event.data.personId}`, event]),
    );
    const statement = (type: string, text: string) => {
      const pairs = [...last.values()].filter((event) => event.type === type);
      return pairs.length === 0
        ? []
        : [
            {
              name: `${type}-${table}`,
              text,
              values: [pairs.map(({ data }) => data.payerId), pairs.map(({ data }) => data.personId)],
            },
          ];
    };
    return [
      ...statement(
        added,
        `insert into ${table} select * from unnest($1::text[], $2::uuid[]) on conflict do nothing`,
      ),
      ...statement(
        removed,
        `delete from ${table} using unnest($1::text[], $2::uuid[]) as gone(payer, person) where payer_id = payer and person_id = person`,
      ),
    ];
  },
});
