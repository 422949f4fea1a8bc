import type { QuoteClaims } from '@canbao/contracts';
import type { OrderEvent } from '../order/order.events';

type Opened = Extract<OrderEvent, { type: 'OrderOpened' }>['data'];

/** The quote that the order was opened from, without which it cannot settle by itself. */
export const quoteOf = ({ atChannel, ...order }: Opened): QuoteClaims | undefined => {
  if (atChannel === undefined) return undefined;
  const { quoteId, personId, payerId, insurance, district, channel, lines, total, payBy } = order;
  const { quotedAt: issuedAt, certificateHash, bundles } = atChannel;
  const common = { quoteId, personId, payerId, district, channel, total, issuedAt, certificateHash };
  // What was stored came out of a quote of this form.
  return { ...common, insurance, lines, expiresAt: payBy, bundles } as unknown as QuoteClaims;
};
