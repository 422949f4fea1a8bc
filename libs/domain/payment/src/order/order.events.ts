import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { UnpayableReason } from '../payability/payability.events';
import { OrderBundle, OrderLine } from './order-line';

const order = z.object({ personId: z.string(), orderId: z.string() });

export const OrderOpened = eventType(
  'OrderOpened',
  order.extend({
    quoteId: z.string(),
    payerId: z.string(),
    insurance: stored.insurance,
    district: stored.district,
    channel: stored.channel,
    lines: stored.list(OrderLine),
    total: stored.yuan,
    payBy: stored.instant,
    /**
     * Of an order that is placed at its channel: who pays there, as the channel names them, and what the
     * order needs of its quote to settle by itself.
     */
    atChannel: z
      .object({
        payerReference: z.string(),
        quotedAt: stored.instant,
        certificateHash: z.string(),
        bundles: stored.list(OrderBundle).exactOptional(),
      })
      .exactOptional(),
  }),
);
/** For a reason against a month, where registration has told since that it is not payable. */
export const OrderClosed = eventType(
  'OrderClosed',
  order.extend({
    because: z.enum([
      'closed-by-payer',
      'expired',
      'paid-elsewhere',
      'closed-by-channel',
      'refused-by-channel',
      ...UnpayableReason.options,
    ]),
  }),
);

/** What happens to an online order, on the order's stream. */
export const orderEvents = eventTypes([OrderOpened, OrderClosed]);
export type OrderEvent = EventOf<(typeof orderEvents.declarations)[number]>;
