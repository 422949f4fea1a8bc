import type { PersonEvent } from '@canbao/domain-registration';
import { canonicalJson, type StoredEvent } from '@canbao/event-sourcing';
import { plainArray, type Database, type InlineView } from '@canbao/postgres';

type CaseEvent = StoredEvent<
  Extract<PersonEvent, { type: 'RegistrationCaseOpened' | 'RegistrationCaseClosed' }>
>;

const isCaseEvent = (event: StoredEvent<PersonEvent>): event is CaseEvent =>
  event.type === 'RegistrationCaseOpened' || event.type === 'RegistrationCaseClosed';

/** The open cases of facts that contradict each other. Of several events of a case the last one counts. */
export const registrationCasesView: InlineView<PersonEvent> = {
  name: 'registration-cases',
  tables: [
    {
      name: 'registration_cases',
      derived: ['person_id', 'case_id', 'owners', 'opened_at', 'position', 'details'],
    },
  ],
  statements: (stored) => {
    const events = stored.filter(isCaseEvent);
    const last = [...new Map(events.map((event) => [keyOf(event), event])).values()];
    const opened = last.filter(({ type }) => type === 'RegistrationCaseOpened');
    const closed = last.filter(({ type }) => type === 'RegistrationCaseClosed');
    return [
      ...(opened.length === 0 ? [] : [insertCases(opened)]),
      ...(closed.length === 0 ? [] : [deleteCases(closed)]),
    ];
  },
};

const keyOf = ({ data }: CaseEvent): string => `${data.personId} ${data.caseId}`;

const keysOf = (events: readonly CaseEvent[]): string[][] => [
  events.map(({ data }) => data.personId),
  events.map(({ data }) => data.caseId),
];

const insertCases = (events: readonly CaseEvent[]) => ({
  name: 'open-registration-cases',
  text: `insert into registration_cases (person_id, case_id, owners, opened_at, position, details)
    select person_id, case_id, owners::text[], opened_at, committed_position(position), details
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
      as opened (person_id, case_id, owners, opened_at, position, details)
    on conflict (person_id, case_id) do update
      set opened_at = excluded.opened_at, position = excluded.position`,
  values: [
    ...keysOf(events),
    events.map(({ data }) => plainArray(data.owners)),
    events.map(({ recordedAt }) => recordedAt),
    events.map(({ position }) => position.toString()),
    events.map(({ data: { personId: _, caseId: _id, ...details } }) => canonicalJson(details)),
  ],
});

const deleteCases = (events: readonly CaseEvent[]) => ({
  name: 'close-registration-cases',
  text: `delete from registration_cases c using unnest($1::uuid[], $2::text[]) as closed (person_id, case_id)
    where (c.person_id, c.case_id) = (closed.person_id, closed.case_id)`,
  values: keysOf(events),
});

const pageSize = 50;

/** The open cases of an owner or of all, of one person or of all, the oldest first; `after` is a cursor. */
export const openCases = async (
  database: Database,
  owner: string | undefined,
  { personId, after }: { readonly personId?: string | undefined; readonly after?: string | undefined },
): Promise<{ readonly items: readonly object[]; readonly nextCursor?: string }> => {
  const rows = await database.query<{
    person_id: string;
    case_id: string;
    opened_at: string;
    position: string;
    details: string;
  }>(
    `select person_id, case_id, opened_at, position::text, details from registration_cases
     where ($1::text is null or $1 = any(owners)) and ($2::uuid is null or person_id = $2)
       and ($3::bigint is null or position > $3)
     order by position limit ${pageSize + 1}`,
    [owner ?? null, personId ?? null, after ?? null],
  );
  const items = rows.slice(0, pageSize).map((row) => ({
    personId: row.person_id,
    caseId: row.case_id,
    openedAt: row.opened_at,
    ...(JSON.parse(row.details) as object),
  }));
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  return last === undefined ? { items } : { items, nextCursor: last.position };
};
