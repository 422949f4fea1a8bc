import type { Clock } from '@canbao/calendar';
import { Alipay, WeChatPay, type AlipaySettings, type WeChatPaySettings } from '@canbao/channels';
import type { MiniProgram } from '@canbao/contracts';
import type { OnlineChannel } from '@canbao/domain-payment';
import type { Log } from '@canbao/runtime';
import { Channels } from './channels';

/** What each channel needs; one without is not connected. */
export interface ChannelSettings {
  readonly WECHAT_PAY?: WeChatPaySettings | undefined;
  readonly ALIPAY?: AlipaySettings | undefined;
}

/** Connects the channels that have settings, and says which. */
export const connect =
  ({ WECHAT_PAY, ALIPAY }: ChannelSettings) =>
  (clock: Clock, log: Log): Channels => {
    const connected: Partial<Record<MiniProgram, OnlineChannel>> = {};
    if (WECHAT_PAY !== undefined)
      connected.wechat = new WeChatPay(WECHAT_PAY, clock, (trouble) =>
        log.warn({ ...trouble }, 'WeChat Pay gave no good answer'),
      );
    if (ALIPAY !== undefined)
      connected.alipay = new Alipay(ALIPAY, clock, (trouble) =>
        log.warn({ ...trouble }, 'Alipay gave no good answer'),
      );
    log.info({ connected: Object.keys(connected) }, 'online channels');
    return new Channels(connected);
  };
