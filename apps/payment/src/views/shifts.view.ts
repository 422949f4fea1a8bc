import type { AnyPaymentEvent, PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { add, zero, type Yuan } from '@canbao/money';
import type { InlineView, Statement } from '@canbao/postgres';

const movementColumns = ['position', 'kind', 'order_id', 'officer', 'method', 'amount', 'at'];

/**
 * Shifts, and the money of tax desks as it came in and went out, by the officer who took or gave it. An event
 * of another channel writes nothing here.
 */
export const shiftsView: InlineView<AnyPaymentEvent> = {
  name: 'shifts',
  tables: [
    {
      name: 'shifts',
      derived: [
        'shift_id',
        'officer',
        'opened_position',
        'opened_at',
        'opening_cash',
        'closed_at',
        'up_to',
        'counted_cash',
      ],
    },
    { name: 'desk_movements', derived: movementColumns },
  ],
  statements: (events) => events.flatMap((event) => statementOf(event) ?? []),
};

const statementOf = (event: StoredEvent<AnyPaymentEvent>): Statement | undefined => {
  switch (event.type) {
    case 'PaymentCaptured':
      return event.data.channel === 'tax-desk'
        ? takenIn(event, event.data.takenAs ?? event.data.method, whole(event.data))
        : undefined;
    case 'ReceiptKeptInSuspense':
      // What a reversal came before has been handed back already.
      return event.data.because === 'void-by-reversal'
        ? undefined
        : takenIn(event, event.data.takenAs, whole(event.data));
    case 'UnidentifiedReceiptKept':
      return takenIn(event, event.data.takenAs, event.data.amount);
    case 'CollectionReversed':
    case 'UnidentifiedReceiptReversed':
      return event.data.channel === 'tax-desk' ? givenBack(event) : undefined;
    case 'RefundLeft':
      return event.data.channel === 'tax-desk' && event.data.way === 'counter' ? paidOut(event) : undefined;
    case 'ShiftOpened':
      return {
        name: 'open-shift',
        text: `insert into shifts (shift_id, officer, opened_position, opened_at, opening_cash)
          values ($1, $2, committed_position($3), $4, $5)`,
        values: [
          event.data.shiftId,
          event.data.officer,
          event.position,
          event.data.openedAt,
          event.data.openingCash,
        ],
      };
    case 'ShiftClosed':
      return {
        name: 'close-shift',
        text: `update shifts set closed_at = $2, up_to = $3, counted_cash = $4 where shift_id = $1`,
        values: [event.data.shiftId, event.data.closedAt, event.data.upTo, event.data.countedCash],
      };
    default:
      return undefined;
  }
};

/** Of the whole report: the rest is kept by events of its own. */
const whole = ({
  amount,
  inSuspense,
}: {
  readonly amount: Yuan;
  readonly inSuspense?: { readonly amount: Yuan };
}): Yuan => add(amount, inSuspense?.amount ?? zero);

type Receipt = Extract<
  PaymentEvent,
  { type: 'PaymentCaptured' | 'ReceiptKeptInSuspense' | 'UnidentifiedReceiptKept' }
>;
type Reversal = Extract<PaymentEvent, { type: 'CollectionReversed' | 'UnidentifiedReceiptReversed' }>;

const takenIn = (
  { position, metadata, data }: StoredEvent<Receipt>,
  method: string | undefined,
  amount: Yuan,
): Statement | undefined =>
  method === undefined
    ? undefined
    : {
        name: 'take-in-at-desk',
        text: `insert into desk_movements (${movementColumns.join(', ')})
          values (committed_position($1), 'collection', $2, $3, $4, $5, $6)`,
        values: [position, data.orderId, metadata.actor, method, amount, data.paidAt],
      };

/** The way back is the way it came. */
const givenBack = ({ position, metadata, data }: StoredEvent<Reversal>): Statement => ({
  name: 'give-back-at-desk',
  text: `insert into desk_movements (${movementColumns.join(', ')})
    select committed_position($1), 'reversal', $2, $3, method, $4, $5
    from desk_movements where order_id = $2 and kind = 'collection' order by position limit 1`,
  values: [position, data.orderId, metadata.actor, data.amount, data.reversedAt],
});

/** As the officer says; otherwise the way it came. */
const paidOut = ({
  position,
  metadata,
  data,
}: StoredEvent<Extract<PaymentEvent, { type: 'RefundLeft' }>>): Statement => ({
  name: 'pay-out-at-desk',
  text: `insert into desk_movements (${movementColumns.join(', ')})
    values (committed_position($1), 'refund', $2, $3, coalesce($6, (
      select method from desk_movements where order_id = $2 and kind = 'collection' order by position limit 1
    ), 'cash'), $4, $5)`,
  values: [position, data.orderId, metadata.actor, data.amount, data.leftAt, data.paidAs ?? null],
});
