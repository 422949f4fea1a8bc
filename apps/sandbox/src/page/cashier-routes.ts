import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { all } from '../channels/all';
import type { Cashier, World } from '../channels/counterpart';
import { ChannelFault } from '../channels/faults';
import { cashierPage, cashierStyle, lostPage, type Wallet } from './cashier-page';
import { problem } from '../problem';
import { policyFor } from './html';

const Place = z.object({ wallet: z.enum(['wechat', 'alipay']), number: z.string().regex(/^\w{6,64}$/) });
/** A path of the portal, never another origin. */
const back = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/)
  .default('/');
const Back = z.object({ back });
const Payment = z.object({
  back,
  outcome: z.enum(['success', 'failed', 'abandoned', 'paid-and-lost', 'lost']),
});
const Fault = z.object({ back, mode: z.string() });

/** Where somebody pays by a wallet in a browser. */
export const cashierRoutes = (app: FastifyInstance, world: World): void => {
  const policy = policyFor(cashierStyle);
  const page = (reply: FastifyReply, status: number, html: string): FastifyReply =>
    reply
      .status(status)
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html);
  const show = async (
    reply: FastifyReply,
    { wallet, number }: z.output<typeof Place>,
    { to, said, status = 200 }: { readonly to: string; readonly said?: string; readonly status?: number },
  ): Promise<FastifyReply> => {
    const bill = await cashierOf(wallet)?.look(world, number);
    if (bill === undefined) return problem(reply, 404, 'not-found', 'No such order.', '没有这笔订单。');
    return page(
      reply,
      status,
      cashierPage({ wallet, number, bill, back: to, said, faults: world.faults.list() }),
    );
  };
  app.get('/sandbox/cashier/:wallet/:number', async ({ params, query }, reply) =>
    show(reply, Place.parse(params), { to: Back.parse(query).back }),
  );
  app.post('/sandbox/cashier/:wallet/:number/payment', async ({ params, body }, reply) => {
    const place = Place.parse(params);
    const { outcome, back: to } = Payment.parse(fieldsOf(body));
    if (outcome === 'abandoned') return reply.redirect(to, 303);
    if (outcome === 'lost') return page(reply, 504, lostPage(to));
    const how = outcome === 'failed' ? 'failed' : 'success';
    const said = await cashierOf(place.wallet)?.pay(world, place.number, how);
    if (said !== undefined) return show(reply, place, { to, said, status: 409 });
    return outcome === 'paid-and-lost' ? page(reply, 504, lostPage(to)) : reply.redirect(to, 303);
  });
  app.post('/sandbox/cashier/:wallet/:number/fault', async ({ params, body }, reply) => {
    const { wallet, number } = Place.parse(params);
    const { mode, back: to } = Fault.parse(fieldsOf(body));
    world.faults.set(ChannelFault.parse({ counterpart: wallet, mode, order: number, times: 1 }));
    return reply.redirect(`/sandbox/cashier/${wallet}/${number}?back=${encodeURIComponent(to)}`, 303);
  });
};

const fieldsOf = (form: unknown): object => Object.fromEntries(form as URLSearchParams);

const cashierOf = (wallet: Wallet): Cashier | undefined => all.find(({ name }) => name === wallet)?.cashier;
