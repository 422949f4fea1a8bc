import type { Payable } from './payable';

declare const my: {
  readonly tradePay: (asked: {
    readonly tradeNO: string;
    readonly success: () => void;
    readonly fail: () => void;
  }) => void;
};

/** Opens Alipay. Its result says that the wallet has closed; how the order stands, the platform says. */
export const payIn = ({ channelParameters }: Payable): Promise<void> =>
  new Promise((resolve) => {
    const tradeNO = channelParameters?.['tradeNO'];
    if (tradeNO === undefined) return resolve();
    my.tradePay({ tradeNO, success: () => resolve(), fail: () => resolve() });
  });
