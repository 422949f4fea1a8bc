import type { OnlineChannel } from '@canbao/domain-payment';
import type { Channel } from '@canbao/vocabulary';

/** The online channels that this installation is connected to. */
export class Channels {
  constructor(private readonly connected: Readonly<Partial<Record<Channel, OnlineChannel>>> = {}) {}

  /**
   * The channel where it can be asked how a payment stands. WeChat 生活缴费 cannot: it tells of its payments,
   * and gives a file of the day.
   */
  asked(channel: string): OnlineChannel | undefined {
    return channel === 'wechat-bills' ? undefined : this.of(channel);
  }

  /** Undefined for one that is not connected. */
  of(channel: string): OnlineChannel | undefined {
    return this.connected[channel as Channel];
  }
}
