import type { IncomingMessage } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { wholeBody } from '../edge/body';
import { requestIdOf } from './request-id';
import { edgeOptionsFor, guardEdge } from '../edge/edge';
import { Door } from './door';
import { parseJsonBody } from './json-body';
import { RateLimits } from '../limits/rate-limits';
import { operationOf, type OperationRequest } from './operation-request';
import { Problem } from './problem';
import { sendRawAnswers } from './raw-answer';
import { RequestSignatures } from '../signing/request-signatures';
import { proveBody, provenFile, signAnswers } from '../signing/signed-http';
import { listenerTls, type ListenerFiles } from './tls';

const parameterLengthMax = 200;

/**
 * Nest on Fastify with a guarded edge, a door before the body, and our own strict body parser. The root
 * module provides `Door` and `RateLimits`; `TRUSTED_PROXIES` may say for whom a call comes.
 */
export const httpApplication = async (
  root: DynamicModule,
  settings: ListenerFiles & { readonly TRUSTED_PROXIES?: string | undefined } = {},
): Promise<NestFastifyApplication> => {
  const tls = listenerTls(settings, 'required');
  const adapter = new FastifyAdapter({
    ...edgeOptionsFor(tls),
    routerOptions: { maxParamLength: parameterLengthMax, ignoreTrailingSlash: false },
    trustProxy: settings.TRUSTED_PROXIES ?? '127.0.0.1',
    genReqId: requestIdOf,
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    // Nest names the address by this alone.
    ...(tls === undefined ? {} : { httpsOptions: tls as object }),
    logger: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  guardEdge(fastify);
  const door = app.get(Door, { strict: false });
  fastify.addHook('onRequest', (request, reply) => door.pass(request, reply));
  const limits = app.get(RateLimits, { strict: false });
  fastify.addHook('onResponse', async (request, reply) => limits.answered(request, reply));
  const signatures = signaturesOf(app);
  parseBodies(fastify, signatures);
  sendRawAnswers(fastify);
  signAnswers(fastify, signatures);
  return app;
};

/** Undefined where nobody signs: in a specification without a database. */
const signaturesOf = (app: NestFastifyApplication): RequestSignatures | undefined => {
  try {
    return app.get(RequestSignatures, { strict: false });
  } catch {
    return undefined;
  }
};

type Signatures = RequestSignatures | undefined;

const parseBodies = (fastify: FastifyInstance, signatures: Signatures): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (request, payload, done) => {
    const encoded = request.headers['content-encoding'] !== undefined;
    if (isRaw(request)) readRaw(request, payload, signatures, done);
    else if (encoded) done(Problem.general('unsupported-media-type'));
    else
      bytesOf(request, payload, signatures)
        .then(parseJsonBody)
        .then((json) => done(null, json), done);
  });
  fastify.addContentTypeParser('application/x-ndjson', (request, file, done) => {
    if (isRaw(request)) readRaw(request, file, signatures, done);
    // A file is read as it arrives, by the operation that takes it; one that is signed, once it is proven.
    else provenFile(signatures, request, file).then((proven) => done(null, proven), done);
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (isRaw(request)) readRaw(request, payload, signatures, done);
    else if (isOwnFile(request))
      provenFile(signatures, request, payload).then((proven) => done(null, proven), done);
    else done(Problem.general('unsupported-media-type'));
  });
};

const isRaw = (request: FastifyRequest): boolean => operationOf(request)?.raw !== undefined;

/** A file of the operation's own form, whatever its sender calls it. */
const isOwnFile = (request: FastifyRequest): boolean => operationOf(request)?.fileTypes !== undefined;

const readRaw = (
  request: FastifyRequest,
  payload: IncomingMessage,
  signatures: Signatures,
  done: (error: Error | null, body?: undefined) => void,
): void => void bytesOf(request, payload, signatures).then(() => done(null), done);

/** The whole body, proven where it is signed; it stays with the request for those who verify it. */
const bytesOf = async (
  request: OperationRequest,
  payload: IncomingMessage,
  signatures: Signatures,
): Promise<Buffer> => {
  const bytes = await wholeBody(request, payload, operationOf(request)?.raw?.bytesMax);
  request.bodyBytes = bytes;
  await proveBody(signatures, request, bytes);
  return bytes;
};
