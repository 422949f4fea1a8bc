import {
  noWayBack,
  type ChannelOrder,
  type ChannelState,
  type OnlineChannel,
  type Placed,
  type RefundState,
  type Statement,
} from '@canbao/domain-payment';
import type { BillReason } from './codes';
import {
  readBillMessage,
  writeBillAnswer,
  type BillFields,
  type BillHead,
  type ReadBillMessage,
} from './message';
import type { WeChatBillsSettings } from './settings';

/**
 * WeChat 生活缴费 as a channel that takes orders: it is not told of an order but asks for it, so an order is
 * placed when we offer it and closed when we no longer do. Whether it was paid, only a 销账 says.
 */
export class WeChatBills implements OnlineChannel {
  constructor(readonly settings: WeChatBillsSettings) {}

  /** A message of WeChat's, verified on its bytes. */
  message(raw: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array;
  }): ReadBillMessage {
    return readBillMessage(raw, this.settings);
  }

  /** The signed answer to the message with this head. */
  answer(head: BillHead | undefined, reason: BillReason, info?: BillFields): string {
    return writeBillAnswer(head, reason, info, this.settings);
  }

  async place({ payerReference: paymentNumber }: ChannelOrder): Promise<Placed> {
    return { outcome: 'placed', parameters: { paymentNumber } };
  }
  async query(): Promise<ChannelState> {
    return { status: 'not-paid' };
  }
  async close(): Promise<ChannelState> {
    return { status: 'closed' };
  }
  /** Its messages have no way back but 冲正, which WeChat begins: an operator transfers the money. */
  async refund(): Promise<RefundState> {
    return { status: 'refused', reason: noWayBack };
  }
  async queryRefund(): Promise<RefundState> {
    return { status: 'not-found' };
  }
  /** It sends no notices: a 销账 is a request with an answer of its own. */
  async read(): Promise<{ readonly forged: 'malformed' }> {
    return { forged: 'malformed' };
  }
  /** The form of its daily file is agreed with WeChat; until then its lines are brought by an operator. */
  async statement(): Promise<Statement> {
    return { status: 'not-ready' };
  }
}
