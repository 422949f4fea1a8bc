import type { FastifyInstance, FastifyReply } from 'fastify';
import { operationOf } from '../http/operation-request';
import { hasBody } from './body';
import { refuse } from './refuse';

/** How fast a body must arrive. */
export interface Pace {
  /** A body other than a file must be there within this time, in ms. */
  readonly bodyMs: number;
  /** Of a file so many bytes must arrive in any such time, in ms. */
  readonly window: { readonly bytes: number; readonly ms: number };
}
const sweepMs = 500;

interface Arriving {
  readonly reply: FastifyReply;
  readonly isFile: boolean;
  since: number;
  /** Bytes of the connection when the time began. */
  bytes: number;
}

/**
 * Refuses a body that comes too slowly (408), so that a client that sends a byte now and then holds its
 * connection for some seconds only. A file that waits for us, because its lines are being stored, is not
 * slow.
 */
export const watchBodies = (app: FastifyInstance, pace: Pace): void => {
  const arriving = new Set<Arriving>();
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (hasBody(raw)) {
      const isFile = operationOf(request)?.lines !== undefined;
      const body = { reply, isFile, since: performance.now(), bytes: raw.socket.bytesRead };
      arriving.add(body);
      raw.once('close', () => arriving.delete(body));
    }
    done();
  });
  const timer = setInterval(() => sweep(arriving, pace), sweepMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
};

const sweep = (arriving: Set<Arriving>, pace: Pace): void => {
  const now = performance.now();
  for (const body of arriving) {
    const { raw } = body.reply.request;
    if (raw.complete || body.reply.sent) arriving.delete(body);
    else if (isSlow(body, now, pace)) refuse(body.reply, 'request-timeout');
  }
};

const isSlow = (body: Arriving, now: number, { bodyMs, window }: Pace): boolean => {
  const { socket, readableLength } = body.reply.request.raw;
  const elapsed = now - body.since;
  if (!body.isFile) return elapsed >= bodyMs;
  if (elapsed < window.ms) return false;
  const arrived = socket.bytesRead - body.bytes;
  body.since = now;
  body.bytes = socket.bytesRead;
  return arrived < window.bytes && readableLength === 0;
};
