import type { Condition } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import { unmetConditions } from './conditions';
import { posting } from './posting';
import { postingIdOf } from './posting-id';
import type { PostingState } from './posting-state';
import type { Obligation, PostedItem, PostingEvent } from './posting.events';

/** One posting as its events describe it. */
export interface Posting extends Obligation {
  readonly state: PostingState;
}

/** What a person is told about one month; amounts in yuan. */
export interface PostingReport extends Omit<Obligation, 'personId'> {
  readonly postingId: string;
  readonly status: Exclude<PostingState['status'], 'none' | 'reversing' | 'reversal-refused'>;
  readonly bundleId?: string;
  readonly requestId?: string;
  readonly bureauReceiptNo?: string;
  readonly reason?: string;
  readonly items: readonly PostedItem[];
  readonly total: Yuan;
  readonly conditions: readonly Condition[];
}

/** Folds the events of one posting; undefined when there are none. */
export const postingOf = (events: readonly PostingEvent[]): Posting | undefined => {
  if (events[0] === undefined) return undefined;
  const { personId, insurance, month, item } = events[0].data;
  const added = item === undefined ? {} : { item };
  return { personId, insurance, month, ...added, state: events.reduce(posting.evolve, posting.initial) };
};

/**
 * The report on one posting, with the event behind every unmet condition; undefined while nothing is paid.
 */
export const reportOf = (
  events: readonly (PostingEvent & { readonly eventId: string })[],
): PostingReport | undefined => {
  const current = postingOf(events);
  const status = current && reportedStatus(current.state);
  if (current === undefined || status === undefined) return undefined;
  const { insurance, month, state } = current;
  const { requestId, bundleId, bureauReceiptNo, reason, items, total } = state;
  return {
    postingId: postingIdOf(current),
    insurance,
    month,
    status,
    items,
    total,
    conditions: unmetConditions(state, events.at(-1)?.eventId),
    ...(bundleId === undefined ? {} : { bundleId }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(bureauReceiptNo === undefined ? {} : { bureauReceiptNo }),
    ...(reason === undefined ? {} : { reason }),
  };
};

/** Until the bureau confirms the reversal, its books still hold the month: it is reported as posted. */
const reportedStatus = ({ status }: PostingState): PostingReport['status'] | undefined => {
  if (status === 'none') return undefined;
  return status === 'reversing' || status === 'reversal-refused' ? 'posted' : status;
};
