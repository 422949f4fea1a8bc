import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { allOperations } from '@canbao/contracts';
import { methodsOf, operationFor } from '../routes';
import { serviceUrls, type Settings } from '../settings';
import { problem, unknownRoute } from './problem';

/** Forwards each request below `/v1` unchanged to the service of its operation. */
export const proxyServices = async (app: FastifyInstance, settings: Settings): Promise<void> => {
  const urls = serviceUrls(settings);
  await app.register(httpProxy, {
    upstream: '',
    prefix: '/v1',
    rewritePrefix: '/v1',
    http2: false,
    undici: { connections: 128, pipelining: 1 },
    preHandler: (request, reply, done) => {
      if (methodsOf(allOperations, request.url).length > 0) done();
      else void unknownRoute(reply, request.url);
    },
    replyOptions: {
      getUpstream: ({ method = '', url = '' }: { method?: string; url?: string }) =>
        urls[operationFor(allOperations, method, url)?.service ?? 'registration'],
      onError: (reply: FastifyReply) => void problem(reply, 'busy'),
    } as never,
  });
};

/** Forwards `/sandbox`, where there is a sandbox. */
export const proxySandbox = async (
  app: FastifyInstance,
  { SANDBOX_URL: upstream }: Settings,
): Promise<void> => {
  if (upstream === undefined) return;
  const prefix = '/sandbox';
  await app.register(httpProxy, { upstream, prefix, rewritePrefix: prefix, http2: false });
};
