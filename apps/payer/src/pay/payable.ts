/** Of an order, what its wallet needs. Without parameters the channel has not answered yet. */
export interface Payable {
  readonly orderId: string;
  readonly channelParameters?: Readonly<Record<string, string>> | undefined;
}

export type Wallet = 'wechat' | 'alipay';
