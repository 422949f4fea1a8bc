import type { Condition as WireCondition } from '@canbao/contracts';
import { condition, type Answer, type Condition } from '@canbao/rules';
import { refundCaseOf, type PostingState } from './posting-state';

/**
 * Why a month is not posted yet; empty when it is, or when nothing of it was ever paid.
 * @param lastEventId the event that brought this state about, given as evidence.
 */
export const unmetConditions = (state: PostingState, lastEventId?: string): readonly WireCondition[] =>
  withEvidence(stateConditions(state), lastEventId);

/**
 * Whether a posting is requested of the bureau, or made; the bureau's answer may still be to come.
 * @param lastEventId as above.
 */
export const mayPost = (state: PostingState, lastEventId?: string): Answer<WireCondition> => {
  const { status, deferred } = state;
  const isRequested = ['requested', 'unknown', 'posted'].includes(status) || deferred !== undefined;
  const isMissing = status === 'none' || status === 'reversed';
  return {
    answer: isRequested ? 'yes' : 'no',
    conditions: isMissing
      ? withEvidence([condition('not-paid')], lastEventId)
      : unmetConditions(state, lastEventId),
  };
};

const withEvidence = (
  conditions: readonly Condition[],
  evidence: string | undefined,
): readonly WireCondition[] =>
  evidence === undefined ? conditions : conditions.map((unmet) => ({ ...unmet, evidence }));

const stateConditions = (state: PostingState): readonly Condition[] => {
  switch (state.status) {
    case 'waiting':
      return [
        condition('bundle-incomplete', { details: { missingItems: state.missing, status: '漏缴险种' } }),
      ];
    case 'requested':
      return [condition('awaiting-bureau')];
    case 'unknown':
      return [condition('outcome-unknown')];
    case 'refused':
      return refused(state);
    case 'reversing':
      return [condition('awaiting-reversal')];
    case 'reversal-refused':
      return [
        condition('awaiting-reversal', {
          details: {
            reason: state.reason,
            wayOut: [
              'post-again-after-correction',
              ...(state.refundId === undefined ? [] : ['take-back-refund']),
            ],
          },
        }),
      ];
    default:
      return [];
  }
};

/** Either the posting is made again after correction, or the money goes back: an operator decides. */
const refused = (state: PostingState): readonly Condition[] => {
  const { reason } = state;
  const because = refundCaseOf(state);
  return because === undefined
    ? [
        condition('bureau-refused', {
          details: { reason, wayOut: ['post-again-after-correction', 'refund'] },
        }),
      ]
    : [
        condition('refund-case-open', { details: { reason, because } }),
        condition('bureau-refused', { details: { reason, wayOut: ['refund'] } }),
      ];
};
