import { heldByBureau, refundIdOf, refundSchedule, type PaymentEvent } from '@canbao/domain-payment';
import type { Instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText, type Database, type InlineView, type Statement } from '@canbao/postgres';

/** Refunds and their legs as they stand. A refund is rare and its events are few: a statement for each. */
export const refundsView: InlineView<PaymentEvent> = {
  name: 'refunds',
  tables: [
    {
      name: 'refunds',
      derived: [
        'refund_id',
        'person_id',
        'insurance',
        'stage',
        'months_left',
        'applied_by',
        'opened_position',
      ],
    },
    { name: 'refund_legs', derived: ['refund_id', 'order_id', 'channel', 'status'] },
  ],
  statements: (events) => events.flatMap(statementsOf),
};

const statementsOf = (event: StoredEvent<PaymentEvent>): Statement[] => {
  switch (event.type) {
    case 'RefundApplied':
      return begin(event, 'applied', heldByBureau(event.data).length);
    case 'SuspenseRefundOpened':
      return begin(event, 'decided', 0);
    case 'RefundReviewed':
      return [stage(event.data.refundId, 'reviewed')];
    case 'RefundDecided':
      return [stage(event.data.refundId, 'decided')];
    case 'RefundRejected':
      return [stage(event.data.refundId, 'rejected')];
    case 'RefundClosed':
    case 'RefundTakenBack':
      return [stage(event.data.refundId, 'closed')];
    case 'RefundMonthUnposted':
      return [
        {
          name: 'refund-month-unposted',
          text: 'update refunds set months_left = months_left - 1 where refund_id = $1',
          values: [event.data.refundId],
        },
      ];
    case 'RefundSendingBegun':
      return [leg(event, 'sending')];
    case 'RefundInstructed':
      return [leg(event, 'to-pay-out')];
    case 'RefundUnderWay':
      return [leg(event, 'under-way')];
    case 'RefundAbnormal':
      return [leg(event, 'abnormal')];
    case 'RefundClosedByChannel':
      return [leg(event, 'to-send')];
    case 'RefundLeft':
      return [leg(event, 'refunded')];
    default:
      return [];
  }
};

type Opened = Extract<StoredEvent<PaymentEvent>, { type: 'RefundApplied' | 'SuspenseRefundOpened' }>;

const begin = ({ data, position, recordedAt }: Opened, stageNow: string, monthsLeft: number): Statement[] => [
  {
    name: 'insert-refund',
    text: `insert into refunds
        (refund_id, person_id, insurance, stage, months_left, applied_by, opened_position)
      values ($1, $2, $3, $4, $5, $6, committed_position($7))`,
    values: [
      data.refundId,
      data.personId ?? null,
      data.insurance ?? null,
      stageNow,
      monthsLeft,
      data.by,
      position,
    ],
  },
  ...data.legs.map(({ orderId, channel }) => ({
    name: 'insert-refund-leg',
    text: `insert into refund_legs (refund_id, order_id, channel, status, due_at)
      values ($1, $2, $3, 'to-send', $4)`,
    values: [data.refundId, orderId, channel, recordedAt],
  })),
];

const stage = (refundId: string, stageNow: string): Statement => ({
  name: 'refund-stage',
  text: 'update refunds set stage = $2 where refund_id = $1',
  values: [refundId, stageNow],
});

/** What has moved is looked at again at once. */
const leg = (
  { data, recordedAt }: StoredEvent<Extract<PaymentEvent, { data: { refundId: string; refundNo: string } }>>,
  status: string,
): Statement => ({
  name: 'refund-leg',
  text: `update refund_legs set status = $3, attempts = 0, due_at = $4
    where refund_id = $1 and order_id = $2`,
  values: [data.refundId, data.orderId, status, recordedAt],
});

/** Where a refund stands, in SQL as in the domain: the leg that says most decides. */
export const refundStatus = `case when stage <> 'decided' then stage
    when months_left > 0 then 'unposting'
    else (select legs.status from refund_legs as legs where legs.refund_id = refunds.refund_id
      order by array_position(
        array['abnormal', 'to-send', 'sending', 'to-pay-out', 'under-way', 'refunded'], legs.status) limit 1)
  end`;

/** Whose refunds a caller sees: SQL on `refunds`, with `$3` as its parameter. */
const scopes = {
  all: '$3::text is null or true',
  payer: `person_id in (select person_id from delegations where payer_id = $3) or exists (
    select from refund_legs as legs join orders using (order_id)
    where legs.refund_id = refunds.refund_id and orders.payer_id = $3)`,
  channel: `exists (select from refund_legs as legs
    where legs.refund_id = refunds.refund_id and legs.channel = $3)`,
  insurance: 'insurance = $3',
} as const;

/** Whose refunds a caller sees. */
export interface Scope {
  readonly kind: keyof typeof scopes;
  readonly value: string | null;
}

const pageSize = 50;

/** Ids of refunds, the latest first; the cursor is the position at which the last one was opened. */
export const refundIds = async (
  database: Database,
  scope: Scope,
  { status: wanted, cursor }: { readonly status?: string | undefined; readonly cursor?: string | undefined },
): Promise<{ readonly ids: readonly string[]; readonly nextCursor?: string }> => {
  const rows = await database.query<{ refund_id: string; position: string }>(
    `select refund_id, opened_position::text as position from refunds
     where (${scopes[scope.kind]}) and ($1::text is null or ${refundStatus} = $1)
       and ($2::bigint is null or opened_position < $2::bigint)
     order by opened_position desc limit ${pageSize}`,
    [wanted ?? null, cursor ?? null, scope.value],
  );
  const last = rows[pageSize - 1]?.position;
  return { ids: rows.map((row) => row.refund_id), ...(last === undefined ? {} : { nextCursor: last }) };
};

/** Whether the caller sees the refund. */
export const seesRefund = async (database: Database, scope: Scope, refundId: string): Promise<boolean> => {
  const rows = await database.query(
    `select from refunds where refund_id = $1::uuid and $2::text is null and (${scopes[scope.kind]})`,
    [refundId, null, scope.value],
  );
  return rows.length > 0;
};

/** The refunds of some orders, by order. */
export const refundsOfOrders = async (
  database: Database,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, readonly { readonly refundId: string; readonly status: string }[]>> => {
  const rows = await database.query<{ order_id: string; refund_id: string; status: string }>(
    `select own.order_id, refund_id, ${refundStatus} as status
     from refund_legs as own join refunds using (refund_id)
     where own.order_id = any($1::uuid[]) order by opened_position`,
    [orderIds],
  );
  return Map.groupBy(
    rows.map((row) => ({ orderId: row.order_id, refundId: row.refund_id, status: row.status })),
    ({ orderId }) => orderId,
  );
};

/** Longer than the longest wait: a time beyond it was set by a clock that has been put back since. */
const beyondSeconds = 2 * Math.max(...refundSchedule);

/**
 * Leases the legs that have something to be done, the longest due first: no other worker sees them until they
 * are due again, by the published schedule and the platform's clock.
 */
export const leaseDueLegs = (
  database: Database,
  now: Instant,
  limit: number,
): Promise<{ readonly refundId: string; readonly orderId: string }[]> =>
  database.query(
    `update refund_legs set attempts = attempts + 1,
       due_at = $3::timestamptz + make_interval(
         secs => ($2::float8[])[least(attempts + 1, cardinality($2::float8[]))])
     where (refund_id, order_id) in (
       select refund_id, order_id from refund_legs as legs join refunds using (refund_id)
       where (legs.due_at <= $3 or legs.due_at > $3::timestamptz + make_interval(secs => ${beyondSeconds}))
         and legs.status not in ('refunded', 'to-pay-out') and stage = 'decided' and months_left = 0
       order by legs.due_at limit $1 for update of legs skip locked
     )
     returning refund_id as "refundId", order_id as "orderId"`,
    [limit, refundSchedule, now],
  );

/** Its channel has told something of a refund, and is asked at once. False for a number that is not ours. */
export const askAtOnce = async (database: Database, refundNo: string, now: Instant): Promise<boolean> => {
  const refundId = refundIdOf(refundNo);
  if (refundId === undefined) return false;
  const legs = await database.query(
    'update refund_legs set due_at = $2 where refund_id = $1::uuid returning order_id',
    [refundId, now],
  );
  return legs.length > 0;
};

/** When legs have their next turn, by refund and order. */
export const nextTurns = async (
  database: Database,
  refundIds: readonly string[],
): Promise<ReadonlyMap<string, Instant>> => {
  const rows = await database.query<{ leg: string; due_at: Instant }>(
    `select refund_id || ' ' || order_id as leg, ${instantText('due_at')} as due_at from refund_legs
     where refund_id = any($1::uuid[])`,
    [refundIds],
  );
  return new Map(rows.map(({ leg: name, due_at: dueAt }) => [name, dueAt]));
};

/** Answers about orders, with the refunds of those that have any. */
export const withRefunds = async <Answer extends { readonly orderId: string }>(
  database: Database,
  answers: readonly Answer[],
): Promise<(Answer & { readonly refunds?: readonly object[] })[]> => {
  const found = await refundsOfOrders(
    database,
    answers.map(({ orderId }) => orderId),
  );
  return answers.map((answer) => {
    const refunds = found
      .get(answer.orderId)
      ?.map(({ refundId, status: now }) => ({ refundId, status: now }));
    return refunds === undefined ? answer : { ...answer, refunds };
  });
};
