import type { PaymentEvent } from '../payment.events';

/** The online orders that held a month for which money of another order has come: each is to be closed. */
export const ordersPaidElsewhere = (events: readonly PaymentEvent[]): string[] => {
  const ended = events.flatMap(({ data }) =>
    'endsClaimOf' in data && data.endsClaimOf !== data.orderId ? (data.endsClaimOf ?? []) : [],
  );
  return [...new Set(ended)];
};
