import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerClientError } from './client-error';
import { Door } from './door';
import { parseJsonBody } from './json-body';
import { Problem } from './problem';
import { problemOf, sendProblem } from './problem.filter';

const bodyBytesMax = 256 * 1024;
const parameterLengthMax = 200;

/**
 * Nest on Fastify with a door before the body, our own strict body parser, and headers that forbid caching
 * and guessing of types. The root module provides the `Door`.
 */
export const httpApplication = async (root: DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: parameterLengthMax, ignoreTrailingSlash: false },
    trustProxy: '127.0.0.1',
    clientErrorHandler: answerClientError,
    // A URL that cannot be decoded matches no route, so that no filter sees it.
    frameworkErrors: (error: unknown, { id }: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(error).document(), id),
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const door = app.get(Door, { strict: false });
  fastify.addHook('onRequest', (request) => door.pass(request));
  parseBodies(fastify);
  fastify.addHook('onSend', async (_request, reply, payload) => {
    void reply.header('x-content-type-options', 'nosniff');
    void reply.header('cache-control', 'no-store');
    return payload;
  });
  return app;
};

const parseBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (request.headers['content-encoding'] !== undefined) throw Problem.general('unsupported-media-type');
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // A file is read as it arrives, by the operation that takes it.
  fastify.addContentTypeParser('application/x-ndjson', (_request, file, done) => done(null, file));
};
