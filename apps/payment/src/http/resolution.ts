import type { Instant, Month } from '@canbao/calendar';
import { obligationStream, type ResolveSuspense } from '@canbao/domain-payment';
import type { Insurance } from '@canbao/vocabulary';
import type { LineRow } from '../views/suspense.view';

/** The command that takes a line out of suspense, with the streams that it and the law of its way rest on. */
export const resolutionOf = (
  { order_id: orderId, line, person_id: personId, insurance, months: [month], because }: LineRow,
  at: Instant,
): ResolveSuspense => ({
  type: 'ResolveSuspense',
  orderId,
  line,
  at,
  ...(personId === null ? {} : { personId }),
  // Items of a bundle are on the stream of their month.
  ...(because === 'scheme-changed' && personId !== null && insurance !== null && month !== undefined
    ? { obligation: obligationStream(personId, insurance as Insurance, month as Month) }
    : {}),
});
