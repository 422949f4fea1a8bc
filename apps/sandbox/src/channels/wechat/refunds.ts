import { constants, privateDecrypt } from 'node:crypto';
import { z } from 'zod';
import { nowIn, type Desk } from './desk';
import { refusal, type Answer, type Asked, type Route } from './gateway';
import { isPaid, missing, orderOf, type StoredOrder } from './orders';
import { figures, rfc3339 } from './texts';

/** Money is back so long after WeChat has accepted the refund. */
const underWayMs = 2000;
/** A payment may be refunded for so long, and in so many parts. */
const [refundableMs, partsMax] = [365 * 86_400_000, 50];

const Refund = z
  .object({
    transaction_id: z.string().optional(),
    out_trade_no: z.string().optional(),
    out_refund_no: z.string().regex(/^[\w\-|*@]{1,64}$/),
    reason: z.string().max(80).optional(),
    notify_url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !url.includes('?'))
      .optional(),
    amount: z.object({ refund: z.int().min(1), total: z.int().min(1), currency: z.literal('CNY') }),
  })
  .refine(({ transaction_id: id, out_trade_no: number }) => (id === undefined) !== (number === undefined));
type Refund = z.output<typeof Refund>;

/** A refund in the books; amounts in fen. */
export interface StoredRefund {
  readonly out_refund_no: string;
  readonly refund_id: string;
  readonly out_trade_no: string;
  readonly parameters: Refund;
  readonly amount: number;
  readonly account: string;
  readonly status: string;
  /** What becomes of it at `due_at`; null: it is final, or stays as it is. */
  readonly plan: string;
  readonly due_at: Date | null;
  readonly accepted_at: Date;
  readonly succeeded_at: Date | null;
}

const noRefund = refusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
const malformed = (message: string): Answer => refusal(400, 'PARAM_ERROR', message);
const invalid = (message: string): Answer => refusal(400, 'INVALID_REQUEST', message);

export const refundOf = async ({ world }: Desk, number: string): Promise<StoredRefund | undefined> => {
  const { rows } = await world.pool.query<StoredRefund>(
    'select * from sandbox.wechat_refund where out_refund_no = $1',
    [number],
  );
  return rows[0];
};

const apply = async (desk: Desk, { body }: Asked): Promise<Answer> => {
  const { data: refund, error } = Refund.safeParse(body);
  if (refund === undefined) return malformed(`参数错误：${error.issues[0]?.path.join('/')}`);
  const order = await orderBehind(desk, refund);
  if (order === undefined) return missing;
  const known = await refundOf(desk, refund.out_refund_no);
  if (known !== undefined)
    return JSON.stringify(Refund.parse(known.parameters).amount) === JSON.stringify(refund.amount) &&
      known.out_trade_no === order.out_trade_no
      ? { status: 200, body: refundAnswer(order, known) }
      : malformed('退款单号已存在，且参数不一致');
  if (!isPaid(order) || order.paid === null || order.paid_at === null) return invalid('订单未支付');
  if (refund.amount.total !== order.paid) return malformed('订单金额不一致');
  if (nowIn(desk.world).getTime() - order.paid_at.getTime() > refundableMs)
    return invalid('订单已超过退款期限');
  return (await accept(desk, order, refund))
    ? apply(desk, { body } as Asked)
    : invalid('退款金额大于可退金额');
};

const orderBehind = async (
  desk: Desk,
  { out_trade_no: number, transaction_id: id }: Refund,
): Promise<StoredOrder | undefined> => {
  if (number !== undefined) return orderOf(desk, number);
  const { rows } = await desk.world.pool.query<StoredOrder>(
    'select * from sandbox.wechat_order where transaction_id = $1',
    [id],
  );
  return rows[0];
};

/** Takes the refund into the books; false when more would go back than has come. */
const accept = async ({ world }: Desk, order: StoredOrder, refund: Refund): Promise<boolean> => {
  const number = order.out_trade_no;
  const fault =
    world.faults.next('wechat', number, 'refund-abnormal', 'refund-closed', 'refund-stuck') ??
    world.faults.next('wechat', refund.out_refund_no, 'refund-abnormal', 'refund-closed', 'refund-stuck');
  const now = nowIn(world);
  const plan = { 'refund-abnormal': 'ABNORMAL', 'refund-closed': 'CLOSED' }[fault as string] ?? 'SUCCESS';
  const due = fault === 'refund-stuck' ? null : new Date(now.getTime() + underWayMs);
  const id = `5030240356${rfc3339(now).slice(0, 10).replaceAll('-', '')}${figures(11)}`;
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await client.query('select 1 from sandbox.wechat_order where out_trade_no = $1 for update', [number]);
    const { rows } = await client.query<{ back: string; parts: string }>(
      `select coalesce(sum(amount), 0) as back, count(*) as parts from sandbox.wechat_refund
      where out_trade_no = $1 and status <> 'CLOSED' and out_refund_no <> $2`,
      [number, refund.out_refund_no],
    );
    const [back, parts] = [Number(rows[0]?.back), Number(rows[0]?.parts)];
    const fits = back + refund.amount.refund <= (order.paid ?? 0) && parts < partsMax;
    if (fits) {
      await client.query(
        `insert into sandbox.wechat_refund values ($1, $2, $3, $4, $5, '支付用户零钱', 'PROCESSING', $6, $7, $8)
        on conflict do nothing`,
        [refund.out_refund_no, id, number, JSON.stringify(refund), refund.amount.refund, plan, due, now],
      );
      await client.query(`update sandbox.wechat_order set state = 'REFUND' where out_trade_no = $1`, [
        number,
      ]);
    }
    await client.query('commit');
    return fits;
  } finally {
    client.release();
  }
};

const fieldsOf = (order: StoredOrder, refund: StoredRefund): object => ({
  amount: {
    payer_refund: refund.amount,
    payer_total: order.paid,
    refund: refund.amount,
    total: order.paid,
  },
  out_refund_no: refund.out_refund_no,
  out_trade_no: order.out_trade_no,
  refund_id: refund.refund_id,
  transaction_id: order.transaction_id,
  user_received_account: refund.account,
  ...(refund.succeeded_at === null ? {} : { success_time: rfc3339(refund.succeeded_at) }),
});

const refundAnswer = (order: StoredOrder, refund: StoredRefund): object => ({
  ...fieldsOf(order, refund),
  channel: 'ORIGINAL',
  create_time: rfc3339(refund.accepted_at),
  funds_account: 'AVAILABLE',
  status: refund.status,
});

const query = async (desk: Desk, { params }: Asked): Promise<Answer> => {
  const refund = await refundOf(desk, params['number'] ?? '');
  const order = refund === undefined ? undefined : await orderOf(desk, refund.out_trade_no);
  if (refund === undefined || order === undefined) return noRefund;
  return { status: 200, body: refundAnswer(order, refund) };
};

const Redirection = z.object({
  out_refund_no: z.string(),
  type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
  bank_type: z.string().optional(),
  bank_account: z.string().optional(),
  real_name: z.string().optional(),
});

/** An abnormal refund goes to another card. */
const redirect = async (desk: Desk, { params, body }: Asked): Promise<Answer> => {
  const { data } = Redirection.safeParse(body);
  const refund = data === undefined ? undefined : await refundOf(desk, data.out_refund_no);
  if (data === undefined || refund === undefined || refund.refund_id !== params['number']) return noRefund;
  const account =
    data.type === 'MERCHANT_BANK_CARD' ? '商户结算卡' : cardOf(desk, data.bank_account, data.real_name);
  if (account === undefined) return malformed('敏感信息解密失败');
  const { rowCount } = await desk.world.pool.query(
    `update sandbox.wechat_refund set status = 'PROCESSING', plan = 'SUCCESS', account = $2, due_at = $3
    where out_refund_no = $1 and status = 'ABNORMAL'`,
    [refund.out_refund_no, account, new Date(nowIn(desk.world).getTime() + underWayMs)],
  );
  return rowCount === 0
    ? invalid('退款单状态不是退款异常')
    : query(desk, { params: { number: refund.out_refund_no } } as unknown as Asked);
};

const cardOf = ({ secrets }: Desk, account = '', name = ''): string | undefined => {
  try {
    const [number, holder] = [account, name].map((sealed) =>
      privateDecrypt(
        { key: secrets.publicKey.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
        Buffer.from(sealed, 'base64'),
      ).toString(),
    );
    return holder === '' ? undefined : `银行卡尾号 ${number?.slice(-4)}`;
  } catch {
    return undefined;
  }
};

/** What becomes of refunds whose time has come, with its notice: told again when told half. */
export const settleRefunds = async (desk: Desk): Promise<void> => {
  const { pool } = desk.world;
  const { rows } = await pool.query<StoredRefund>(
    `update sandbox.wechat_refund set status = plan,
      succeeded_at = case plan when 'SUCCESS' then due_at end
    where due_at <= $1 returning *`,
    [nowIn(desk.world)],
  );
  for (const refund of rows) {
    await tell(desk, refund);
    // Unless it has been sent on another way meanwhile.
    await pool.query(
      'update sandbox.wechat_refund set due_at = null where out_refund_no = $1 and status = $2',
      [refund.out_refund_no, refund.status],
    );
  }
};

const tell = async (desk: Desk, refund: StoredRefund): Promise<void> => {
  const order = await orderOf(desk, refund.out_trade_no);
  const url = refund.parameters.notify_url;
  if (order === undefined || url === undefined) return;
  await desk.notices.add({
    event: `REFUND.${refund.status}`,
    kind: 'refund',
    summary: { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' }[refund.status] ?? '退款',
    outTradeNo: order.out_trade_no,
    url,
    content: { ...fieldsOf(order, refund), mchid: desk.secrets.mchid, refund_status: refund.status },
  });
};

const base = '/v3/refund/domestic/refunds';
const textIn = (body: unknown, name: string): string =>
  String((body as Readonly<Record<string, unknown>> | undefined)?.[name] ?? '');

export const refundRoutes: readonly Route[] = [
  { method: 'POST', path: base, orderOf: ({ body }) => textIn(body, 'out_trade_no'), answer: apply },
  { method: 'GET', path: `${base}/:number`, orderOf: ({ params }) => params['number'] ?? '', answer: query },
  {
    method: 'POST',
    path: `${base}/:number/apply-abnormal-refund`,
    orderOf: ({ body }) => textIn(body, 'out_refund_no'),
    answer: redirect,
  },
];
