import { alipay } from './alipay/counterpart';
import type { Counterpart } from './counterpart';

/** Every counterpart of the sandbox. */
export const all: readonly Counterpart[] = [alipay];
