import type { Clock, Day, Instant } from '@canbao/calendar';
import type {
  ChannelOrder,
  ChannelRefund,
  ChannelState,
  Forged,
  Notice,
  OnlineChannel,
  Placed,
  RawNotice,
  RefundDestination,
  RefundState,
  Statement,
} from '@canbao/domain-payment';
import { toFen, type Yuan } from '@canbao/money';
import type { z } from 'zod';
import { fundFlowLines, readBill, tradeLines, type FundFlow } from './bills';
import { WeChatPayClient, type Answer, type Trouble } from './client';
import { isClosed, isMissing, isPaid, isRefused, isReused } from './codes';
import { Refund, refundStateOf, stateOf, Transaction } from './messages';
import { readNotice } from './notices';
import type { WeChatPaySettings } from './settings';
import { clientParameters } from './signature';

const unknown = { status: 'unknown' } as const;
/** Vendor's limits, in characters. */
const [descriptionMax, reasonMax] = [127, 80];

const fenOf = (amount: Yuan): number => Number(toFen(amount));
const transactions = '/v3/pay/transactions';
const refunds = '/v3/refund/domestic/refunds';

/** WeChat Pay APIv3 for a mini-program (JSAPI orders): what the channel says, in our words. */
export class WeChatPay implements OnlineChannel {
  private readonly client: WeChatPayClient;

  /** `onTrouble`: for the log; each entry names call, code and Request-ID. */
  constructor(
    private readonly settings: WeChatPaySettings,
    clock: Pick<Clock, 'now'>,
    onTrouble?: (trouble: Trouble) => void,
  ) {
    this.client = new WeChatPayClient(settings, clock, onTrouble);
  }

  /** Asked again for the same order, WeChat gives the same prepayment. */
  async place(order: ChannelOrder): Promise<Placed> {
    const { mchid, appid, notifyUrl, merchantKey } = this.settings;
    const answer = await this.client.post(`${transactions}/jsapi`, {
      appid,
      mchid,
      description: order.description.slice(0, descriptionMax),
      out_trade_no: order.orderNo,
      time_expire: order.payBy.replace(/\.\d{3}/, ''),
      notify_url: notifyUrl,
      amount: { total: fenOf(order.total), currency: 'CNY' },
      payer: { openid: order.payerReference },
    });
    if (answer === undefined) return { outcome: 'unknown' };
    const { prepay_id: prepayId } = (answer.body ?? {}) as { readonly prepay_id?: unknown };
    if (answer.status === 200 && typeof prepayId === 'string' && prepayId !== '')
      return {
        outcome: 'placed',
        parameters: clientParameters(appid, merchantKey, prepayId, this.client.now()),
      };
    // An order under this number exists: whether it is paid, a query tells.
    if (isPaid(answer) || isReused(answer) || !isRefused(answer)) return { outcome: 'unknown' };
    return { outcome: 'refused', reason: answer.shown };
  }

  async query(orderNo: string): Promise<ChannelState> {
    const path = `${transactions}/out-trade-no/${encodeURIComponent(orderNo)}`;
    const answer = await this.client.get(`${path}?mchid=${this.settings.mchid}`);
    if (answer === undefined) return unknown;
    if (isMissing(answer)) return { status: 'not-found' };
    const transaction = bodyOf(answer, Transaction);
    if (transaction === undefined) return unknown;
    if (transaction.out_trade_no !== orderNo || transaction.mchid !== this.settings.mchid)
      return { status: 'unknown', said: 'another order' };
    return stateOf(transaction);
  }

  async close(orderNo: string): Promise<ChannelState> {
    const path = `${transactions}/out-trade-no/${encodeURIComponent(orderNo)}/close`;
    const answer = await this.client.post(path, { mchid: this.settings.mchid });
    if (answer === undefined) return unknown;
    if (answer.status === 204 || isClosed(answer)) return { status: 'closed' };
    if (isMissing(answer)) return { status: 'not-found' };
    return isPaid(answer) ? this.query(orderNo) : unknown;
  }

  async refund({ orderNo, refundNo, amount, total, reason }: ChannelRefund): Promise<RefundState> {
    const answer = await this.client.post(refunds, {
      out_trade_no: orderNo,
      out_refund_no: refundNo,
      reason: reason.slice(0, reasonMax),
      notify_url: this.settings.notifyUrl,
      amount: { refund: fenOf(amount), total: fenOf(total), currency: 'CNY' },
    });
    return this.refundIn(answer, refundNo, amount);
  }

  async queryRefund({
    refundNo,
    amount,
  }: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>): Promise<RefundState> {
    const answer = await this.client.get(`${refunds}/${encodeURIComponent(refundNo)}`);
    if (answer !== undefined && isMissing(answer)) return { status: 'not-found' };
    // A question that is refused says nothing about the refund.
    return answer?.status === 200 ? this.refundIn(answer, refundNo, amount) : unknown;
  }

  /** For an abnormal refund: the same refund, on another way. */
  async redirectRefund(
    { refundNo, channelRefundNo }: { readonly refundNo: string; readonly channelRefundNo: string },
    to: RefundDestination,
  ): Promise<RefundState> {
    const { preferred } = this.settings.platformKeys;
    const card =
      to.to === 'merchant'
        ? { type: 'MERCHANT_BANK_CARD' }
        : {
            type: 'USER_BANK_CARD',
            bank_type: to.bank,
            bank_account: preferred.encrypt(to.account),
            real_name: preferred.encrypt(to.name),
          };
    const path = `${refunds}/${encodeURIComponent(channelRefundNo)}/apply-abnormal-refund`;
    return this.refundIn(await this.client.post(path, { out_refund_no: refundNo, ...card }), refundNo);
  }

  async read(notice: RawNotice, now: Instant): Promise<Notice | Forged> {
    return readNotice(this.settings, notice, now);
  }

  async statement(day: Day): Promise<Statement> {
    const question = `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`;
    return readBill(this.client, this.settings, question, day, tradeLines);
  }

  /** Every movement of the account's money: payments, refunds, fees, withdrawals. */
  async fundFlow(day: Day, account: 'BASIC' | 'OPERATION' | 'FEES' = 'BASIC'): Promise<FundFlow> {
    const question = `/v3/bill/fundflowbill?bill_date=${day}&account_type=${account}&tar_type=GZIP`;
    return readBill(this.client, this.settings, question, day, fundFlowLines);
  }

  /** Ends the connections. */
  async disconnect(): Promise<void> {
    await this.client.close();
  }

  private refundIn(answer: Answer | undefined, refundNo: string, expected?: Yuan): RefundState {
    if (answer === undefined) return unknown;
    const refund = bodyOf(answer, Refund);
    if (refund !== undefined)
      return refund.out_refund_no === refundNo
        ? refundStateOf(refund, expected)
        : { status: 'unknown', said: 'another refund' };
    return isRefused(answer) ? { status: 'refused', reason: answer.shown } : unknown;
  }
}

const bodyOf = <Schema extends z.ZodType>(answer: Answer, schema: Schema): z.output<Schema> | undefined =>
  answer.status === 200 ? schema.safeParse(answer.body).data : undefined;
