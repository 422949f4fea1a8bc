import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { answerOnSocket } from '../http/client-error';
import { refuse } from './refuse';

const expectsContinue = ({ headers: { expect }, httpVersion }: IncomingMessage): boolean =>
  httpVersion === '1.1' && expect?.toLowerCase() === '100-continue';

/**
 * Who asks before sending a body (`Expect: 100-continue`) is told to go on once nothing in the headers speaks
 * against it, or is refused at once. Other expectations and tunnels (CONNECT) are refused.
 */
export const answerExpectations = (app: FastifyInstance): void => {
  const route = (request: IncomingMessage, response: ServerResponse): void => app.routing(request, response);
  app.server.on('checkContinue', route);
  app.server.on('checkExpectation', route);
  app.server.on('connect', (_request, socket: Socket) => answerOnSocket(socket, 'method-not-allowed'));
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (raw.headers.expect === undefined || expectsContinue(raw) || raw.httpVersion === '1.0') done();
    else refuse(reply.header('connection', 'close'), 'expectation-failed');
  });
  app.addHook('preParsing', ({ raw }, reply, _payload, done) => {
    if (raw.headers.expect !== undefined && expectsContinue(raw)) reply.raw.writeContinue();
    done();
  });
};
