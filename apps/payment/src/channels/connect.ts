import type { Clock } from '@canbao/calendar';
import { WeChatPay, type WeChatPaySettings } from '@canbao/channels';
import type { Log } from '@canbao/runtime';
import { Channels } from './channels';

/** What each channel needs; one without is not connected. */
export interface ChannelSettings {
  readonly WECHAT_PAY?: WeChatPaySettings | undefined;
}

/** Connects the channels that have settings, and says which. */
export const connect =
  ({ WECHAT_PAY: wechat }: ChannelSettings) =>
  (clock: Clock, log: Log): Channels => {
    const connected = {
      ...(wechat === undefined
        ? {}
        : {
            wechat: new WeChatPay(wechat, clock, (trouble) =>
              log.warn({ ...trouble }, 'WeChat Pay gave no good answer'),
            ),
          }),
    };
    log.info({ connected: Object.keys(connected) }, 'online channels');
    return new Channels(connected);
  };
