import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { allOperations } from '@canbao/contracts';
import { asyncApi, openApiOf } from '@canbao/service-kit';
import { pageHeaders } from '../pages/headers';
import { styleHash } from '../pages/html';
import type { Settings } from '../settings';
import { docsPage } from './docs-page';
import { eventsAsWebhooks } from './events-as-webhooks';
import { withExamples, type Examples } from './examples';

const html = 'text/html; charset=utf-8';

/** The viewer is a script of ours beside Swagger UI; it may ask the API and the sandbox's sign-in. */
const viewerHeaders = {
  ...pageHeaders,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...pageHeaders.contentSecurityPolicy.directives,
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", styleHash],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
    },
  },
} as const;

const assets = join(__dirname, '../../assets');
const swagger = dirname(require.resolve('swagger-ui-dist/package.json'));
/** What the viewer's pages load, and where it lies. */
const files: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': swagger,
  'swagger-ui.css': swagger,
  'viewer.js': assets,
  'viewer.css': assets,
};

/** The description of every call, with what was sent and answered in real runs. */
export const openApi = (): object => {
  const examples = JSON.parse(readFileSync(join(assets, 'examples.json'), 'utf8')) as Examples;
  return withExamples(openApiOf('Canbao 参保缴费', allOperations), examples);
};

/** `/docs` for calls, `/docs/events` for events, and the descriptions that both show. */
export const serveDocs = (app: FastifyInstance, { SANDBOX_URL: sandbox }: Settings): void => {
  const calls = openApi();
  const events = asyncApi();
  for (const path of ['/openapi.json', '/v1/openapi.json']) app.get(path, async () => calls);
  app.get('/asyncapi.json', async () => events);
  const webhooks = eventsAsWebhooks();
  app.get('/docs/events.json', async () => webhooks);
  const hasSandbox = sandbox !== undefined;
  for (const [path, what] of [
    ['/docs', 'calls'],
    ['/docs/events', 'events'],
  ] as const) {
    const page = docsPage(what, hasSandbox);
    app.get(path, { helmet: viewerHeaders }, async (_request, reply) => reply.type(html).send(page));
  }
  app.get('/docs/canbao.postman_collection.json', async (_request, reply) =>
    reply.sendFile('canbao.postman_collection.json', assets),
  );
  // Where a sign-in of the viewer ends; its code stands in the address.
  if (hasSandbox) app.get('/docs/signed-in', async (_request, reply) => reply.status(204).send());
  for (const [name, folder] of Object.entries(files))
    app.get(`/docs/viewer/${name}`, async (_request, reply) => reply.sendFile(name, folder));
};
