import type { PostingEvent } from './posting.events';

/** Whether the event leaves the bureau to be contacted; undefined where it changes nothing about that. */
export const leavesWork = ({ type }: PostingEvent): boolean | undefined => {
  switch (type) {
    case 'PostingRequested':
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
