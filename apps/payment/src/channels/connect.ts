import type { Clock } from '@canbao/calendar';
import {
  Alipay,
  WeChatBills,
  WeChatPay,
  type AlipaySettings,
  type WeChatBillsSettings,
  type WeChatPaySettings,
} from '@canbao/channels';
import type { OnlineChannel } from '@canbao/domain-payment';
import type { Log } from '@canbao/runtime';
import type { Channel } from '@canbao/vocabulary';
import { Channels } from './channels';

/** What each channel needs; one without is not connected. */
export interface ChannelSettings {
  readonly WECHAT_PAY?: WeChatPaySettings | undefined;
  readonly ALIPAY?: AlipaySettings | undefined;
  readonly WECHAT_BILLS?: WeChatBillsSettings | undefined;
}

/** Connects the channels that have settings, and says which. */
export const connect =
  ({ WECHAT_PAY, ALIPAY, WECHAT_BILLS }: ChannelSettings) =>
  (clock: Clock, log: Log): Channels => {
    const connected: Partial<Record<Channel, OnlineChannel>> = {};
    if (WECHAT_PAY !== undefined)
      connected.wechat = new WeChatPay(WECHAT_PAY, clock, (trouble) =>
        log.warn({ ...trouble }, 'WeChat Pay gave no good answer'),
      );
    if (ALIPAY !== undefined)
      connected.alipay = new Alipay(ALIPAY, clock, (trouble) =>
        log.warn({ ...trouble }, 'Alipay gave no good answer'),
      );
    if (WECHAT_BILLS !== undefined) connected['wechat-bills'] = new WeChatBills(WECHAT_BILLS);
    log.info({ connected: Object.keys(connected) }, 'online channels');
    return new Channels(connected);
  };
