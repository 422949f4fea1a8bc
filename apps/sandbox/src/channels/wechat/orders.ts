import { z } from 'zod';
import { nowIn, type Desk } from './desk';
import { refusal, type Answer, type Asked, type Route } from './gateway';
import { figures, letters, rfc3339 } from './texts';

/** An unpaid order closes by itself after so long. */
const openMs = 7 * 86_400_000;

const Order = z.object({
  appid: z.string(),
  mchid: z.string(),
  description: z.string().min(1).max(127),
  out_trade_no: z.string().regex(/^[\w\-|*@]{6,32}$/),
  notify_url: z.url({ protocol: /^https?$/ }).refine((url) => !url.includes('?')),
  time_expire: z.iso.datetime({ offset: true }).optional(),
  attach: z.string().max(128).optional(),
  amount: z.object({ total: z.int().min(1).max(100_000_000), currency: z.literal('CNY').default('CNY') }),
  payer: z.object({ openid: z.string().min(1).max(128) }),
});
export type Order = z.output<typeof Order>;

/** An order in the books; amounts in fen. `state` as WeChat names it. */
export interface StoredOrder {
  readonly out_trade_no: string;
  readonly parameters: Order;
  readonly total: number;
  readonly prepay_id: string;
  readonly state: string;
  readonly created_at: Date;
  readonly transaction_id: string | null;
  readonly paid: number | null;
  readonly paid_at: Date | null;
}

export const isPaid = ({ state }: StoredOrder): boolean => ['SUCCESS', 'REFUND'].includes(state);

export const missing = refusal(404, 'ORDER_NOT_EXIST', '订单不存在', '268512771');
export const alreadyPaid = refusal(400, 'ORDERPAID', '该订单已支付', '268449538');
const closed = refusal(400, 'ORDER_CLOSED', '该订单已关闭，请重新下单');
const otherParameters = refusal(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致', '268498688');
const malformed = (message: string): Answer => refusal(400, 'PARAM_ERROR', message);
const otherMerchant = refusal(400, 'APPID_MCHID_NOT_MATCH', '商户号与 appid 不匹配');

/** The order of a number, closed by itself where it has been open for too long. */
export const orderOf = async ({ world }: Desk, outTradeNo: string): Promise<StoredOrder | undefined> => {
  const tooOld = new Date(nowIn(world).getTime() - openMs);
  await world.pool.query(
    `update sandbox.wechat_order set state = 'CLOSED'
    where out_trade_no = $1 and state in ('NOTPAY', 'PAYERROR') and created_at < $2`,
    [outTradeNo, tooOld],
  );
  const { rows } = await world.pool.query<StoredOrder>(
    'select * from sandbox.wechat_order where out_trade_no = $1',
    [outTradeNo],
  );
  return rows[0];
};

const place = async (desk: Desk, { body }: Asked): Promise<Answer> => {
  const { world, secrets } = desk;
  const { data: order, error } = Order.safeParse(body);
  if (order === undefined) return malformed(`参数错误：${error.issues[0]?.path.join('/')}`);
  if (order.mchid !== secrets.mchid || order.appid !== secrets.appid) return otherMerchant;
  if (Buffer.byteLength(order.description) > 127 * 3) return malformed('商品描述过长');
  const known = await orderOf(desk, order.out_trade_no);
  if (known !== undefined) return again(known, order);
  if (order.time_expire !== undefined && Date.parse(order.time_expire) <= nowIn(world).getTime())
    return malformed('交易结束时间早于当前时间');
  const prepayId = `wx${figures(14)}${letters(20).toLowerCase()}`;
  const { rowCount } = await world.pool.query(
    `insert into sandbox.wechat_order (out_trade_no, parameters, total, prepay_id, state, created_at)
    values ($1, $2, $3, $4, 'NOTPAY', $5) on conflict do nothing`,
    [order.out_trade_no, JSON.stringify(order), order.amount.total, prepayId, nowIn(world)],
  );
  return rowCount === 1 ? { status: 200, body: { prepay_id: prepayId } } : place(desk, { body } as Asked);
};

/** The same request has the same answer; anything else is another order under a number in use. */
const again = (known: StoredOrder, order: Order): Answer => {
  if (isPaid(known)) return alreadyPaid;
  if (known.state === 'CLOSED') return closed;
  if (JSON.stringify(Order.parse(known.parameters)) !== JSON.stringify(order)) return otherParameters;
  return { status: 200, body: { prepay_id: known.prepay_id } };
};

const states: Readonly<Record<string, string>> = {
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败(其他原因，如银行返回失败)',
};

/** The transaction as queries and notices tell it. */
export const transactionOf = (desk: Desk, order: StoredOrder): object => {
  const { parameters, state, transaction_id: transactionId, paid, paid_at: paidAt, total } = order;
  const isStrange = desk.world.faults.next('wechat', order.out_trade_no, 'unknown-status') !== undefined;
  const { appid, mchid, attach, payer } = parameters;
  const told = isStrange ? 'ACCEPT' : state;
  return {
    ...(paid === null ? { amount: { total, currency: 'CNY' } } : { amount: amountOf(paid) }),
    appid,
    attach: attach ?? '',
    mchid,
    out_trade_no: order.out_trade_no,
    payer,
    promotion_detail: [],
    trade_state: told,
    trade_state_desc: states[told] ?? '已接收，等待扣款',
    ...(transactionId === null || paidAt === null
      ? {}
      : {
          bank_type: 'OTHERS',
          success_time: rfc3339(paidAt),
          trade_type: 'JSAPI',
          transaction_id: transactionId,
        }),
  };
};

const amountOf = (fen: number): object => ({
  currency: 'CNY',
  payer_currency: 'CNY',
  payer_total: fen,
  total: fen,
});

const query = async (desk: Desk, { params, query: asked }: Asked): Promise<Answer> => {
  if (asked['mchid'] !== desk.secrets.mchid) return malformed('商户号错误');
  const order = await orderOf(desk, params['number'] ?? '');
  return order === undefined ? missing : { status: 200, body: transactionOf(desk, order) };
};

const queryByTransaction = async (desk: Desk, asked: Asked): Promise<Answer> => {
  const { rows } = await desk.world.pool.query<{ out_trade_no: string }>(
    'select out_trade_no from sandbox.wechat_order where transaction_id = $1',
    [asked.params['number']],
  );
  return query(desk, { ...asked, params: { number: rows[0]?.out_trade_no ?? '' } });
};

const close = async (desk: Desk, { params, body }: Asked): Promise<Answer> => {
  if ((body as { mchid?: unknown } | undefined)?.mchid !== desk.secrets.mchid) return malformed('商户号错误');
  const order = await orderOf(desk, params['number'] ?? '');
  if (order === undefined) return missing;
  const { rowCount } = await desk.world.pool.query(
    `update sandbox.wechat_order set state = 'CLOSED'
    where out_trade_no = $1 and state not in ('SUCCESS', 'REFUND')`,
    [order.out_trade_no],
  );
  return rowCount === 0 ? alreadyPaid : { status: 204 };
};

const byNumber = ({ params }: Asked): string => params['number'] ?? '';
const base = '/v3/pay/transactions';

export const orderRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${base}/jsapi`,
    orderOf: ({ body }) => String((body as { out_trade_no?: unknown } | undefined)?.out_trade_no ?? ''),
    answer: place,
  },
  { method: 'GET', path: `${base}/out-trade-no/:number`, orderOf: byNumber, answer: query },
  { method: 'GET', path: `${base}/id/:number`, orderOf: byNumber, answer: queryByTransaction },
  { method: 'POST', path: `${base}/out-trade-no/:number/close`, orderOf: byNumber, answer: close },
];
