import type { Leg, Refund } from './refund-state';

/**
 * The number of a refund at a channel: the refund's id without hyphens, the place of the order among those of
 * the refund, and which attempt it is. It follows from what is stored, so it is the same however often it is
 * made; 64 characters at most are allowed at every channel.
 */
export const refundNoOf = ({ refundId, legs }: Pick<Refund, 'refundId' | 'legs'>, leg: Leg): string => {
  const place = legs.findIndex(({ orderId }) => orderId === leg.orderId) + 1;
  return `${refundId.replaceAll('-', '')}-${place}-${leg.closedNos.length + 1}`;
};

/** The leg that a number belongs to, in use or closed. */
export const legOfNo = ({ legs }: Refund, refundNo: string): Leg | undefined =>
  legs.find((leg) => leg.refundNo === refundNo || leg.closedNos.includes(refundNo));

const form = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-\d+-\d+$/;

/** The refund that a number was made for; undefined for a number that is not ours. */
export const refundIdOf = (refundNo: string): string | undefined => form.exec(refundNo)?.slice(1).join('-');
