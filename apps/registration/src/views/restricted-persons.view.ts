import type { PersonEvent } from '@canbao/domain-registration';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { Database, InlineView, Statement } from '@canbao/postgres';

/** Whose data are kept, and no more than kept; whoever is enrolled again is not among them. */
export const restrictedPersonsView: InlineView<PersonEvent> = {
  name: 'restricted-persons',
  tables: [{ name: 'restricted_persons', derived: ['person_id', 'kept_until'] }],
  statements: (events) => {
    const last = new Map(events.filter(isOfThese).map((event) => [event.data.personId, event]));
    const restricted = [...last.values()].flatMap((event) =>
      event.type === 'IdentityRestricted' ? [event.data] : [],
    );
    const others = [...last.values()].filter(({ type }) => type !== 'IdentityRestricted');
    return [
      ...(restricted.length === 0 ? [] : [insert(restricted)]),
      ...(others.length === 0 ? [] : [remove(others.map(({ data }) => data.personId))]),
    ];
  },
};

const types = [
  'IdentityRestricted',
  'IdentityErased',
  'PensionEnrolled',
  'MedicalEnrolled',
  'EnrolmentsRestated',
] as const;
type OfThese = StoredEvent<Extract<PersonEvent, { readonly type: (typeof types)[number] }>>;
const isOfThese = (event: StoredEvent<PersonEvent>): event is OfThese =>
  types.some((type) => type === event.type);

const insert = (
  restricted: readonly { readonly personId: string; readonly keptUntil: string }[],
): Statement => ({
  name: 'restrict-persons',
  text: `insert into restricted_persons select * from unnest($1::uuid[], $2::date[])
    on conflict (person_id) do update set kept_until = excluded.kept_until`,
  values: [restricted.map(({ personId }) => personId), restricted.map(({ keptUntil }) => keptUntil)],
});

const remove = (personIds: readonly string[]): Statement => ({
  name: 'restrict-persons-no-longer',
  text: 'delete from restricted_persons where person_id = any($1::uuid[])',
  values: [personIds],
});

/** Those of the persons whose data are restricted. */
export const restrictedOf = async (
  database: Database,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await database.query<{ person_id: string }>(
    'select person_id from restricted_persons where person_id = any($1::uuid[])',
    [personIds],
  );
  return new Set(rows.map((row) => row.person_id));
};
