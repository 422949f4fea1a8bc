import type { World } from '../counterpart';
import type { AlipayBooks, Refund, Trade } from './books';
import type { AlipayKeys } from './secrets';
import { fenOf, wallTime, yuanOf } from './money';
import type { AlipayNotices } from './notices';

/** What a method is called with. */
export interface Call {
  readonly content: Readonly<Record<string, unknown>>;
  readonly notifyUrl: string | undefined;
  /** `yyyy-MM-dd HH:mm:ss` */
  readonly now: string;
  /** Where this stand-in is reached, without a slash at the end. */
  readonly base: string;
}

/** Everything a method uses. */
export interface Desk {
  readonly world: World;
  readonly books: AlipayBooks;
  readonly keys: AlipayKeys;
  readonly notices: AlipayNotices;
  /** Addresses of bills that were given out, and until when they live. */
  readonly downloads: Map<string, { readonly day: string; readonly untilMs: number }>;
}

export type Answer = Readonly<Record<string, unknown>>;
type Method = (call: Call, desk: Desk) => Promise<Answer>;

const ok = (body: Answer): Answer => ({ code: '10000', msg: 'Success', ...body });
/** Business says no. */
export const no = (subCode: string, subMsg: string): Answer => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: subMsg,
});
export const invalid = (subCode: string, subMsg: string): Answer => ({
  code: '40002',
  msg: 'Invalid Arguments',
  sub_code: subCode,
  sub_msg: subMsg,
});
const notThere = no('ACQ.TRADE_NOT_EXIST', '交易不存在');

const tradeOf = (call: Call, { books }: Desk): Promise<Trade | undefined> =>
  books.find(String(call.content['trade_no'] ?? call.content['out_trade_no'] ?? ''), call.now);

const create: Method = async (call, { books, keys }) => {
  const { content, now } = call;
  const total = fenOf(content['total_amount']);
  const [number, subject] = [String(content['out_trade_no'] ?? ''), String(content['subject'] ?? '')];
  const buyer = String(content['buyer_open_id'] ?? content['buyer_id'] ?? '');
  if (!/^\w{1,64}$/.test(number)) return invalid('isv.invalid-parameter', 'out_trade_no');
  if (total === undefined) return no('ACQ.INVALID_PARAMETER', 'total_amount');
  if (subject === '' || /[/=&]/.test(subject)) return no('ACQ.INVALID_PARAMETER', 'subject');
  if (buyer === '') return no('ACQ.BUYER_NOT_EXIST', '买家不存在');
  if (content['product_code'] === 'JSAPI_PAY' && content['op_app_id'] !== keys.appId)
    return invalid('isv.invalid-parameter', 'op_app_id');
  const expires = typeof content['time_expire'] === 'string' ? content['time_expire'] : null;
  if (expires !== null && expires <= now) return no('ACQ.INVALID_PARAMETER', 'time_expire');
  const notify_url = call.notifyUrl ?? null;
  const wanted = { out_trade_no: number, buyer, subject, total, notify_url, expires_at: expires };
  const trade = (await books.find(number, now)) ?? (await books.create(wanted, now));
  if (trade.status === 'TRADE_SUCCESS') return no('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
  if (trade.status === 'TRADE_CLOSED') return no('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
  if (trade.total !== total) return no('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
  if (trade.buyer !== buyer) return no('ACQ.TRADE_BUYER_NOT_MATCH', '交易买家不匹配');
  return ok({ out_trade_no: number, trade_no: trade.trade_no });
};

const query: Method = async (call, desk) => {
  const trade = await tradeOf(call, desk);
  if (trade === undefined) return notThere;
  const fault = desk.world.faults.next('alipay', trade.out_trade_no, 'unknown-status', 'other-order');
  const amount = yuanOf(trade.paid ?? trade.total);
  return ok({
    buyer_logon_id: '138****0000',
    buyer_pay_amount: trade.paid === null ? '0.00' : amount,
    out_trade_no: fault === 'other-order' ? `${trade.out_trade_no}0` : trade.out_trade_no,
    point_amount: '0.00',
    ...(trade.paid_at === null ? {} : { receipt_amount: amount, send_pay_date: trade.paid_at }),
    total_amount: amount,
    trade_no: trade.trade_no,
    trade_status: fault === 'unknown-status' ? 'TRADE_PENDING' : trade.status,
  });
};

const close: Method = async (call, desk) => {
  const trade = await tradeOf(call, desk);
  if (trade === undefined) return notThere;
  const isClosed =
    (trade.status === 'TRADE_CLOSED' && trade.paid_at === null) ||
    (await desk.books.close(trade.trade_no, call.now));
  return isClosed
    ? ok({ out_trade_no: trade.out_trade_no, trade_no: trade.trade_no })
    : no('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
};

const refund: Method = async (call, desk) => {
  const trade = await tradeOf(call, desk);
  if (trade === undefined) return notThere;
  if (trade.paid_at === null || trade.paid === null) return no('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  const fen = fenOf(call.content['refund_amount']);
  if (fen === undefined) return no('ACQ.INVALID_PARAMETER', 'refund_amount');
  const asked = String(call.content['out_request_no'] ?? '');
  const requestNo = asked === '' ? trade.out_trade_no : asked;
  if (asked === '' && fen !== trade.paid)
    return no('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '撤销或退款金额与订单金额不一致');
  if (desk.world.faults.next('alipay', trade.out_trade_no, 'refund-abnormal') !== undefined)
    return no('ACQ.BUYER_ENABLE_STATUS_FORBID', '买家状态非法');
  const done = await desk.books.refund(trade, requestNo, fen, call.now);
  if (done === undefined) return no('ACQ.REASON_TRADE_REFUND_FEE_ERR', '退款金额无效');
  if (done.refund.amount !== fen) return no('ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的请求');
  const after = (await tradeOf(call, desk)) ?? trade;
  if (done.changed) await desk.notices.refunded(after, done.refund);
  return ok({
    buyer_logon_id: '138****0000',
    fund_change: done.changed ? 'Y' : 'N',
    gmt_refund_pay: done.refund.refunded_at,
    out_trade_no: trade.out_trade_no,
    refund_fee: yuanOf(after.refunded),
    trade_no: trade.trade_no,
  });
};

const refundQuery: Method = async (call, desk) => {
  const trade = await tradeOf(call, desk);
  if (trade === undefined) return notThere;
  const found = await desk.books.refundOf(trade.trade_no, String(call.content['out_request_no'] ?? ''));
  return ok(found === undefined ? {} : refundData(trade, found, call, desk));
};

const refundData = (trade: Trade, found: Refund, { content }: Call, { world }: Desk): Answer => {
  const isStuck = world.faults.next('alipay', trade.out_trade_no, 'refund-stuck') !== undefined;
  const options = content['query_options'];
  const tellsTime = Array.isArray(options) && options.includes('gmt_refund_pay') && !isStuck;
  return {
    out_request_no: found.out_request_no,
    out_trade_no: trade.out_trade_no,
    refund_amount: yuanOf(found.amount),
    refund_status: isStuck ? 'REFUND_PROCESSING' : 'REFUND_SUCCESS',
    total_amount: yuanOf(trade.paid ?? trade.total),
    trade_no: trade.trade_no,
    ...(tellsTime ? { gmt_refund_pay: found.refunded_at } : {}),
  };
};

/** A bill lives behind its address for this long. */
const billLifeMs = 30_000;

const bill: Method = async ({ content, now, base }, { world, downloads }) => {
  const day = String(content['bill_date'] ?? '');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return no('isv.invalid-parameter', 'bill_date');
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const isLate = world.faults.next('alipay', day, 'bill-late', 'bill-missing') !== undefined;
  if (isLate || now < `${next} 10:00:00`) return no('isp.bill_not_exist', '账单不存在');
  const token = `${day}-${crypto.randomUUID()}`;
  downloads.set(token, { day, untilMs: Date.now() + billLifeMs });
  return ok({ bill_download_url: `${base}/bills/${token}` });
};

/** What the gateway knows. */
export const methods: Readonly<Record<string, Method>> = {
  'alipay.trade.create': create,
  'alipay.trade.query': query,
  'alipay.trade.close': close,
  'alipay.trade.refund': refund,
  'alipay.trade.fastpay.refund.query': refundQuery,
  'alipay.data.dataservice.bill.downloadurl.query': bill,
};

/** The time in Alipay's books. */
export const nowIn = ({ clock }: World): string => wallTime(clock.now());
