import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pool } from 'undici';
import { allOperations } from '@canbao/contracts';
import { wholeBody } from '@canbao/service-kit';
import { servicesTls, serviceUrls, type Settings } from '../settings';
import { Papers } from '../papers/papers';
import { gatherLife } from '../life/gather-life';
import { gather, type Asked } from '../why/gather';
import { forward } from './forward';
import { filesMax, Uploads } from './uploads';

/** Configuration: connections to each service, and the time in which it must begin to answer, in ms. */
const [callsMax, askedMax, callTimeoutMs] = [128, 16, 60_000];
/** As long as a file may take. */
const fileTimeoutMs = 15 * 60_000;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Forwards each operation unchanged to its service, and `/sandbox` where there is a sandbox. A body is there
 * in full before a connection to a service is taken; files have connections of their own.
 */
export const forwardToServices = (app: FastifyInstance, settings: Settings): void => {
  readBodies(app);
  const urls = serviceUrls(settings);
  const connect = servicesTls(settings);
  const pool = (url: string, connections: number, headersTimeout: number): Pool => {
    const made = new Pool(url, { connections, headersTimeout, connect });
    app.addHook('onClose', async () => made.destroy());
    return made;
  };
  const uploads = new Uploads();
  const calls = (url: string): Handler => {
    const connections = pool(url, callsMax, callTimeoutMs);
    return (request, reply) => forward(connections, request, reply, request.body as Buffer | undefined);
  };
  const files = (url: string): Handler => {
    const connections = pool(url, filesMax, fileTimeoutMs);
    return (request, reply) => {
      const body = request.body as IncomingMessage | undefined;
      // Without a body there is no file; the service says so.
      if (body === undefined) return forward(connections, request, reply, undefined);
      return uploads.pass(body, (file) => forward(connections, request, reply, file));
    };
  };

  const asked = Object.fromEntries(
    Object.entries(urls).map(([service, url]) => [service, pool(url, askedMax, callTimeoutMs)]),
  ) as Readonly<Record<keyof typeof urls, Pool>>;
  const papers = new Papers(asked, settings.PUBLIC_URL);
  app.addHook('onClose', async () => papers.close());
  checkPages(app, papers);
  const handlers = Object.fromEntries(
    Object.entries(urls).map(([service, url]) => [service, { call: calls(url), file: files(url) }] as const),
  );
  for (const operation of allOperations) {
    const { method, path, service, lines, paper, gathers } = operation;
    const handler = handlers[service];
    if (handler === undefined) throw new Error(`no address of ${service}`);
    const url = `/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    const config = { operation };
    if (paper !== undefined)
      for (const form of formsOf(url))
        app.route({
          method,
          url: form,
          config,
          handler: (request, reply) => papers.answer(paper, request, reply),
        });
    else if (gathers !== undefined) {
      const parts = gathers.map((id) => partOf(id, asked));
      const whole = { operation, pool: asked[service] };
      const putTogether = operation.id === 'orderLife' ? gatherLife : gather;
      for (const form of putTogether === gather ? [url, `${url}.html`] : [url])
        app.route({
          method,
          url: form,
          config,
          handler: (request, reply) => putTogether(whole, parts, request, reply),
        });
    } else if (lines === undefined) app.route({ method, url, config, handler: handler.call });
    else app.route({ method, url, config, onRequest: uploads.admit, handler: handler.file });
  }
  if (settings.SANDBOX_URL !== undefined) app.all('/sandbox/*', calls(settings.SANDBOX_URL));
};

/** A last parameter takes the suffix of a form with it; any other end needs a route for each form. */
const formsOf = (url: string): readonly string[] =>
  /:\w+$/.test(url) ? [url] : [url, `${url}.html`, `${url}.pdf`];

/** The call that answers for a part of another. */
const partOf = (id: string, pools: Readonly<Record<string, Pool>>): Asked => {
  const operation = allOperations.find((each) => each.id === id);
  const pool = operation === undefined ? undefined : pools[operation.service];
  if (operation === undefined || pool === undefined) throw new Error(`nobody answers ${id}`);
  return { operation, pool };
};

/** Where anybody checks a paper. */
const checkPages = (app: FastifyInstance, papers: Papers): void => {
  app.get<{ Querystring: { code?: string | string[] } }>('/verify', (request, reply) => {
    const { code } = request.query;
    return papers.checkPage(request, reply, code === undefined ? undefined : String(code));
  });
  app.get<{ Params: { code: string } }>('/verify/:code', (request, reply) =>
    papers.checkPage(request, reply, request.params.code),
  );
};

/** A file is passed on as it arrives; any other body is read, and judged by its service alone. */
const readBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, payload, done) => {
    if (request.routeOptions.config.operation?.lines !== undefined) done(null, payload);
    else wholeBody(request, payload).then((body) => done(null, body), done);
  });
};
