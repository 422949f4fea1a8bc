import type { FastifyInstance, FastifyReply } from 'fastify';
import { ChannelFault } from '../channels/faults';
import type { World } from '../channels/counterpart';
import { cashierRoutes } from './cashier-routes';
import { contentSecurityPolicy } from './html';
import { menuPage } from './menu-page';

/** A form knows no empty field, and no number. */
const faultIn = (form: URLSearchParams): ChannelFault => {
  const given = [...form].filter(([, value]) => value.trim() !== '');
  const fields = given.map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value.trim()]);
  return ChannelFault.parse(Object.fromEntries(fields));
};
const numbers = ['times', 'chance', 'seed'];

/** The fault menu as a page, and the cashiers of the wallets, for people. */
export const pageRoutes = (app: FastifyInstance, world: World): void => {
  const { clock, faults } = world;
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    cashierRoutes(scope, world);
    const back = (reply: FastifyReply): FastifyReply => reply.redirect('/sandbox/', 303);
    scope.get('/sandbox/', async (_, reply) =>
      reply
        .header('content-security-policy', contentSecurityPolicy)
        .type('text/html; charset=utf-8')
        .send(menuPage(clock.now(), faults.list())),
    );
    scope.post('/sandbox/page/faults', async ({ body }, reply) => {
      faults.set(faultIn(body as URLSearchParams));
      return back(reply);
    });
    scope.post('/sandbox/page/clear', async (_, reply) => {
      faults.clear();
      return back(reply);
    });
  });
};
