import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Counterpart, World } from '../counterpart';
import { dayFileRoute, entryOf, instantOf } from '../day-file-route';
import { BillBooks, type BillPayment } from './books';
import { BillPayments } from './payments';
import { weChatBillTables } from './tables';
import { BillWire } from './wire';

const everyMs = 500;
const Pay = z.strictObject({
  billKey: z.string().max(64),
  /** What the user saw before; asked for when left out. */
  fen: z.int().min(1).optional(),
});
const Numbered = z.strictObject({ billNo: z.string().max(64) });
const Keyed = z.strictObject({ billKey: z.string().max(64) });
const dayPath = z.object({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });

const isConnected = ({ secrets }: World): boolean => secrets['wechat-bills'] !== undefined;
const deskOf = (world: World) => {
  const books = new BillBooks(world.pool);
  return { books, payments: new BillPayments(world, books, new BillWire(world)) };
};

/** What users do in WeChat, and what whoever tests looks at. */
const inside = (app: FastifyInstance, world: World): void => {
  const { books, payments } = deskOf(world);
  app.get('/books', async () => ({ items: await books.list() }));
  app.get('/bill/:day', async ({ params }) => {
    const lines = (await books.list(dayPath.parse(params).day.replaceAll('-', ''))).filter(isOnBill);
    return { lines, count: lines.length, fen: lines.reduce((sum, { fen }) => sum + fen, 0) };
  });
  dayFileRoute(app, world, async (day) => {
    const lines = (await books.list(day.replaceAll('-', ''))).filter(isOnBill);
    const keys = new Map(lines.map(({ bill_no, bill_key }) => [bill_no, bill_key]));
    const orderOf = (no: string): string => keys.get(no) ?? '';
    return { channel: 'wechat-bills', day, entries: lines.map(lineOf), orderOf };
  });
  app.post(
    '/query',
    async ({ body }) => (await payments.query(Keyed.parse(body).billKey)) ?? { code: 'no answer' },
  );
  app.post('/pay', async ({ body }) => {
    const { billKey, fen } = Pay.parse(body);
    return payments.pay(billKey, fen);
  });
  app.post('/charge', async ({ body }) => payments.charge(await books.one(Numbered.parse(body).billNo)));
  app.post('/confirm', async ({ body }) => payments.confirm(Numbered.parse(body).billNo));
  app.post('/reverse', async ({ body }) => payments.reverse(Numbered.parse(body).billNo));
};

/** The bill of a day has what WeChat pays out: what was neither returned to the user nor taken back. */
const isOnBill = ({ status }: BillPayment): boolean => status !== 'returned' && status !== 'reversed';

const lineOf = ({ bill_no: no, attach: orderId, fen, pay_date: payDate }: BillPayment) =>
  entryOf('wechat-bills', { no, orderId, fen: BigInt(fen), paidAt: instantOf(payDate) });

/** The stand-in for WeChat 生活缴费. It calls the platform and is never called by it. */
export const weChatBills: Counterpart = {
  name: 'wechat-bills',
  schema: weChatBillTables,
  outside: () => undefined,
  inside: (app, world) => {
    if (isConnected(world)) inside(app, world);
  },
  run: (world) => {
    if (!isConnected(world)) return async () => undefined;
    const { payments } = deskOf(world);
    let last: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      last = last.then(() => payments.goOn()).catch(() => undefined);
    }, everyMs);
    return async () => {
      clearInterval(timer);
      await last;
    };
  },
};
