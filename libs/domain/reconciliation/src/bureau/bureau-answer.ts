import type { Month } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { accept, canonicalJson, type Decider, type StreamName } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { BureauEvent } from './bureau.events';

/** Takes note of what a bureau has answered about a month. */
export type NoteBureauAnswer = BureauEvent['data'] & { readonly type: 'NoteBureauAnswer' };

/** The answers of one month, the last one last. */
export interface BureauState {
  readonly last?: BureauEvent['data'];
}

/** The stream of one month of one person at its bureau, or of what final limits have changed about it. */
export const bureauStream = (
  insurance: Insurance,
  personId: string,
  month: Month,
  item?: 'pension-true-up',
): StreamName => `bureau-${insurance}-${personId}-${month}${item === undefined ? '' : '-true-up'}`;

/** A foreign fact: it is never refused, and told again it is nothing. */
export const bureauAnswer: Decider<NoteBureauAnswer, BureauState, BureauEvent, never> = {
  initial: {},
  streams: ({ insurance, personId, month, item }) => [bureauStream(insurance, personId, month, item)],
  expectsNewStreams: () => true,
  decide: ({ type: _, ...data }, { last }) =>
    last !== undefined && canonicalJson(last) === canonicalJson(data)
      ? accept()
      : accept<BureauEvent>({ type: 'BureauAnswered', data }),
  evolve: (_, { data }) => ({ last: data }),
};

/** What the events of ledger-sync say of a month; those that answer a refund are the refund's own. */
export const bureauReactions = ({ type, data }: ContractEvent): readonly NoteBureauAnswer[] => {
  switch (type) {
    case 'canbao.ledger-sync.BundlePosted.v1':
    case 'canbao.ledger-sync.PensionMonthPosted.v1': {
      const { personId, month, bureauReceiptNo, postedAt: at, bookedTotal } = data;
      const insurance = type === 'canbao.ledger-sync.BundlePosted.v1' ? 'medical' : 'pension';
      const amount = bookedTotal === undefined ? {} : { amount: bookedTotal };
      const answer = 'posted' as const;
      return [
        { type: 'NoteBureauAnswer', personId, insurance, month, answer, bureauReceiptNo, ...amount, at },
      ];
    }
    case 'canbao.ledger-sync.PostingRefused.v1': {
      const { refusedAt: at, ...about } = data;
      return [{ type: 'NoteBureauAnswer', ...about, answer: 'refused', at }];
    }
    case 'canbao.ledger-sync.PostingReversed.v1': {
      const { personId, insurance, month, reversedAt: at } = data;
      return [{ type: 'NoteBureauAnswer', personId, insurance, month, answer: 'reversed', at }];
    }
    case 'canbao.ledger-sync.ReversalRefused.v1': {
      const { addition, refundId: _, refusedAt: at, ...about } = data;
      const item = addition === undefined ? {} : { item: addition };
      return [{ type: 'NoteBureauAnswer', ...about, ...item, answer: 'kept', at }];
    }
    case 'canbao.ledger-sync.TrueUpPosted.v1': {
      const { personId, month, bureauReceiptNo, postedAt: at, bookedTotal } = data;
      const amount = bookedTotal === undefined ? {} : { amount: bookedTotal };
      return [{ ...added(personId, month), answer: 'posted', bureauReceiptNo, ...amount, at }];
    }
    case 'canbao.ledger-sync.TrueUpRefused.v1': {
      const { personId, month, reason, refusedAt: at } = data;
      return [{ ...added(personId, month), answer: 'refused', reason, at }];
    }
    case 'canbao.ledger-sync.TrueUpUnposted.v1': {
      const { personId, month, was, unpostedAt: at } = data;
      return was === 'reversed' ? [{ ...added(personId, month), answer: 'reversed', at }] : [];
    }
    default:
      return [];
  }
};

/** What final limits have changed about a month. */
const added = (personId: string, month: Month) =>
  ({ type: 'NoteBureauAnswer', personId, insurance: 'pension', month, item: 'pension-true-up' }) as const;
