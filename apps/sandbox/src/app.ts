import fastify, { type FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import type { Books } from './books';
import { bureauRoutes, dayRoutes } from './bureau-routes';
import { channelRoutes } from './channels/channel-routes';
import type { World } from './channels/counterpart';
import type { SettableClock } from './clock';
import type { DayBooks } from './day-books';
import type { FaultMenu } from './faults';
import { answerErrors, malformedBytes, malformedUrl, refuseMalformed } from './problem';
import { pageRoutes } from './page/page-routes';
import { sandboxRoutes } from './sandbox-routes';
import { signInRoutes } from './sign-in/sign-in-routes';

/** Everything behind the sandbox's HTTP. */
export interface Sandbox {
  readonly books: Books;
  readonly dayBooks: DayBooks;
  readonly clock: SettableClock;
  readonly faults: FaultMenu;
  /** Of the channels' counterparts. */
  readonly world: World;
  /** Rejects while the database cannot be reached. */
  readonly ready: () => Promise<unknown>;
  /** Signs the tokens of whoever signs in here. */
  readonly signInKey?: JWK | undefined;
}

/** Configuration: within this time a request must be there, in ms. */
const requestTimeoutMs = 10_000;
/** Configuration: more than the services, the portal and the tests open. */
const connectionsMax = 1000;

/** The bureaus, the clock and the fault menu over HTTP. */
export const sandboxApp = ({
  books,
  dayBooks,
  clock,
  faults,
  world,
  ready,
  signInKey,
}: Sandbox): FastifyInstance => {
  const app: FastifyInstance = fastify({
    bodyLimit: 256 * 1024,
    // A time-out from the fault menu, or a request that is half sent, must not delay the stop.
    forceCloseConnections: true,
    return503OnClosing: false,
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
      requireHostHeader: false,
    },
    frameworkErrors: malformedUrl,
    clientErrorHandler: malformedBytes,
  });
  app.server.maxConnections = connectionsMax;
  answerErrors(app);
  refuseMalformed(app);
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => {
    await ready();
    return { status: 'ok', service: 'sandbox' };
  });
  sandboxRoutes(app, books, clock, faults);
  bureauRoutes(app, books, faults);
  dayRoutes(app, dayBooks, faults);
  channelRoutes(app, world);
  pageRoutes(app, world);
  signInRoutes(app, signInKey);
  return app;
};
