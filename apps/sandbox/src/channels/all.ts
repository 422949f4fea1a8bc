import { alipay } from './alipay/counterpart';
import { weChatBills } from './wechat-bills/counterpart';
import type { Counterpart } from './counterpart';

/** Every counterpart of the sandbox. */
export const all: readonly Counterpart[] = [alipay, weChatBills];
