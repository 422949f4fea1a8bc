import type { Played } from './play';
import type { Rig } from './rig';

/** What the order of a mode is, and what a payment of 1,000.00 under it leaves with the channel, in fen. */
export type Mishaps = Readonly<Record<string, bigint>>;

const whole = 100_000n;
const all = (...modes: readonly string[]): Mishaps => Object.fromEntries(modes.map((mode) => [mode, whole]));

/** Of a wallet: whatever becomes of messages and answers, the money is booked once. */
export const walletMishaps: Mishaps = {
  ...all(
    'notify-twice',
    'notify-out-of-order',
    'notify-never',
    'notify-late',
    'notify-forged',
    'wrong-key-id',
    'mixed-keys',
    'headers-stripped',
    'answer-forged',
    'timeout-before',
    'timeout-after-success',
    'error-500',
    'rate-limit',
    'unknown-status',
    'other-order',
  ),
  'other-amount': whole - 100n,
};
/** Of one wallet alone. WeChat: paid to another merchant, the money is none of ours. */
export const ownMishaps: Readonly<Record<'wechat' | 'alipay', Mishaps>> = {
  wechat: { ...all('signature-probe', 'stale-timestamp', 'future-timestamp'), 'other-payee': 0n },
  alipay: all('error-20000', 'other-payee'),
};
/** Of a counter. */
export const counterMishaps: Mishaps = {
  ...all(
    'notify-twice',
    'notify-never',
    'notify-late',
    'notify-forged',
    'wrong-key-id',
    'headers-stripped',
    'stale-timestamp',
    'future-timestamp',
    'timeout-before',
    'timeout-after-success',
    'pack-resent-changed',
    'reversal-after-cut',
  ),
  'paid-twice': 2n * whole,
  'other-amount': 1n,
  'reversal-first': 0n,
  'reversal-twice': 0n,
};
/**
 * Of 生活缴费: what its messages do not get booked goes back to the user. A payment that is never told of is
 * found by the day end, which plays it.
 */
export const billMishaps: Mishaps = {
  ...all(
    'notify-twice',
    'notify-late',
    'timeout-before',
    'timeout-after-success',
    'pack-resent-changed',
    'reversal-after-cut',
    'success-after-close',
    'other-order',
  ),
  'paid-twice': 2n * whole,
  'other-amount': whole + 100n,
  'notify-forged': 0n,
  'wrong-key-id': 0n,
  'headers-stripped': 0n,
  'other-payee': 0n,
  'reversal-first': 0n,
  'reversal-twice': 0n,
};

/** Plays a payment under each mode, one after the other, then gives late ones their time. */
export const playMishaps = async (
  rig: Rig,
  mishaps: Mishaps,
  payUnder: (mode: string) => Promise<void>,
): Promise<Played> => {
  for (const mode of Object.keys(mishaps)) await payUnder(mode);
  await rig.stage.later(lateMinutes);
  const fen = Object.values(mishaps).reduce((sum, one) => sum + one, 0n);
  return { what: `${Object.keys(mishaps).length} modes of the menu, each booked once or not at all`, fen };
};

/** A late message comes up to six hours later. */
const lateMinutes = 6 * 60 + 5;
