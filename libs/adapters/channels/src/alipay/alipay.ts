import { dayOf, daysBetween, type Clock, type Day, type Instant } from '@canbao/calendar';
import type {
  ChannelOrder,
  ChannelRefund,
  ChannelState,
  Forged,
  Notice,
  OnlineChannel,
  Placed,
  RawNotice,
  RefundState,
  Statement,
} from '@canbao/domain-payment';
import { readBill } from './bill';
import { AlipayGateway, localTime, type AlipayTrouble } from './gateway';
import { readNotice } from './notice';
import { refundAnswer, refundState } from './refund';
import type { AlipaySettings } from './settings';
import { instantOf, stateOf } from './trade';

/** Alipay's mini-program: the trade is created here and paid in the wallet (`my.tradePay`). */
export class Alipay implements OnlineChannel {
  private readonly gateway: AlipayGateway;

  constructor(
    private readonly settings: AlipaySettings,
    private readonly clock: Clock,
    tell: (trouble: AlipayTrouble) => void = () => undefined,
  ) {
    this.gateway = new AlipayGateway(settings, clock, tell);
  }

  async place(order: ChannelOrder): Promise<Placed> {
    const { orderNo, payerReference } = order;
    const content = {
      out_trade_no: orderNo,
      total_amount: order.total,
      subject: order.description.replace(/[/=&]/g, ' ').slice(0, 256),
      product_code: 'JSAPI_PAY',
      op_app_id: this.settings.appId,
      // Older sign-ins name a buyer by the account's number.
      ...(/^2088\d{12}$/.test(payerReference)
        ? { buyer_id: payerReference }
        : { buyer_open_id: payerReference }),
      time_expire: localTime(order.payBy),
    };
    const more = { notify_url: this.settings.notifyUrl };
    const reply = await this.gateway.call('alipay.trade.create', content, more);
    if (reply.is === 'refused') return isPaid(reply.reason) ? { outcome: 'unknown' } : refused(reply.reason);
    if (reply.is === 'unknown') return { outcome: 'unknown' };
    const { out_trade_no: named, trade_no: tradeNo } = reply.body;
    if (named !== orderNo || typeof tradeNo !== 'string' || tradeNo === '') return { outcome: 'unknown' };
    return { outcome: 'placed', parameters: { tradeNO: tradeNo } };
  }

  async query(orderNo: string): Promise<ChannelState> {
    const reply = await this.gateway.call('alipay.trade.query', { out_trade_no: orderNo });
    if (reply.is === 'done') return stateOf(reply.body, orderNo, instantOf(reply.body['send_pay_date']));
    if (reply.is === 'refused' && reply.reason === 'ACQ.TRADE_NOT_EXIST') return { status: 'not-found' };
    const said = reply.is === 'refused' ? reply.reason : reply.said;
    return { status: 'unknown', ...(said === undefined ? {} : { said }) };
  }

  async close(orderNo: string): Promise<ChannelState> {
    const reply = await this.gateway.call('alipay.trade.close', { out_trade_no: orderNo });
    if (reply.is === 'done' && reply.body['out_trade_no'] === orderNo) return { status: 'closed' };
    if (reply.is === 'refused' && reply.reason === 'ACQ.TRADE_NOT_EXIST') return { status: 'not-found' };
    // Refused because it is paid or closed, or nothing is known: the trade itself says how it stands.
    return this.query(orderNo);
  }

  async refund(refund: ChannelRefund): Promise<RefundState> {
    const { orderNo, refundNo, amount, reason } = refund;
    const reply = await this.gateway.call('alipay.trade.refund', {
      out_trade_no: orderNo,
      refund_amount: amount,
      out_request_no: refundNo,
      refund_reason: reason.slice(0, 256),
    });
    const answer = refundAnswer(reply, orderNo);
    if (answer !== 'query') return answer;
    const state = await this.queryRefund(refund);
    // Taken, and not yet to be seen: asked for again it is the same refund.
    return reply.is === 'done' && state.status === 'not-found' ? { status: 'under-way' } : state;
  }

  async queryRefund(refund: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>): Promise<RefundState> {
    const { orderNo, refundNo } = refund;
    const reply = await this.gateway.call('alipay.trade.fastpay.refund.query', {
      out_trade_no: orderNo,
      out_request_no: refundNo,
      query_options: ['gmt_refund_pay'],
    });
    return refundState(reply, refund, this.clock.now());
  }

  async read(notice: RawNotice, _now: Instant): Promise<Notice | Forged> {
    const { appId, sellerId } = this.settings;
    return readNotice(notice, { appId, sellerId, alipayKeys: this.gateway.alipayKeys });
  }

  async statement(day: Day): Promise<Statement> {
    const reply = await this.gateway.call('alipay.data.dataservice.bill.downloadurl.query', {
      bill_type: 'trade',
      bill_date: day,
    });
    if (reply.is === 'refused')
      return isNoBill(reply.reason) ? notMade(day, this.clock.now()) : { status: 'unknown' };
    const url = reply.is === 'done' ? reply.body['bill_download_url'] : undefined;
    const bytes = typeof url === 'string' ? await this.gateway.download(url) : undefined;
    return bytes === undefined ? { status: 'unknown' } : readBill(bytes, day);
  }

  /** Ends the connections. */
  end(): Promise<void> {
    return this.gateway.close();
  }
}

const refused = (reason: string): Placed => ({ outcome: 'refused', reason });
/** Paid already: it is not refused, and the query that follows finds the money. */
const isPaid = (reason: string): boolean => reason === 'ACQ.TRADE_HAS_SUCCESS';
const isNoBill = (reason: string): boolean => /bill_not_exist$/i.test(reason);

/** Configuration: a bill is made by 10:00 of the next day; two days later there is none. */
const notMade = (day: Day, now: Instant): Statement =>
  daysBetween(day, dayOf(now)) > 2 ? { status: 'empty' } : { status: 'not-ready' };
