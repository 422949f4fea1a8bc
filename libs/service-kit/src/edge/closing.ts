import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { refuse } from './refuse';

/** Configuration: what is being worked on at a stop must be answered within this time, in ms. */
const graceMs = 4000;

/**
 * A stop answers every complete request and waits for nothing else: idle connections end, and whoever is
 * still sending is told to come back (503).
 */
export const closeInOrder = (app: FastifyInstance): void => {
  const open = new Map<Socket, FastifyReply | undefined>();
  let closing = false;
  app.server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (closing) return void refuse(reply.header('connection', 'close'), 'busy');
    open.set(request.raw.socket, reply);
    done();
  });
  app.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
    if (open.has(socket)) open.set(socket, undefined);
    done();
  });
  app.addHook('preClose', (done) => {
    closing = true;
    for (const [socket, reply] of open) {
      if (reply === undefined) socket.destroy();
      else if (!reply.request.raw.complete && !reply.sent) refuse(reply, 'busy');
    }
    setTimeout(() => app.server.closeAllConnections(), graceMs).unref();
    done();
  });
};
