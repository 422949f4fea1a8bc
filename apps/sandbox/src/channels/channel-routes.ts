import type { FastifyInstance } from 'fastify';
import { all } from './all';
import type { World } from './counterpart';
import { ChannelFault, channelFaults } from './faults';

/** The counterparts over HTTP, and their fault menu. */
export const channelRoutes = (app: FastifyInstance, world: World): void => {
  const { faults } = world;
  app.get('/sandbox/channels/faults', async () => ({ items: faults.list(), menu: channelFaults }));
  app.put('/sandbox/channels/faults', async ({ body }) => {
    faults.set(ChannelFault.parse(body));
    return { items: faults.list() };
  });
  app.delete('/sandbox/channels/faults', async () => {
    faults.clear();
    return { items: [] };
  });
  for (const { name, outside, inside } of all) {
    void app.register(
      async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
        outside(scope, world);
      },
      { prefix: `/channels/${name}` },
    );
    void app.register(async (scope) => inside(scope, world), { prefix: `/sandbox/channels/${name}` });
  }
};
