import type { Condition } from '@canbao/contracts';
import type { PostingState } from './posting';

/**
 * Why a month is not posted yet (promise 5): empty when it is. `lastEvent` is the id of the event that
 * brought this state about.
 */
export const unmetConditions = (
  { status, missing, reason }: PostingState,
  lastEvent?: string,
): readonly Condition[] => {
  const evidence = lastEvent === undefined ? {} : { evidence: lastEvent };
  switch (status) {
    case 'waiting':
      return [
        {
          code: 'bundle-incomplete',
          rule: 'medical.bundle',
          source: 'guide G3.2.2.6',
          clearedBy: 'payer',
          ...evidence,
          details: { missingItems: missing, status: '漏缴险种' },
        },
      ];
    case 'requested':
      return [
        {
          code: 'awaiting-bureau',
          rule: 'posting',
          source: 'the bureau has not answered yet',
          clearedBy: 'bureau',
          ...evidence,
        },
      ];
    case 'unknown':
      return [
        {
          code: 'outcome-unknown',
          rule: 'posting',
          source: 'asked again with the same request id',
          clearedBy: 'bureau',
          ...evidence,
        },
      ];
    case 'refused':
      return [
        {
          code: 'bureau-refused',
          rule: 'posting',
          source: "the bureau's answer",
          clearedBy: 'bureau',
          ...evidence,
          details: { reason },
        },
      ];
    case 'reversing':
      return [
        {
          code: 'awaiting-reversal',
          rule: 'posting',
          source: 'the money went back to the payer',
          clearedBy: 'bureau',
          ...evidence,
        },
      ];
    default:
      return [];
  }
};
