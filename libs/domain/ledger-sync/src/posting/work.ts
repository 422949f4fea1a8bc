import type { PostingState } from './posting-state';
import type { PostingEvent } from './posting.events';

type EventName = PostingEvent['type'];

/** Events after which the bureau is to be contacted. */
export const workLeavingTypes = [
  'PostingRequested',
  'PostingRequestedAgain',
  'PostingOutcomeUnknown',
  'ReversalRequested',
  'ReversalRequestedAgain',
] as const satisfies readonly EventName[];

/** Events after which there is nothing more to ask the bureau. */
export const workEndingTypes = [
  'PostingAccepted',
  'PostingRefused',
  'PostingReversed',
  'ReversalRefused',
] as const satisfies readonly EventName[];

/** Whether the bureau is to be contacted after the event; undefined where the event does not change that. */
export const leavesWork = ({ type }: PostingEvent): boolean | undefined => {
  const isOf = (types: readonly EventName[]): boolean => types.includes(type);
  if (isOf(workLeavingTypes)) return true;
  return isOf(workEndingTypes) ? false : undefined;
};

/** Whether the bureau is to be contacted about a posting of this status. */
export const hasWork = (status: PostingState['status']): boolean =>
  status === 'requested' || status === 'unknown' || status === 'reversing';
