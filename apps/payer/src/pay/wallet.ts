import Taro from '@tarojs/taro';
import type { Payable, Wallet } from './payable';

/**
 * Opens WeChat Pay with what the platform gave. What it calls back says that the wallet has closed, not that
 * money has moved: the page asks the platform.
 */
export const payIn = async ({ channelParameters }: Payable, _channel?: Wallet): Promise<void> => {
  if (channelParameters?.['package'] === undefined) return;
  await Taro.requestPayment(channelParameters as unknown as Parameters<typeof Taro.requestPayment>[0]).catch(
    () => undefined,
  );
};
