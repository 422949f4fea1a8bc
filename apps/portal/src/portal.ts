import { randomUUID } from 'node:crypto';
import type { Server as HttpsServer } from 'node:https';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { allOperations } from '@canbao/contracts';
import {
  edgeOptionsFor,
  followRevocations,
  guardEdge,
  listenerTls,
  Problem,
  problemOf,
  refuseWrongCertificate,
  sendProblem,
} from '@canbao/service-kit';
import { readiness } from './http/readiness';
import { forwardToServices } from './http/services';
import { serveDocs } from './docs/docs';
import { consoleSettings } from './pages/console-settings';
import { homePage } from './pages/home-page';
import { mark } from './pages/mark';
import { pageHeaders } from './pages/headers';
import { methodsOf } from './routes';
import { serveScreens } from './screens/screens';
import type { Settings } from './settings';

/** Longer than any path that a service takes: it is the service that refuses it. */
const parameterLengthMax = 5000;

/** Serves the pages and forwards `/v1` to the services, which parse and validate. */
export const portal = async (settings: Settings): Promise<FastifyInstance> => {
  const tls = listenerTls(settings, 'optional');
  const app: FastifyInstance = fastify({
    ...edgeOptionsFor(tls),
    routerOptions: { maxParamLength: parameterLengthMax },
    trustProxy: settings.TRUSTED_PROXIES ?? false,
    genReqId: () => randomUUID(),
  });
  guardEdge(app);
  // Before the server reads a request from it.
  app.server.prependListener('secureConnection', refuseWrongCertificate);
  if (tls !== undefined && settings.CLIENT_CRL !== undefined) {
    const end = followRevocations(app.server as unknown as HttpsServer, tls, settings.CLIENT_CRL);
    app.addHook('onClose', async () => end());
  }
  // What is no problem of our own is a service that cannot be reached.
  app.setErrorHandler((error, { id }, reply) => {
    const problem = problemOf(error);
    const known = problem.text.status < 500 ? problem : Problem.general('busy');
    sendProblem(reply, known.document(), id);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) throw unknownRoute(request.url, reply);
  });
  await addPages(app, settings);
  forwardToServices(app, settings);
  return app;
};

const unknownRoute = (url: string, reply: FastifyReply): Problem => {
  const methods = methodsOf(allOperations, url);
  if (methods.length === 0) return Problem.general('not-found');
  void reply.header('allow', methods.join(', '));
  return Problem.general('method-not-allowed');
};

const addPages = async (app: FastifyInstance, settings: Settings): Promise<void> => {
  app.get('/health/live', async () => ({ status: 'ok' }));
  const ready = shared(() => readiness(settings));
  app.get('/health/ready', async (_request, reply) => {
    const state = await ready();
    return reply.status(state.status === 'ready' ? 200 : 503).send(state);
  });

  app.get('/console/settings.json', async () => consoleSettings(settings));

  await app.register(helmet, { global: false, ...pageHeaders });
  const html = 'text/html; charset=utf-8';
  const home = shared(() => homePage(settings.ASSESSMENT_URL, settings.SANDBOX_URL !== undefined));
  app.get('/', { helmet: pageHeaders }, async (_request, reply) => reply.type(html).send(await home()));
  app.get('/favicon.ico', async (_request, reply) => reply.type('image/svg+xml').send(mark));
  await serveScreens(app, settings);
  serveDocs(app, settings);
};

/** Callers at the same time share one run: anyone may ask, and each run asks several services. */
const shared = <T>(run: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= run().finally(() => {
      running = undefined;
    }));
};
