import { present } from '../http/present';
import type { EngineState } from './engine';

/** The state as the API gives it: fields without a value are left out, milliseconds are whole. */
export const stateReply = ({ relay, consumer, parked, oldestTransaction }: EngineState): object => {
  const { leadingSince, epoch, lag, cursor } = relay;
  const { keys, records, oldestSince, forged } = parked;
  return present({
    relay: present({ leading: leadingSince !== null, leadingSince, epoch, lag, cursor }),
    consumer: consumer && consumerReply(consumer),
    parked: present({ keys, records, oldestSince, forged }),
    oldestTransaction: oldestTransaction && present(oldestTransaction),
  });
};

const consumerReply = (progress: NonNullable<EngineState['consumer']>): object => {
  const { joined, busyMs, sinceCommitMs } = progress;
  return present({
    joined,
    busyMs: Math.round(busyMs),
    sinceCommitMs: sinceCommitMs === undefined ? undefined : Math.round(sinceCommitMs),
  });
};
