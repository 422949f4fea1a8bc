import { isIPv6, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { refuse } from './refuse';

/** How many connections may be open at a time. */
export interface ConnectionLimits {
  /** From one address, trusted proxies included: they stand for many callers. */
  readonly perAddress: number;
  readonly total: number;
}

/**
 * A connection beyond a limit gets one answer, 503, so that its owner knows; beyond twice the limit of its
 * address, or far beyond the total, it is dropped.
 */
export const limitConnections = (app: FastifyInstance, { perAddress, total }: ConnectionLimits): void => {
  const open = new Map<string, number>();
  const surplus = new WeakSet<Socket>();
  let count = 0;
  app.server.maxConnections = total + perAddress;
  app.server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '');
    const ofAddress = (open.get(address) ?? 0) + 1;
    open.set(address, ofAddress);
    count += 1;
    socket.once('close', () => {
      count -= 1;
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (ofAddress > perAddress || count > total) surplus.add(socket);
    if (ofAddress > 2 * perAddress) socket.destroy();
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (surplus.has(request.raw.socket)) refuse(reply.header('connection', 'close'), 'busy');
    else done();
  });
};

/** Whoever has one address of IPv6 has the 2^64 of its network. */
const networkOf = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;
