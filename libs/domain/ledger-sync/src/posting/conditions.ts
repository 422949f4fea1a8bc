import type { Condition } from '@canbao/contracts';
import type { PostingState } from './posting-state';

type UnmetCondition = Omit<Condition, 'evidence'>;

/**
 * Why a month is not posted yet; empty when it is.
 * @param lastEventId the event that brought this state about, given as evidence.
 */
export const unmetConditions = (state: PostingState, lastEventId?: string): readonly Condition[] => {
  const condition = unmetCondition(state);
  if (condition === undefined) return [];
  return [lastEventId === undefined ? condition : { ...condition, evidence: lastEventId }];
};

const unmetCondition = ({ status, missing, reason }: PostingState): UnmetCondition | undefined => {
  switch (status) {
    case 'waiting':
      return {
        code: 'bundle-incomplete',
        rule: 'medical.bundle',
        source: 'guide G3.2.2.6',
        clearedBy: 'payer',
        details: { missingItems: missing, status: '漏缴险种' },
      };
    case 'requested':
      return atBureau('awaiting-bureau', 'the bureau has not answered yet');
    case 'unknown':
      return atBureau('outcome-unknown', 'being queried under the same request id');
    case 'refused':
      return { ...atBureau('bureau-refused', "the bureau's answer"), details: { reason } };
    case 'reversing':
      return atBureau('awaiting-reversal', 'the money was returned to the payer');
    default:
      return undefined;
  }
};

const atBureau = (code: string, source: string): UnmetCondition => ({
  code,
  rule: 'posting',
  source,
  clearedBy: 'bureau',
});
