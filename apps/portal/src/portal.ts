import fastify, { type FastifyInstance } from 'fastify';
import { answerClientError, openApiOf } from '@canbao/service-kit';
import { refuseBeforeBody } from './http/limits';
import { problem, unknownRoute } from './http/problem';
import { proxySandbox, proxyServices } from './http/proxies';
import { readiness } from './http/readiness';
import { docsPage } from './pages/docs-page';
import { homePage } from './pages/home-page';
import { allOperations } from '@canbao/contracts';
import type { Settings } from './settings';

/** Configuration: a client that sends bytes as slowly as it can must not hold its connection. */
const headersTimeoutMs = 10_000;
/** A file of 100,000 lines is read no faster than it is stored. */
const fileTimeoutMs = 15 * 60_000;

/** Serves the pages and forwards `/v1` to the services, which parse and validate. */
export const portal = async (settings: Settings): Promise<FastifyInstance> => {
  const app: FastifyInstance = fastify({
    routerOptions: { maxParamLength: 5000 },
    // A URL that cannot be decoded matches no route, and gets to no error handler.
    frameworkErrors: (error, _request, reply) => {
      void problem(reply, 'invalid-request', undefined, error.statusCode);
    },
    clientErrorHandler: answerClientError,
    // Clients keep connections open; that must not delay the stop.
    forceCloseConnections: true,
    requestTimeout: fileTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1000 },
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode >= 500) return problem(reply, 'busy', 'A service cannot be reached now.');
    return problem(reply, 'invalid-request', undefined, statusCode);
  });
  app.setNotFoundHandler((request, reply) => unknownRoute(reply, request.url));
  addPages(app, settings);
  app.addHook('onRequest', refuseBeforeBody);
  await proxyServices(app, settings);
  await proxySandbox(app, settings);
  return app;
};

const addPages = (app: FastifyInstance, settings: Settings): void => {
  const html = 'text/html; charset=utf-8';
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const state = await readiness(settings);
    return reply.status(state.status === 'ready' ? 200 : 503).send(state);
  });
  for (const path of ['/openapi.json', '/v1/openapi.json'])
    app.get(path, async () => openApiOf('Canbao 参保缴费', allOperations));
  app.get('/', async (_request, reply) => reply.type(html).send(await homePage(settings.ASSESSMENT_URL)));
  app.get('/docs', async (_request, reply) => reply.type(html).send(docsPage(allOperations)));
};
