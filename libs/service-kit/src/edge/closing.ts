import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { refuse } from './refuse';

/** Configuration: what is being worked on at a stop must be answered within this time, in ms. */
const graceMs = 4000;

/** A connection as it was accepted, and the last request on it that is not answered yet. */
interface Connection {
  readonly socket: Socket;
  reply?: FastifyReply | undefined;
}

/**
 * A stop answers every complete request and waits for nothing else: idle connections end, and whoever is
 * still sending is told to come back (503). After the grace nothing is open, whatever its state.
 */
export const closeInOrder = (app: FastifyInstance): void => {
  // Under TLS a request comes on another socket than the one that was accepted; their far end is the same.
  const open = new Map<string, Connection>();
  let closing = false;
  app.server.on('connection', (socket: Socket) => {
    const farEnd = farEndOf(socket);
    const connection = { socket };
    open.set(farEnd, connection);
    socket.once('close', () => {
      if (open.get(farEnd) === connection) open.delete(farEnd);
    });
  });
  app.addHook('onRequest', (request, reply, done) => {
    const connection = open.get(farEndOf(request.raw.socket));
    if (connection !== undefined) connection.reply = reply;
    if (closing) refuse(reply.header('connection', 'close'), 'busy');
    else done();
  });
  app.addHook('onResponse', ({ raw: { socket } }, reply, done) => {
    const connection = open.get(farEndOf(socket));
    // Behind it another request may have come.
    if (connection?.reply === reply) {
      connection.reply = undefined;
      if (closing) socket.destroySoon();
    }
    done();
  });
  app.addHook('preClose', (done) => {
    closing = true;
    // First of all: whatever follows, a stop has an end.
    setTimeout(() => open.forEach(({ socket }) => socket.destroy()), graceMs).unref();
    for (const { socket, reply } of open.values()) {
      if (reply === undefined) socket.destroy();
      else if (!reply.request.raw.complete && !reply.sent) refuse(reply, 'busy');
    }
    done();
  });
};

const farEndOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
