import { alipay } from './alipay/counterpart';
import type { Counterpart } from './counterpart';
import { weChatBills } from './wechat-bills/counterpart';
import { wechat } from './wechat/counterpart';

/** Every counterpart of the sandbox. */
export const all: readonly Counterpart[] = [alipay, wechat, weChatBills];
