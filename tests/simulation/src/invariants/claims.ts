import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';

/** An order that is paid, whatever becomes of the money, is not open either. */
const ends: readonly string[] = ['OrderClosed', 'PaymentCaptured', 'ReceiptKeptInSuspense'];

/**
 * No order stays open past its time, and a month in payment is released when its order closes or expires; who
 * holds a month at a channel or in a batch holds it alone.
 */
export const claims = (world: World): Finding[] => {
  const open = new Set<string>();
  const claimedBy = new Map<string, string>();
  const held = new Set<string>();
  const findings: Finding[] = [];
  for (const { type, data } of paymentEvents(world)) {
    if (type === 'OrderOpened') open.add(data.orderId);
    if (ends.includes(type)) open.delete(data.orderId);
    if (!('month' in data)) continue;
    const added = 'item' in data && data.item !== undefined ? `${data.item} ` : '';
    const name = `${added}${data.insurance} ${data.month} of ${data.personId}`;
    const holder = claimedBy.get(name);
    if (type !== 'MonthClaimed') {
      // What an order or a batch may be paid for stays held until it says itself that it no longer can be.
      const isKept = held.has(name) && type !== 'MonthReleased' && data.orderId !== holder;
      if (isKept) continue;
      claimedBy.delete(name);
      held.delete(name);
      continue;
    }
    if (held.has(name) && data.orderId !== holder)
      findings.push(`claims: ${name} is taken by ${data.orderId} while another holds it`);
    claimedBy.set(name, data.orderId);
    if (data.by === 'debit-run' || data.untilClosed === true) held.add(name);
  }
  return [
    ...findings,
    ...[...open].map((orderId) => `claims: order ${orderId} is open past its time`),
    ...[...claimedBy]
      .filter(([, orderId]) => !open.has(orderId))
      .map(([name, orderId]) => `claims: ${name} is still in payment by order ${orderId}, which is closed`),
  ];
};
