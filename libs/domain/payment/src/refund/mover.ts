import type { RefundStatus } from '@canbao/contracts';
import { bureauOf } from './bureau-of';
import { isKeptByBureau, type Refund } from './refund-state';

/** Who moves a refund on. The bureau and the channel are asked by the clock; the others are people. */
export type Mover = 'tax' | 'hrss' | 'medical-bureau' | 'channel' | 'counter' | 'operator';

const movers: Readonly<
  Record<RefundStatus, Exclude<Mover, 'hrss' | 'medical-bureau'> | 'bureau' | undefined>
> = {
  applied: 'tax',
  reviewed: 'bureau',
  unposting: 'bureau',
  'to-send': 'channel',
  sending: 'channel',
  'under-way': 'channel',
  'to-pay-out': 'counter',
  abnormal: 'operator',
  refunded: undefined,
  rejected: undefined,
  closed: undefined,
};

/** Whose turn it is, for every status: nobody's refund waits for nobody. */
export const moverOf = (refund: Refund, status: RefundStatus): { readonly waitsFor?: Mover } => {
  if (isKeptByBureau(refund)) return { waitsFor: 'operator' };
  const { insurance } = refund;
  const mover = movers[status];
  if (mover !== 'bureau') return mover === undefined ? {} : { waitsFor: mover };
  return insurance === undefined ? {} : { waitsFor: bureauOf[insurance] };
};
