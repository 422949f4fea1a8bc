import type { OnlineChannel } from '@canbao/domain-payment';
import type { MiniProgram } from '@canbao/contracts';

/** The online channels that this installation is connected to. */
export class Channels {
  constructor(private readonly connected: Readonly<Partial<Record<MiniProgram, OnlineChannel>>> = {}) {}

  /** Undefined for one that is not connected. */
  of(channel: string): OnlineChannel | undefined {
    return this.connected[channel as MiniProgram];
  }
}
