import type { CaseEvent, CaseKind } from '@canbao/domain-reconciliation';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText, type Database, type InlineView, type Statement } from '@canbao/postgres';
import { present } from '@canbao/service-kit';

const columns = [
  'case_id',
  'kind',
  'status',
  'channel',
  'day',
  'reference',
  'order_id',
  'person_id',
  'amount',
  'cause',
  'owner',
  'opened_at',
  'next_probe_at',
  'probes',
  'finding',
  'deadline',
  'closed_at',
  'proof::jsonb',
];

/** Cases as they stand. */
export const casesView: InlineView<CaseEvent> = {
  name: 'cases',
  tables: [{ name: 'cases', derived: columns }],
  statements: (events) => events.flatMap(statementOf),
};

const statementOf = ({ type, data, position }: StoredEvent<CaseEvent>): Statement[] => {
  switch (type) {
    case 'CaseOpened': {
      const { subject, kind, amount, cause, owner, openedAt, nextProbeAt, deadline, caseId } = data;
      const text = `insert into cases (case_id, kind, status, channel, day, reference, order_id, person_id,
          amount, cause, owner, opened_at, next_probe_at, deadline, position)
        values ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, committed_position($14))`;
      const about = [subject.channel, subject.day, subject.reference, subject.orderId, subject.personId];
      const values = [
        caseId,
        kind,
        ...about,
        amount,
        cause,
        owner,
        openedAt,
        nextProbeAt,
        deadline,
        position,
      ];
      return [{ name: 'open-case', text, values: values.map((value) => value ?? null) }];
    }
    case 'CaseProbed':
      return [
        {
          name: 'probe-case',
          text: `update cases set probes = probes + 1, finding = $2, next_probe_at = $3 where case_id = $1`,
          values: [data.caseId, data.found, data.nextProbeAt ?? null],
        },
      ];
    case 'CaseAssigned':
      return [
        {
          name: 'assign-case',
          text: 'update cases set owner = $2 where case_id = $1',
          values: [data.caseId, data.owner],
        },
      ];
    case 'CaseClosed':
      return [
        {
          name: 'close-case',
          text: `update cases set status = 'closed', closed_at = $2, proof = $3, next_probe_at = null
            where case_id = $1`,
          values: [data.caseId, data.at, JSON.stringify(data.proof)],
        },
      ];
    default:
      return [];
  }
};

/** A case as it is read. */
export interface CaseRow extends Record<string, unknown> {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly status: 'open' | 'closed';
  readonly channel: string | null;
  readonly day: string | null;
  readonly reference: string;
  readonly orderId: string | null;
  readonly amount: string;
  readonly probes: number;
  readonly position: string;
}

const selected = `select case_id as "caseId", kind, status, channel, day::text as day, reference,
    order_id as "orderId", amount::text as amount, cause, owner, ${instantText('opened_at')} as "openedAt",
    ${instantText('next_probe_at')} as "nextProbeAt", probes,
    finding as found, ${instantText('deadline')} as deadline,
    ${instantText('closed_at')} as "closedAt", proof, position::text as position
  from cases`;

const pageSize = 100;

/** A row as the API has it: without what is not there. */
export const caseReplyOf = ({ position: _, ...row }: CaseRow): object => present(row);

/** A page of cases, oldest first. */
export const casesPage = async (
  database: Database,
  query: {
    readonly status?: string | undefined;
    readonly kind?: string | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<unknown> => {
  const rows = await database.query<CaseRow>(
    `${selected} where cases.position > $1::bigint and ($2::text is null or status = $2)
       and ($3::text is null or kind = $3) order by cases.position limit ${pageSize}`,
    [query.cursor ?? '0', query.status ?? null, query.kind ?? null],
  );
  const last = rows.at(-1)?.position;
  return {
    items: rows.map(caseReplyOf),
    ...(rows.length === pageSize && last !== undefined ? { nextCursor: last } : {}),
  };
};

export const caseById = async (database: Database, caseId: string): Promise<CaseRow | undefined> =>
  (await database.query<CaseRow>(`${selected} where case_id = $1`, [caseId]))[0];

/** Open cases that are to be asked about, or whose deadline is over, the longest due first. */
export const dueCases = (database: Database, now: string): Promise<(CaseRow & DueCase)[]> =>
  database.query<CaseRow & DueCase>(
    `select case_id as "caseId", kind, channel, day::text as day, reference, order_id as "orderId",
       amount::text as amount, owner, probes, next_probe_at <= $1 as probe,
       deadline <= $1 and owner <> 'operator' as overdue
     from cases
     where status = 'open' and (next_probe_at <= $1 or (deadline <= $1 and owner <> 'operator'))
     order by coalesce(next_probe_at, deadline) limit 200`,
    [now],
  );

/** Why a case is due. */
export interface DueCase {
  readonly probe: boolean | null;
  readonly overdue: boolean;
}
