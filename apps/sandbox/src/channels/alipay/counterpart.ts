import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Cashier, Counterpart, World } from '../counterpart';
import { AlipayBooks, type Trade } from './books';
import { alipayGateway } from './gateway';
import { nowIn, type Desk } from './methods';
import { yuanOf } from './money';
import { AlipayNotices } from './notices';
import { keysIn } from './secrets';
import { alipayTables } from './tables';

const everyMs = 250;
const Pay = z.strictObject({ number: z.string().max(64), buyer: z.string().max(64).optional() });
const Numbered = z.strictObject({ number: z.string().max(64) });
const Schedule = z.strictObject({ seconds: z.array(z.int().min(0)).max(20) });

const desks = new WeakMap<World, Desk>();

/** One desk for each world: its notices and its given-out addresses are in memory. */
const deskOf = (world: World): Desk => {
  const known = desks.get(world);
  if (known !== undefined) return known;
  const keys = keysIn(world);
  const desk: Desk = {
    world,
    keys,
    books: new AlipayBooks(world.pool),
    notices: new AlipayNotices(world, keys),
    downloads: new Map(),
  };
  desks.set(world, desk);
  return desk;
};

/** What the payer does in the wallet, and what whoever tests looks at. */
const inside = (app: FastifyInstance, desk: Desk): void => {
  app.get('/books', async () => desk.books.list());
  app.get('/notices', async () => {
    const { rows } = await desk.world.pool.query(
      `select notify_id, trade_no, parameters, attempts, next_at, answer
       from sandbox.alipay_notice limit 1000`,
    );
    return { items: rows };
  });
  app.put('/notify-schedule', async ({ body }) => {
    desk.notices.schedule = Schedule.parse(body).seconds;
    return { seconds: desk.notices.schedule };
  });
  app.post('/pay', async ({ body }, reply) => {
    const { number } = Pay.parse(body);
    const paid = await pay(desk, number);
    return paid === undefined ? reply.status(409).send({ paid: false }) : { trade: paid };
  });
  app.post('/forge', async ({ body }, reply) => {
    const trade = await desk.books.find(Numbered.parse(body).number, nowIn(desk.world));
    if (trade === undefined) return reply.status(404).send({ sent: false });
    return { answer: await desk.notices.forged(trade) };
  });
};

/** The payer confirms in the wallet. Undefined when Alipay does not let them. */
const pay = async ({ world, books, notices }: Desk, number: string): Promise<Trade | undefined> => {
  const now = nowIn(world);
  const trade = await books.find(number, now);
  if (trade === undefined) return undefined;
  const order = trade.out_trade_no;
  const isLate = world.faults.next('alipay', order, 'success-after-close') !== undefined;
  const isOther = world.faults.next('alipay', order, 'other-amount') !== undefined;
  const fen = isOther ? Math.max(1, trade.total - 100) : trade.total;
  if (!(await books.pay(trade.trade_no, fen, now, isLate))) return undefined;
  const paid = await books.find(number, now);
  if (paid !== undefined) await notices.paid(paid);
  return paid;
};

const cashier: Cashier = {
  look: async (world, number) => {
    const trade = await deskOf(world).books.find(number, nowIn(world));
    if (trade === undefined) return undefined;
    const state = trade.paid !== null ? 'paid' : trade.status === 'TRADE_CLOSED' ? 'closed' : 'open';
    return { subject: trade.subject, total: yuanOf(trade.total), state };
  },
  pay: async (world, number, outcome) => {
    if (outcome === 'failed') return '支付失败';
    return (await pay(deskOf(world), number)) === undefined ? '订单已支付或已关闭' : undefined;
  },
};

/** The stand-in for Alipay. */
export const alipay: Counterpart = {
  name: 'alipay',
  schema: alipayTables,
  cashier,
  outside: (app, world) => {
    if (world.secrets['alipay'] !== undefined) alipayGateway(app, deskOf(world));
  },
  inside: (app, world) => {
    if (world.secrets['alipay'] !== undefined) inside(app, deskOf(world));
  },
  run: (world) => {
    if (world.secrets['alipay'] === undefined) return async () => undefined;
    const { notices } = deskOf(world);
    let last: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      last = last.then(() => notices.deliver()).catch(() => undefined);
    }, everyMs);
    return async () => {
      clearInterval(timer);
      await last;
    };
  },
};
