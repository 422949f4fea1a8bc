import type { Payable, Wallet } from './payable';

/** On H5 the sandbox's cashier stands in for the wallet; it leads back to the page that shows the result. */
export const payIn = async ({ orderId, channelParameters }: Payable, channel: Wallet): Promise<void> => {
  if (channelParameters === undefined || Object.keys(channelParameters).length === 0) return;
  const back = `${location.pathname}#/pages/result/index?order=${orderId}`;
  const number = orderId.replace(/-/g, '');
  location.assign(`/sandbox/cashier/${channel}/${number}?back=${encodeURIComponent(back)}`);
};
