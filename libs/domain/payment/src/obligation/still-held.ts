import { on, type Placed } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import { addedOf, heldByAnother, obligationStream, type Claim, type Obligations } from './obligation';
import type { ObligationEvent } from './obligation.events';

type OfMonth = Pick<ObligationEvent['data'], 'personId' | 'insurance' | 'month'> & {
  readonly item?: 'pension-true-up';
};

/** Others are told that whoever holds the month may still be paid for it. */
export const stillHeld = (of: OfMonth, claim: Claim): Placed<PaymentEvent> => {
  const { personId, insurance, month, item } = of;
  const added = item === undefined ? {} : { item };
  const { orderId, until, by, untilClosed } = claim;
  return on<PaymentEvent>(obligationStream(personId, insurance, month, added), {
    type: 'MonthClaimed',
    data: {
      personId,
      insurance,
      month,
      orderId,
      until,
      ...added,
      ...(by === undefined ? {} : { by }),
      ...(untilClosed === true ? { untilClosed } : {}),
      isTold: true,
    },
  });
};

/**
 * The events, and after each that leaves its month unpaid while the order or batch of another holds it, the
 * claim of that: others took the month for free since its money came.
 */
export const withStillHeld = (
  placed: readonly Placed<PaymentEvent>[],
  { obligations, additions }: Obligations,
): Placed<PaymentEvent>[] =>
  placed.flatMap((each) => {
    const { event } = each;
    if (event.type !== 'MonthReopened' && event.type !== 'BundlePartReceived') return [each];
    const { month, orderId } = event.data;
    const owed = addedOf(event).item === undefined ? obligations[month] : additions[month];
    const claim = heldByAnother(owed, orderId);
    return claim === undefined ? [each] : [each, stillHeld(event.data, claim)];
  });
