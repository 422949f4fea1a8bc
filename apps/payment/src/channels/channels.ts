import type { OnlineChannel } from '@canbao/domain-payment';
import type { Channel } from '@canbao/vocabulary';

/** The online channels that this installation is connected to. */
export class Channels {
  constructor(private readonly connected: Readonly<Partial<Record<Channel, OnlineChannel>>> = {}) {}

  /** Undefined for one that is not connected. */
  of(channel: string): OnlineChannel | undefined {
    return this.connected[channel as Channel];
  }
}
