import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '@canbao/service-kit';
import type { Settings } from '../settings';
import { pageHeaders } from '../pages/headers';
import { waitingPage, type Progress } from './waiting-page';

/** A screen that is built from `apps`: where it is served, and the folder that its build makes. */
export interface Screen {
  readonly name: 'console' | 'pay';
  readonly folder: string;
}

/** The screens, by the folder of `apps`. */
const screensIn = (apps: string): readonly Screen[] => [
  { name: 'console', folder: join(apps, 'console/dist') },
  { name: 'pay', folder: join(apps, 'payer/dist/h5') },
];

/** Where a built page wants the nonce of its own scripts and styles, Vite's `html.cspNonce` among them. */
const placeholder = '__CSP_NONCE__';
const html = 'text/html; charset=utf-8';

/** What a screen may load: what lies beside it, and inline what bears this answer's nonce. */
const screenHeaders = (nonce: string, issuer: string | undefined) =>
  ({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", `'nonce-${nonce}'`],
        styleSrc: ["'self'", `'nonce-${nonce}'`],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // The console asks its issuer for the token.
        connectSrc: ["'self'", ...(issuer === undefined ? [] : [new URL(issuer).origin])],
        // A paper that was fetched with the sign-in token is shown from a blob.
        frameSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  }) as const satisfies FastifyHelmetOptions;

/** A name with a hash of its content (Vite's `assets`, webpack's `.1a2b3c4d.js`) means it for ever. */
const keptFor = (path: string): string =>
  /\/assets\/[^/]+$|\.[0-9a-f]{8,}\.\w+(\.br|\.gz)?$/.test(path)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';

/** Serves the built screens, each a single page: whatever path below it is no file is the page's own. */
export const serveScreens = async (app: FastifyInstance, settings: Settings): Promise<void> => {
  const { SCREENS_FOLDER: apps = join(__dirname, '../../..') } = settings;
  await app.register(staticFiles, {
    root: apps,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', keptFor(path)),
  });
  for (const screen of screensIn(apps)) {
    const path = `/${screen.name}/`;
    app.get(`/${screen.name}`, (_request, reply) => reply.redirect(path, 308));
    app.get<{ Params: { '*': string } }>(`${path}*`, (request, reply) => {
      const { '*': name } = request.params;
      if (name.split('/').includes('..')) throw Problem.general('not-found');
      return /\.\w+$/.test(name) && name !== 'index.html'
        ? sendAsset(reply, screen, name)
        : sendPage(reply, screen, settings);
    });
  }
};

const sendAsset = async (reply: FastifyReply, { folder }: Screen, name: string): Promise<FastifyReply> => {
  await reply.helmet({ contentSecurityPolicy: false });
  return reply.sendFile(name, folder);
};

const sendPage = async (
  reply: FastifyReply,
  { name, folder }: Screen,
  { SCREENS_STATE: state, CONSOLE_ISSUER: issuer }: Settings,
): Promise<FastifyReply> => {
  const index = join(folder, 'index.html');
  void reply.type(html).header('cache-control', 'no-store');
  if (!existsSync(index)) {
    await reply.helmet(pageHeaders);
    return reply
      .status(503)
      .header('retry-after', '2')
      .send(waitingPage(progressOf(name, state)));
  }
  const nonce = randomBytes(16).toString('base64');
  await reply.helmet(screenHeaders(nonce, name === 'console' ? issuer : undefined));
  return reply.send((await readFile(index, 'utf8')).replaceAll(placeholder, nonce));
};

/** How far the build of a screen has come, as `infra/local/screens.mjs` writes it down. */
const progressOf = (name: Screen['name'], state: string | undefined): Progress | undefined => {
  try {
    const all = JSON.parse(readFileSync(state ?? '', 'utf8')) as Readonly<Record<string, Progress>>;
    return all[name];
  } catch {
    return undefined;
  }
};
