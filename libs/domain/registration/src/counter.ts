import type { Condition } from '@canbao/contracts';
import { counterServes, districtRefusal, type ChannelCaller } from '@canbao/rules';
import type { District } from '@canbao/vocabulary';

/**
 * What keeps a counter from serving a person who is enrolled in these districts: `unknown` somebody who is
 * enrolled nowhere, a condition somebody whom other counters serve. One district that it serves is enough.
 */
export const counterRefusal = (
  caller: ChannelCaller,
  districts: readonly District[],
): 'unknown' | Condition | undefined => {
  if (caller.role !== 'bank' && caller.role !== 'tax-desk') return undefined;
  const [first] = districts;
  if (first === undefined) return 'unknown';
  return districts.some((district) => counterServes(caller, district))
    ? undefined
    : districtRefusal(first, caller);
};
