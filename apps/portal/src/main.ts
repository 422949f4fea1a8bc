import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  assessmentApi,
  ledgerSyncApi,
  operationsApis,
  paymentApi,
  registrationApi,
  type Operation,
} from '@canbao/contracts';
import { openApiOf } from '@canbao/service-kit';
import { docsPage, homePage } from './pages';
import { methodsOf, operationFor } from './routes';

const settings = z
  .object({
    PORT: z.coerce.number(),
    REGISTRATION_URL: z.url(),
    ASSESSMENT_URL: z.url(),
    PAYMENT_URL: z.url(),
    LEDGER_SYNC_URL: z.url(),
    SANDBOX_URL: z.url().optional(),
  })
  .parse(process.env);
const services = {
  registration: settings.REGISTRATION_URL,
  assessment: settings.ASSESSMENT_URL,
  payment: settings.PAYMENT_URL,
  'ledger-sync': settings.LEDGER_SYNC_URL,
} as const;
const operations: readonly Operation[] = [
  ...[registrationApi, assessmentApi, paymentApi, ledgerSyncApi].flatMap(
    (api) => Object.values(api) as Operation[],
  ),
  ...operationsApis,
];

/** As the services have it: refused here before it is passed on. */
const largestBody = 256 * 1024;
/**
 * Configuration: who sends bytes as slowly as they can must not keep connections. A file of 100,000 lines is
 * read no faster than it is stored.
 */
const headersWithinMs = 10_000;
const bodyWithinMs = 10_000;
const fileWithinMs = 15 * 60_000;

const problem = (
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  userMessage: string,
): FastifyReply => {
  if (status === 503) void reply.header('retry-after', '1');
  return reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `https://canbao.example/problems/${code}`,
        title: code,
        status,
        code,
        detail,
        userMessage,
        retryable: status === 503,
        traceId: randomUUID(),
      }),
    );
};

/** What is not in the table of operations: another method of a known path, or no path of ours. */
const notThere = (reply: FastifyReply, url: string): FastifyReply => {
  const methods = url.startsWith('/v1/') ? methodsOf(operations, url) : [];
  if (methods.length === 0)
    return problem(reply, 404, 'not-found', 'There is nothing here.', '未找到所请求的内容。');
  return problem(
    reply.header('allow', methods.join(', ')),
    405,
    'method-not-allowed',
    'This path does not take this method; Allow names those it takes.',
    '不支持该请求方式。',
  );
};

const endIfSlow = (request: IncomingMessage): void => {
  const due = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodyWithinMs);
  request.once('close', () => clearTimeout(due));
};

const ready = async (): Promise<{ status: string; services: Record<string, string> }> => {
  const targets = Object.entries({
    ...services,
    ...(settings.SANDBOX_URL === undefined ? {} : { sandbox: settings.SANDBOX_URL }),
  });
  const states = await Promise.all(
    targets.map(
      async ([name, url]) =>
        [
          name,
          await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
            ({ ok }) => (ok ? 'ready' : 'starting'),
            () => 'down',
          ),
        ] as const,
    ),
  );
  return {
    status: states.every(([, state]) => state === 'ready') ? 'ready' : 'starting',
    services: Object.fromEntries(states),
  };
};

const main = async (): Promise<void> => {
  // Clients keep connections open; they must not hold up the stop.
  const app = fastify({
    routerOptions: { maxParamLength: 5000 },
    forceCloseConnections: true,
    requestTimeout: fileWithinMs,
    http: { headersTimeout: headersWithinMs, connectionsCheckingInterval: 1000 },
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    (error.statusCode ?? 500) < 500
      ? problem(
          reply,
          error.statusCode ?? 400,
          'invalid-request',
          'The request is malformed.',
          '请求内容不符合要求，请检查后重新提交。',
        )
      : problem(reply, 503, 'busy', 'A service cannot be reached now.', '系统繁忙，请稍后再试。'),
  );
  app.setNotFoundHandler((request, reply) => notThere(reply, request.url));
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const state = await ready();
    return reply.status(state.status === 'ready' ? 200 : 503).send(state);
  });
  for (const path of ['/openapi.json', '/v1/openapi.json'])
    app.get(path, async () => openApiOf('Canbao 参保缴费', operations));
  app.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(await homePage(settings.ASSESSMENT_URL)),
  );
  app.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(operations)),
  );

  app.addHook('onRequest', async (request, reply) => {
    const methods = request.url.startsWith('/v1/') ? methodsOf(operations, request.url) : [];
    if (methods.length > 0 && !methods.includes(request.method)) return notThere(reply, request.url);
    // Passed on, two keys would look like one.
    if ((request.raw.headersDistinct['idempotency-key'] ?? []).length > 1)
      return problem(
        reply,
        400,
        'idempotency-key-invalid',
        'Idempotency-Key must be one header.',
        '请求编号格式有误，请重新提交。',
      );
    const file = operationFor(operations, request.method, request.url)?.lines !== undefined;
    if (!file && Number(request.headers['content-length'] ?? 0) > largestBody)
      return problem(
        reply,
        413,
        'body-too-large',
        'The body is larger than any call accepts.',
        '请求内容过大。',
      );
    if (!file) endIfSlow(request.raw);
    return undefined;
  });
  // The services parse and validate; the portal passes bytes on.
  await app.register(httpProxy, {
    upstream: '',
    prefix: '/v1',
    rewritePrefix: '/v1',
    http2: false,
    undici: { connections: 128, pipelining: 1 },
    preHandler: (request, reply, done) => {
      if (methodsOf(operations, request.url).length > 0) done();
      else void notThere(reply, request.url);
    },
    replyOptions: {
      getUpstream: (request: { method?: string; url?: string }) =>
        services[
          operationFor(operations, request.method ?? '', request.url ?? '')?.service ?? 'registration'
        ],
      onError: (reply: FastifyReply) =>
        void problem(reply, 503, 'busy', 'The service cannot be reached now.', '系统繁忙，请稍后再试。'),
    } as never,
  });
  if (settings.SANDBOX_URL !== undefined)
    await app.register(httpProxy, {
      upstream: settings.SANDBOX_URL,
      prefix: '/sandbox',
      rewritePrefix: '/sandbox',
      http2: false,
    });

  await app.listen({ port: settings.PORT, host: process.env['SERVICE_HOST'] ?? '127.0.0.1' });
  const stop = (): void => void app.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

void main().catch((error: unknown) => {
  process.stderr.write(`The portal could not start: ${String(error)}\n`);
  process.exit(1);
});
