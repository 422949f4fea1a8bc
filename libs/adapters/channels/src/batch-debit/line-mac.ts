import { createHmac, timingSafeEqual } from 'node:crypto';

/** The proof of the line over the bytes of a message. */
export const lineMac = (key: string, bytes: Uint8Array): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(bytes).digest('hex');

/** Whether the bytes came over the line, in constant time. */
export const isOfLine = (key: string, bytes: Uint8Array, mac: string): boolean => {
  const [given, right] = [Buffer.from(mac, 'hex'), Buffer.from(lineMac(key, bytes), 'hex')];
  return given.length === right.length && timingSafeEqual(given, right);
};
