import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Books } from './books';
import { bureauPath } from './bureau-routes';
import type { SettableClock } from './clock';
import { Fault, type FaultMenu } from './faults';

const pollerQuery = z.object({ service: z.string().max(40).optional() });
const personQuery = z.object({ personId: z.uuid().optional() });
const SetClock = z.strictObject({
  now: z.union([
    z.null(),
    z
      .string()
      .regex(/^(19|20)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?\+08:00$/)
      .refine((text) => !Number.isNaN(Date.parse(text))),
  ]),
});

/** The controls of the sandbox: its clock, the fault menu, and a look into the bureaus' books. */
export const sandboxRoutes = (
  app: FastifyInstance,
  books: Books,
  clock: SettableClock,
  faults: FaultMenu,
): void => {
  app.get('/sandbox/clock', async ({ query }) => clock.polledBy(pollerQuery.parse(query).service));
  app.put('/sandbox/clock', async ({ body }) => {
    await clock.set(SetClock.parse(body).now);
    return { now: clock.now() };
  });

  app.get('/sandbox/faults', async () => ({ items: faults.list() }));
  app.put('/sandbox/faults', async ({ body }) => {
    faults.set(Fault.parse(body));
    return { items: faults.list() };
  });
  app.delete('/sandbox/faults', async () => {
    faults.clear();
    return { items: [] };
  });

  app.get('/sandbox/books/hrss/bases', async ({ query }) => ({
    items: await books.bases(z.object({ personId: z.uuid() }).parse(query).personId),
  }));
  app.get('/sandbox/books/:bureau', async ({ params, query }) => ({
    items: await books.list(bureauPath.parse(params).bureau, personQuery.parse(query).personId),
  }));
};
