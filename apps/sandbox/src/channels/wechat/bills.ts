import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { encode } from 'iconv-lite';
import { z } from 'zod';
import { fundFlowBill, tradeBill, tradeBillTypes, type Entry } from './bill-file';
import { nowIn, type Desk } from './desk';
import { isSigned, refusal, type Answer, type Asked, type Route } from './gateway';
import type { StoredOrder } from './orders';
import type { StoredRefund } from './refunds';
import { letters } from './texts';

const dayMs = 86_400_000;
/** The vendor's times: a bill is there from 9:00 of the next day, for three months; its address for 30 s. */
const [thereAfterMs, keptMs, addressMs] = [9 * 3_600_000, 92 * dayMs, 30_000];

const Question = z.object({
  bill_date: z.iso.date(),
  bill_type: z.enum(tradeBillTypes).default('ALL'),
  account_type: z.enum(['BASIC', 'OPERATION', 'FEES']).default('BASIC'),
  tar_type: z.literal('GZIP').optional(),
});

const noBill = refusal(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
const inTheMaking = refusal(400, 'STATEMENT_CREATING', '账单生成中');

/** A day's business in the order of time. Refunds count when they are accepted, and are never updated. */
const entriesOf = async ({ world }: Desk, from: Date, until: Date): Promise<Entry[]> => {
  const { rows: paid } = await world.pool.query<StoredOrder>(
    'select * from sandbox.wechat_order where paid_at >= $1 and paid_at < $2',
    [from, until],
  );
  const { rows: returned } = await world.pool.query<StoredOrder & { readonly refund: StoredRefund }>(
    `select o.*, row_to_json(r) as refund from sandbox.wechat_refund r join sandbox.wechat_order o
    using (out_trade_no) where accepted_at >= $1 and accepted_at < $2`,
    [from, until],
  );
  const entries = [
    ...paid.map((order) =>
      entryOf(order, { kind: 'payment', at: order.paid_at ?? from, amount: order.paid ?? 0 }),
    ),
    ...returned.map((order) =>
      entryOf(order, {
        kind: 'refund',
        at: new Date(order.refund.accepted_at),
        amount: order.refund.amount,
        status: order.refund.status,
        outRefundNo: order.refund.out_refund_no,
        refundId: order.refund.refund_id,
      }),
    ),
  ];
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
};

const entryOf = (
  { out_trade_no: outTradeNo, transaction_id: transactionId, parameters }: StoredOrder,
  rest: Pick<Entry, 'kind' | 'at' | 'amount'> & Partial<Entry>,
): Entry => ({
  outTradeNo,
  transactionId: transactionId ?? '',
  openid: parameters.payer.openid,
  description: parameters.description,
  attach: parameters.attach ?? '',
  status: 'SUCCESS',
  ...rest,
});

/** The day's business as a bill with planted differences tells it: whole, and not what happened. */
const withDifferences = ({ world }: Desk, entries: readonly Entry[]): Entry[] =>
  entries.flatMap((entry) => {
    const fault = world.faults.next(
      'wechat',
      entry.outTradeNo,
      'bill-line-short',
      'bill-line-more',
      'bill-other-amount',
      'bill-other-status',
    );
    if (fault === 'bill-line-short') return [];
    if (fault === 'bill-line-more')
      return [entry, { ...entry, transactionId: `${entry.transactionId}9`, outTradeNo: letters(32) }];
    if (fault === 'bill-other-amount') return [{ ...entry, amount: entry.amount + 1 }];
    return [fault === 'bill-other-status' ? { ...entry, status: 'REVOKED' } : entry];
  });

type Writer = (desk: Desk, entries: readonly Entry[], question: z.output<typeof Question>) => Promise<string>;

const ask = async (desk: Desk, { query, address }: Asked, write: Writer): Promise<Answer> => {
  const { data: question } = Question.safeParse(query);
  if (question === undefined) return refusal(400, 'PARAM_ERROR', '账单日期或类型不正确');
  const from = new Date(`${question.bill_date}T00:00:00+08:00`);
  const until = new Date(from.getTime() + dayMs);
  const sinceMs = nowIn(desk.world).getTime() - until.getTime();
  const fault = desk.world.faults.next('wechat', question.bill_date, 'bill-late', 'bill-missing');
  if (fault === 'bill-missing' || sinceMs < 0 || sinceMs > keptMs) return noBill;
  if (fault === 'bill-late' || sinceMs < thereAfterMs) return inTheMaking;
  const entries = withDifferences(desk, await entriesOf(desk, from, until));
  if (entries.length === 0) return noBill;
  return give(desk, await write(desk, entries, question), question, address);
};

const give = (
  { world, downloads }: Desk,
  text: string,
  { bill_date: day, tar_type: packing }: z.output<typeof Question>,
  address: string,
): Answer => {
  const fault = world.faults.next('wechat', day, 'bill-truncated', 'bill-wrong-hash', 'bill-wrong-encoding');
  const file = fault === 'bill-wrong-encoding' ? encode(text, 'gbk') : Buffer.from(text);
  const whole = packing === undefined ? file : gzipSync(file);
  const bytes = fault === 'bill-truncated' ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const hash = createHash('sha1').update(fault === 'bill-wrong-hash' ? `${text} ` : file);
  const nowMs = nowIn(world).getTime();
  for (const [token, { untilMs }] of downloads) if (untilMs < nowMs) downloads.delete(token);
  const token = letters(40);
  downloads.set(token, { bytes, untilMs: nowMs + addressMs });
  const url = `${address}/v3/billdownload/file?token=${token}`;
  return { status: 200, body: { hash_type: 'SHA1', hash_value: hash.digest('hex'), download_url: url } };
};

const tradeWriter: Writer = async ({ world, secrets }, entries, { bill_type: type, bill_date: day }) =>
  tradeBill(
    secrets,
    entries,
    type,
    world.faults.next('wechat', day, 'bill-wrong-totals') === undefined ? 0 : 1,
  );

const flowWriter: Writer = async ({ world }, entries, { account_type: account, bill_date: day }) => {
  const { rows } = await world.pool.query<{ balance: string }>(
    `select (select coalesce(sum(paid), 0) from sandbox.wechat_order where paid_at < $1)
      - (select coalesce(sum(amount), 0) from sandbox.wechat_refund where accepted_at < $1) as balance`,
    [new Date(`${day}T00:00:00+08:00`)],
  );
  return fundFlowBill(account === 'BASIC' ? entries : [], Number(rows[0]?.balance));
};

const dayOf = ({ query }: Asked): string => query['bill_date'] ?? '';

export const billRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v3/bill/tradebill',
    orderOf: dayOf,
    answer: (desk, asked) => ask(desk, asked, tradeWriter),
  },
  {
    method: 'GET',
    path: '/v3/bill/fundflowbill',
    orderOf: dayOf,
    answer: (desk, asked) => ask(desk, asked, flowWriter),
  },
];

/** The file itself: asked for with a signature, and given without one. */
export const billDownload = (app: FastifyInstance, desk: Desk): void => {
  app.get('/v3/billdownload/file', async (request, reply) => {
    const { token = '' } = request.query as { readonly token?: string };
    const file = desk.downloads.get(token);
    const isThere = file !== undefined && file.untilMs >= nowIn(desk.world).getTime();
    if (!isSigned(desk, request) || !isThere) return reply.status(401).send();
    return reply.header('content-type', 'application/octet-stream').send(file.bytes);
  });
};
