import { batchDebit } from './batch-debit/counterpart';
import { alipay } from './alipay/counterpart';
import { banks } from './banks/counterpart';
import type { Counterpart } from './counterpart';
import { treasury } from './treasury/counterpart';
import { weChatBills } from './wechat-bills/counterpart';
import { wechat } from './wechat/counterpart';

/** Every counterpart of the sandbox. */
export const all: readonly Counterpart[] = [alipay, banks, batchDebit, wechat, weChatBills, treasury];
