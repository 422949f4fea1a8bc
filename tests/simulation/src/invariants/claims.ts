import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';

/** No order stays open past its time, and a month in payment is released when its order closes or expires. */
export const claims = (world: World): Finding[] => {
  const open = new Set<string>();
  const claimedBy = new Map<string, string>();
  for (const { type, data } of paymentEvents(world)) {
    if (type === 'OrderOpened') open.add(data.orderId);
    if (type === 'OrderClosed') open.delete(data.orderId);
    if (!('month' in data)) continue;
    const name = `${data.insurance} ${data.month} of ${data.personId}`;
    if (type === 'MonthClaimed') claimedBy.set(name, data.orderId);
    // Money ends a claim, and so does the release by the order that holds it.
    else claimedBy.delete(name);
  }
  return [
    ...[...open].map((orderId) => `claims: order ${orderId} is open past its time`),
    ...[...claimedBy]
      .filter(([, orderId]) => !open.has(orderId))
      .map(([name, orderId]) => `claims: ${name} is still in payment by order ${orderId}, which is closed`),
  ];
};
