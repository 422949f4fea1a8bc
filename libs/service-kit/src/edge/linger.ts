import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { hasBody } from './body';

/** Configuration: how long what is still sent after an early answer is read and thrown away, in ms. */
const lingerMs = 2000;

/**
 * An answer that is given before the body is there ends the connection. A connection that is closed while
 * bytes arrive is reset, and its owner may never see the answer; so ours is half-closed first.
 */
export const lingerAfterEarlyAnswers = (app: FastifyInstance): void => {
  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    // A request behind an answer that ended the connection gets no answer, so it must have no effect.
    if (socket.writableEnded) void reply.hijack();
    else done();
  });
  app.addHook('onSend', ({ raw }, reply, payload, done) => {
    endIfEarly(raw, reply);
    done(null, payload);
  });
};

/** Prepares the end of a connection whose request is answered before its body is there. */
export const endIfEarly = (request: IncomingMessage, reply: FastifyReply): void => {
  if (request.complete || !hasBody(request)) return;
  void reply.header('connection', 'close');
  const { socket } = request;
  socket.destroySoon = () => {
    socket.end();
    request.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once('close', () => clearTimeout(timer));
  };
};
