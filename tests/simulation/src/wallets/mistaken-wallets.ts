import type { Instant } from '@canbao/calendar';
import type { Contacted } from '@canbao/domain-payment';
import type { Bugs } from '../bugs';
import type { Wallet } from './wallet-channel';

/** A wallet as the platform with planted bugs uses it. */
export const mistakenWallet = (bugs: Bugs, wallet: Wallet, newId: () => string): Wallet =>
  bugs.retriesBlindly === true ? retryingBlindly(wallet, newId) : wallet;

/** An order whose placing got no answer is placed at once under another number, and nobody asks first. */
const retryingBlindly = (wallet: Wallet, newId: () => string): Wallet => ({
  ...wallet,
  place: async (order) => {
    const placed = await wallet.place(order);
    return placed.outcome === 'unknown'
      ? wallet.place({ ...order, orderNo: newId().replaceAll('-', '') })
      : placed;
  },
});

/** What the platform with planted bugs makes of a channel's answer. */
export const mistakenContact = (bugs: Bugs, orderId: string, contacted: Contacted, at: Instant): Contacted =>
  bugs.readsUnknownAsFailed === true && contacted.means === 'unknown'
    ? { means: 'command', command: { type: 'RecordEnded', orderId, because: 'refused-by-channel', at } }
    : contacted;
