import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerClientError } from '../http/client-error';
import type { ListenerTls } from '../http/tls';
import { watchBodies, type Pace } from './body-watch';
import { closeInOrder } from './closing';
import { limitConnections, type ConnectionLimits } from './connections';
import { answerExpectations } from './expect';
import { endIfEarly, lingerAfterEarlyAnswers } from './linger';
import { refuseMalformed } from './malformed';
import { refuse } from './refuse';

/** Configuration: within this time the headers of a request must be there, in ms. */
const headersTimeoutMs = 10_000;
/** Configuration: within this time the longest file must be there, in ms. */
const requestTimeoutMs = 15 * 60_000;

/** Fastify's options for a server with {@link guardEdge}. */
export const edgeOptions = {
  clientErrorHandler: answerClientError,
  // A URL that cannot be decoded matches no route, and no hook or filter sees it.
  frameworkErrors: (_error: unknown, { raw }: FastifyRequest, reply: FastifyReply): void => {
    endIfEarly(raw, reply);
    refuse(reply, 'invalid-request');
  },
  // What is open at a stop, and what is answered then, is decided in `closing.ts`.
  return503OnClosing: false,
  requestTimeout: requestTimeoutMs,
  // Node would refuse a request without Host in words of its own; `malformed.ts` does.
  http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1000, requireHostHeader: false },
} as const;

/** The same for a port that may speak TLS: Fastify reads the limits of a server beside its keys. */
export const edgeOptionsFor = (tls: ListenerTls | undefined): object =>
  tls === undefined ? edgeOptions : { ...edgeOptions, https: { ...edgeOptions.http, ...tls } };

/** How much one port takes on at a time, and how long it waits. */
export interface EdgeLimits extends ConnectionLimits, Pace {}
/** Configuration: generous for banks behind one address; a portal holds 200 connections to a service. */
export const edgeLimits: EdgeLimits = {
  perAddress: 1000,
  total: 8000,
  bodyMs: 10_000,
  window: { bytes: 10 * 1024, ms: 10_000 },
};

/**
 * What every HTTP port does before a request has a meaning: it bounds connections and slow bodies, refuses
 * malformed requests, answers `Expect`, never lets an answer be lost in a reset, and stops in order. To be
 * called before the routes are added.
 */
export const guardEdge = (app: FastifyInstance, limits: EdgeLimits = edgeLimits): void => {
  lingerAfterEarlyAnswers(app);
  closeInOrder(app);
  limitConnections(app, limits);
  refuseMalformed(app);
  answerExpectations(app);
  watchBodies(app, limits);
  app.addHook('onSend', async (_request, reply, payload) => {
    void reply.header('x-content-type-options', 'nosniff');
    // Answers are somebody's own; only what says so itself may be kept.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    return payload;
  });
};
