import type { ChannelState, OnlineChannel, Placed, RefundState, Statement } from '@canbao/domain-payment';

/**
 * WeChat 生活缴费 as a channel that takes orders: it is not told of an order but asks for it, so an order is
 * placed when we offer it and closed when we no longer do. Whether it was paid, only a 销账 says.
 */
export class WeChatBills implements OnlineChannel {
  async place(): Promise<Placed> {
    return { outcome: 'placed', parameters: {} };
  }
  async query(): Promise<ChannelState> {
    return { status: 'not-paid' };
  }
  async close(): Promise<ChannelState> {
    return { status: 'closed' };
  }
  /** Its messages have no way back but 冲正, which WeChat begins: somebody names another way. */
  async refund({ refundNo }: { readonly refundNo: string }): Promise<RefundState> {
    return { status: 'abnormal', channelRefundNo: refundNo };
  }
  async queryRefund(): Promise<RefundState> {
    return { status: 'not-found' };
  }
  /** It sends no notices: a 销账 is a request with an answer of its own. */
  async read(): Promise<{ readonly forged: 'malformed' }> {
    return { forged: 'malformed' };
  }
  /** Its file of the day is settled by contract with WeChat; it is brought by hand until then. */
  async statement(): Promise<Statement> {
    return { status: 'not-ready' };
  }
}
