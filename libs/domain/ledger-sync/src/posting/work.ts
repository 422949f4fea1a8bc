import type { PostingState } from './posting-state';
import type { PostingEvent } from './posting.events';

/** Whether the bureau is to be contacted after the event; undefined where the event does not change that. */
export const leavesWork = ({ type }: PostingEvent): boolean | undefined => {
  switch (type) {
    case 'PostingRequested':
    case 'PostingRequestedAgain':
    case 'PostingOutcomeUnknown':
    case 'ReversalRequested':
      return true;
    case 'PostingAccepted':
    case 'PostingRefused':
    case 'PostingReversed':
      return false;
    default:
      return undefined;
  }
};

/** Whether the bureau is to be contacted about a posting of this status. */
export const hasWork = (status: PostingState['status']): boolean =>
  status === 'requested' || status === 'unknown' || status === 'reversing';
