import type { Condition } from '@canbao/contracts';
import { refundCaseOf, type PostingState } from './posting-state';

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

const unmetCondition = (state: PostingState): UnmetCondition | undefined => {
  switch (state.status) {
    case 'waiting':
      return {
        code: 'bundle-incomplete',
        rule: 'medical.bundle',
        source: 'guide G3.2.2.6',
        clearedBy: 'payer',
        details: { missingItems: state.missing, status: '漏缴险种' },
      };
    case 'requested':
      return atBureau('awaiting-bureau', 'the bureau has not answered yet');
    case 'unknown':
      return atBureau('outcome-unknown', 'being queried under the same request id');
    case 'refused':
      return refused(state);
    case 'reversing':
      return atBureau('awaiting-reversal', 'the money was returned to the payer');
    default:
      return undefined;
  }
};

/** Either the posting is made again after correction, or the money goes back: an operator decides. */
const refused = (state: PostingState): UnmetCondition => {
  const { reason } = state;
  const because = refundCaseOf(state);
  const condition = { rule: 'posting', clearedBy: 'operator' };
  if (because !== undefined)
    return {
      ...condition,
      code: 'refund-case-open',
      source: 'the money is to go back to the payer',
      details: { reason, because },
    };
  return {
    ...condition,
    code: 'bureau-refused',
    source: "the bureau's answer",
    details: { reason, wayOut: ['post-again-after-correction', 'refund'] },
  };
};

const atBureau = (code: string, source: string): UnmetCondition => ({
  code,
  rule: 'posting',
  source,
  clearedBy: 'bureau',
});
