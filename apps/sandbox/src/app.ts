import fastify, { type FastifyInstance } from 'fastify';
import type { Books } from './books';
import { bureauRoutes } from './bureau-routes';
import type { SettableClock } from './clock';
import type { FaultMenu } from './faults';
import { answerErrors, malformedBytes, malformedUrl } from './problem';
import { sandboxRoutes } from './sandbox-routes';

/** Everything behind the sandbox's HTTP. */
export interface Sandbox {
  readonly books: Books;
  readonly clock: SettableClock;
  readonly faults: FaultMenu;
  /** Rejects while the database cannot be reached. */
  readonly ready: () => Promise<unknown>;
}

/** The bureaus, the clock and the fault menu over HTTP. */
export const sandboxApp = ({ books, clock, faults, ready }: Sandbox): FastifyInstance => {
  const app: FastifyInstance = fastify({
    bodyLimit: 256 * 1024,
    // A time-out from the fault menu must not delay the stop.
    forceCloseConnections: true,
    frameworkErrors: malformedUrl,
    clientErrorHandler: malformedBytes,
  });
  answerErrors(app);
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => {
    await ready();
    return { status: 'ok', service: 'sandbox' };
  });
  sandboxRoutes(app, books, clock, faults);
  bureauRoutes(app, books, faults);
  return app;
};
