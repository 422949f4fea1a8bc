import { createHash } from 'node:crypto';
import { z } from 'zod';
import { channelFaults, counterparts, type ChannelFaultMode, type CounterpartName } from './fault-names';
import { isOffered, type Offered } from './menu';

export { channelFaults, counterparts, type ChannelFaultMode, type CounterpartName };

/** A fault to play: for one order, or a number of times, or by chance under a seed. */
export const ChannelFault = z
  .strictObject({
    counterpart: z.enum(counterparts),
    mode: z.enum(Object.keys(channelFaults) as [ChannelFaultMode, ...ChannelFaultMode[]]),
    /** How many requests or messages it hits; all by default. */
    times: z.int().min(1).max(1_000_000).optional(),
    /** Only this order, by the number that the platform gave it. */
    order: z.string().max(100).optional(),
    /** Hits this share of the orders; which ones, the seed decides. */
    chance: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
  })
  .refine(({ counterpart, mode }) => isOffered(counterpart, mode), {
    path: ['mode'],
    error: 'not on the menu of this counterpart',
  });
export type ChannelFault = z.infer<typeof ChannelFault>;

/** The fault menu of the channels. */
export class ChannelFaults {
  private faults: { readonly fault: ChannelFault; left: number }[] = [];

  set(fault: ChannelFault): void {
    this.faults.push({ fault, left: fault.times ?? Number.MAX_SAFE_INTEGER });
  }

  clear(): void {
    this.faults = [];
  }

  list(): readonly ChannelFault[] {
    return this.faults.map(({ fault }) => fault);
  }

  /** The first of these faults that hits the order at this counterpart; counted. */
  next<Name extends CounterpartName, Mode extends Offered<Name>>(
    counterpart: Name,
    order: string,
    ...modes: readonly Mode[]
  ): Mode | undefined {
    const hit = this.faults.find(
      ({ fault }) =>
        fault.counterpart === counterpart &&
        (modes as readonly string[]).includes(fault.mode) &&
        (fault.order === undefined || fault.order === order) &&
        isDrawn(fault, order),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.faults = this.faults.filter((other) => other !== hit);
    return hit.fault.mode as Mode;
  }
}

const isDrawn = ({ chance = 1, seed = 0, mode }: ChannelFault, order: string): boolean =>
  chance >= 1 ||
  createHash('sha256').update(`${seed} ${mode} ${order}`).digest().readUInt32BE() / 2 ** 32 < chance;
