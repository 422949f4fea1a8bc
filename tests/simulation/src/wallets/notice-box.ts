import type { MiniProgram } from '@canbao/contracts';
import type { WalletPayment } from './wallet-channel';

/** A message of a wallet: it says that an order is paid, which may or may not be so. */
export interface Notice {
  readonly noticeId: string;
  readonly channel: MiniProgram;
  readonly payment: WalletPayment;
  /** Whether it was signed by the channel's key. */
  readonly isGenuine: boolean;
}

/** Messages that payment has kept, as its table has them. */
export class NoticeBox {
  readonly kept = new Map<string, { readonly notice: Notice; dueMs: number; isWorked: boolean }>();
  forged = 0;

  get isEmpty(): boolean {
    return [...this.kept.values()].every(({ isWorked }) => isWorked);
  }
}
