import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Cashier } from '../counterpart';
import { deskOf, nowIn, type Desk } from './desk';
import { isPaid, orderOf, transactionOf, type StoredOrder } from './orders';
import { figures, isMerchants, letters, rfc3339, yuan } from './texts';

/** What the payer does in the wallet. `parameters`: what the mini-program was given, to be checked. */
const Payment = z.strictObject({
  outcome: z.enum(['success', 'failed', 'abandoned']).default('success'),
  parameters: z.record(z.string(), z.string()).optional(),
});
const Outcome = z.strictObject({ status: z.enum(['SUCCESS', 'ABNORMAL', 'CLOSED']) });
const Pace = z.strictObject({ factor: z.number().min(0).max(10) });

type Paid =
  { readonly paid: true; readonly transactionId: string } | { readonly paid: false; readonly reason: string };
const notPaid = (reason: string): Paid => ({ paid: false, reason });

/** What the payer and whoever tests do at WeChat Pay. */
export const payerRoutes = (app: FastifyInstance, desk: Desk): void => {
  app.post('/orders/:number/payment', async ({ params, body }, reply) => {
    const paid = await pay(desk, numberIn(params), Payment.parse(body ?? {}));
    return paid.paid ? paid : reply.status(409).send(paid);
  });
  app.post('/orders/:number/forgery', async ({ params }, reply) => {
    const order = await orderOf(desk, numberIn(params));
    if (order === undefined) return reply.status(404).send({ sent: false });
    return { sent: true, status: await forge(desk, order) };
  });
  app.post('/refunds/:number/outcome', async ({ params, body }, reply) => {
    const { rowCount } = await desk.world.pool.query(
      `update sandbox.wechat_refund set plan = $2, due_at = $3
      where out_refund_no = $1 and status = 'PROCESSING'`,
      [numberIn(params), Outcome.parse(body).status, nowIn(desk.world)],
    );
    return rowCount === 0 ? reply.status(409).send({ settled: false }) : { settled: true };
  });
  app.put('/notify-pace', async ({ body }) => {
    desk.notices.pace = Pace.parse(body).factor;
    return { factor: desk.notices.pace };
  });
  app.get('/notices', async () => {
    const { rows } = await desk.world.pool.query(
      `select id, out_trade_no as "outTradeNo", event, state, attempts, answers, due_at as "dueAt"
      from sandbox.wechat_notice order by due_at desc limit 1000`,
    );
    return { items: rows };
  });
  app.get('/books', () => books(desk));
};

/** The cashier of WeChat Pay, for a browser. */
export const cashier: Cashier = {
  look: async (world, number) => {
    const desk = deskOf(world);
    const order = desk === undefined ? undefined : await orderOf(desk, number);
    if (order === undefined) return undefined;
    const state = isPaid(order) ? 'paid' : order.state === 'CLOSED' ? 'closed' : 'open';
    return { subject: order.parameters.description, total: yuan(order.total), state };
  },
  pay: async (world, number, outcome) => {
    const desk = deskOf(world);
    const paid = desk === undefined ? notPaid('订单不存在') : await pay(desk, number, { outcome });
    return paid.paid ? undefined : paid.reason;
  },
};

const numberIn = (params: unknown): string => (params as { readonly number: string }).number;

const pay = async (desk: Desk, number: string, how: z.output<typeof Payment>): Promise<Paid> => {
  const { world } = desk;
  const order = await orderOf(desk, number);
  if (order === undefined) return notPaid('订单不存在');
  if (isPaid(order)) return notPaid('该订单已支付');
  if (how.parameters !== undefined && !areMerchants(desk, order, how.parameters))
    return notPaid('支付验证签名失败');
  if (how.outcome === 'abandoned') return notPaid('用户取消支付');
  if (how.outcome === 'failed') {
    await world.pool.query(
      `update sandbox.wechat_order set state = 'PAYERROR' where out_trade_no = $1 and state = 'NOTPAY'`,
      [number],
    );
    return notPaid('支付失败');
  }
  const { time_expire: expires } = order.parameters;
  const isOver = expires !== undefined && Date.parse(expires) <= nowIn(world).getTime();
  const isOpen = order.state !== 'CLOSED' && !isOver;
  if (!isOpen && world.faults.next('wechat', number, 'success-after-close') === undefined)
    return notPaid('订单已关闭');
  return take(desk, order);
};

/** WeChat checks what the mini-program hands over: by the merchant's key, and for this order. */
const areMerchants = (
  { secrets }: Desk,
  order: StoredOrder,
  { timeStamp = '', nonceStr = '', package: prepay = '', paySign = '' }: Readonly<Record<string, string>>,
): boolean =>
  prepay === `prepay_id=${order.prepay_id}` &&
  isMerchants(secrets.merchant.publicKey, [secrets.appid, timeStamp, nonceStr, prepay], paySign);

/** Takes the money into the books and tells the merchant. */
const take = async (desk: Desk, order: StoredOrder): Promise<Paid> => {
  const { world } = desk;
  const number = order.out_trade_no;
  const fault = world.faults.next('wechat', number, 'other-amount', 'other-payee', 'other-order');
  const now = nowIn(world);
  const transactionId = `4200002203${rfc3339(now).slice(0, 10).replaceAll('-', '')}${figures(10)}`;
  const paid = fault === 'other-amount' ? Math.max(1, order.total - 100) : order.total;
  if (fault === 'other-payee')
    return elsewhere(desk, { ...order, transaction_id: transactionId, paid, paid_at: now });
  const into = fault === 'other-order' ? letters(32) : number;
  if (into !== number)
    await world.pool.query(
      `insert into sandbox.wechat_order (out_trade_no, parameters, total, prepay_id, state, created_at)
      values ($1, $2, $3, $4, 'NOTPAY', $5)`,
      [into, JSON.stringify({ ...order.parameters, out_trade_no: into }), order.total, letters(36), now],
    );
  const { rows } = await world.pool.query<StoredOrder>(
    `update sandbox.wechat_order set state = 'SUCCESS', transaction_id = $2, paid = $3, paid_at = $4
    where out_trade_no = $1 and state not in ('SUCCESS', 'REFUND') returning *`,
    [into, transactionId, paid, now],
  );
  const [stored] = rows;
  if (stored === undefined) return notPaid('该订单已支付');
  await tell(desk, stored);
  return { paid: true, transactionId };
};

const success = { event: 'TRANSACTION.SUCCESS', kind: 'transaction', summary: '支付成功' } as const;

const tell = (desk: Desk, order: StoredOrder): Promise<void> =>
  desk.notices.add({
    ...success,
    outTradeNo: order.out_trade_no,
    url: order.parameters.notify_url,
    content: transactionOf(desk, order),
  });

/** The payer pays another merchant, and the notice comes here. */
const elsewhere = async (desk: Desk, order: StoredOrder): Promise<Paid> => {
  const content = { ...transactionOf(desk, { ...order, state: 'SUCCESS' }), mchid: figures(10) };
  const url = order.parameters.notify_url;
  await desk.notices.add({ ...success, outTradeNo: order.out_trade_no, url, content });
  return { paid: true, transactionId: order.transaction_id ?? '' };
};

/** A notice of a payment that never was, signed by somebody else. */
const forge = (desk: Desk, order: StoredOrder): Promise<number | undefined> => {
  const now = nowIn(desk.world);
  const forged = { ...order, state: 'SUCCESS', transaction_id: figures(28), paid: order.total, paid_at: now };
  const [outTradeNo, url] = [order.out_trade_no, order.parameters.notify_url];
  return desk.notices.forge({ ...success, outTradeNo, url, content: transactionOf(desk, forged) });
};

/** What WeChat Pay holds of whom: the books as they are, amounts in yuan. */
const books = async ({ world }: Desk): Promise<object> => {
  const { rows: orders } = await world.pool.query(
    `select out_trade_no as "outTradeNo", state, total, transaction_id as "transactionId", paid,
      paid_at as "paidAt" from sandbox.wechat_order order by created_at, out_trade_no`,
  );
  const { rows: refunds } = await world.pool.query(
    `select out_refund_no as "outRefundNo", refund_id as "refundId", out_trade_no as "outTradeNo", amount,
      status, account, accepted_at as "acceptedAt", succeeded_at as "succeededAt"
    from sandbox.wechat_refund order by accepted_at, out_refund_no`,
  );
  const paid = orders.reduce((sum, order) => sum + (order.paid ?? 0), 0);
  const returned = refunds.reduce((sum, { amount, status }) => sum + (status === 'CLOSED' ? 0 : amount), 0);
  return {
    orders: orders.map((order) => ({
      ...order,
      total: yuan(order.total),
      paid: order.paid === null ? null : yuan(order.paid),
    })),
    refunds: refunds.map((refund) => ({ ...refund, amount: yuan(refund.amount) })),
    totals: { paid: yuan(paid), returned: yuan(returned), held: yuan(paid - returned) },
  };
};
