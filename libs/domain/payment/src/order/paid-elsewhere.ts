import type { PaymentEvent } from '../payment.events';

/** The online orders that held a month for which money of another order has come: each is to be closed. */
export const ordersPaidElsewhere = (events: readonly PaymentEvent[]): string[] => [
  ...new Set(
    events.flatMap(({ data }) =>
      'stillHeldBy' in data || 'endsClaimOf' in data
        ? [data.stillHeldBy ?? [], data.endsClaimOf ?? []].flat().filter((id) => id !== data.orderId)
        : [],
    ),
  ),
];
