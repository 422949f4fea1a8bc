import type { ContractEvent } from '@canbao/contracts';
import type { AnswerIntakeEvent } from './bureau/answer-intake';
import { bureauDayEvents, type BureauDayEvent, type DayTotals } from './bureau/bureau-day.events';
import type { Obligation, PostingEvent } from './posting/posting.events';

/**
 * The public surface: what the bureaus booked, refused and reversed, what is to be refunded, and what a
 * bureau that reads the events is asked and told.
 */
export const published = (
  event: PostingEvent | AnswerIntakeEvent | BureauDayEvent,
): ContractEvent | undefined => {
  if (bureauDayEvents.has(event)) return publishedOfDay(event);
  switch (event.type) {
    case 'BureauAnswerParked': {
      const { messageId: _, topic: _topic, ...parked } = event.data;
      return { type: 'canbao.ledger-sync.BureauAnswerParked.v1', data: parked };
    }
    case 'PostingRequestedAgain':
      return requestedAgain(event.data);
    case 'ReversalRefused': {
      const { reason, refundId, at: refusedAt } = event.data;
      const asked = refundId === undefined ? {} : { refundId };
      return {
        type: 'canbao.ledger-sync.ReversalRefused.v1',
        data: { ...placeOf(event.data), ...asked, reason, refusedAt },
      };
    }
    case 'ReversalRequestedAgain': {
      const { reversalId, orders, at: requestedAt } = event.data;
      return {
        type: 'canbao.ledger-sync.ReversalRequestedAgain.v1',
        data: { ...placeOf(event.data), reversalId, orderIds: [...orders], requestedAt },
      };
    }
    default:
      return publishedOf(event);
  }
};

const publishedOfDay = ({ type, data }: BureauDayEvent): ContractEvent => {
  const { insurance, day, totalsId, ours, at } = data;
  const about = { totalsId, insurance, day };
  if (type === 'TotalsTold')
    return {
      type: 'canbao.ledger-sync.BureauDayTotalled.v1',
      data: { ...about, ...onWire(ours), toldAt: at },
    };
  const compared = { ...about, ours: onWire(ours), differences: [], leftOut: 0, comparedAt: at };
  switch (type) {
    case 'TotalsAgreed':
      return {
        type: 'canbao.ledger-sync.BureauDayCompared.v1',
        data: { ...compared, outcome: 'agreed', theirs: onWire(ours) },
      };
    case 'TotalsUnanswered':
      return {
        type: 'canbao.ledger-sync.BureauDayCompared.v1',
        data: { ...compared, outcome: 'unanswered' },
      };
    case 'TotalsDiffered': {
      const { theirs, differences, leftOut } = data;
      return {
        type: 'canbao.ledger-sync.BureauDayCompared.v1',
        data: {
          ...compared,
          outcome: 'different',
          theirs: onWire(theirs),
          differences: differences.map((each) => ({ ...each })),
          leftOut,
        },
      };
    }
  }
};

const onWire = ({ items, ...totals }: DayTotals) => ({
  ...totals,
  items: items.map((each) => ({ ...each })),
});

const placeOf = ({ personId, insurance, month, item: addition }: Obligation) => ({
  personId,
  insurance,
  month,
  ...(addition === undefined ? {} : { addition }),
});

const requestedAgain = ({
  personId,
  insurance,
  month,
  item: addition,
  requestId,
  bundleId,
  items,
  total,
  paidAt,
  orders,
  at: requestedAt,
}: Extract<PostingEvent, { type: 'PostingRequestedAgain' }>['data']): ContractEvent => ({
  type: 'canbao.ledger-sync.PostingRequestedAgain.v1',
  data: {
    personId,
    insurance,
    month,
    ...(addition === undefined ? {} : { addition }),
    requestId,
    ...(bundleId === undefined ? {} : { bundleId }),
    items: items.map((one) => ({ ...one })),
    total,
    paidAt,
    orderIds: [...orders],
    requestedAt,
  },
});

const publishedOf = ({ type, data }: PostingEvent): ContractEvent | undefined => {
  const { personId, insurance, month } = data;
  if (data.item !== undefined) return publishedOfAdded({ type, data } as PostingEvent);
  switch (type) {
    case 'PostingAccepted': {
      const { bureauReceiptNo, at, bundleId, bookedTotal } = data;
      const booked = { bureauReceiptNo, postedAt: at, ...(bookedTotal === undefined ? {} : { bookedTotal }) };
      return insurance === 'medical'
        ? {
            type: 'canbao.ledger-sync.BundlePosted.v1',
            data: { personId, bundleId: bundleId ?? '', month, ...booked },
          }
        : {
            type: 'canbao.ledger-sync.PensionMonthPosted.v1',
            data: { personId, month, ...booked },
          };
    }
    case 'PostingRefused':
      return {
        type: 'canbao.ledger-sync.PostingRefused.v1',
        data: { personId, insurance, month, reason: data.reason, refusedAt: data.at },
      };
    case 'RefundRequested':
      return {
        type: 'canbao.ledger-sync.RefundRequested.v1',
        data: { personId, insurance, month, requestedAt: data.at },
      };
    case 'RefundWithdrawn':
      return {
        type: 'canbao.ledger-sync.RefundWithdrawn.v1',
        data: { personId, insurance, month, withdrawnAt: data.at },
      };
    case 'PostingReversed':
      return {
        type: 'canbao.ledger-sync.PostingReversed.v1',
        data: {
          personId,
          insurance,
          month,
          reversedAt: data.at,
          ...(data.refundId === undefined ? {} : { refundId: data.refundId }),
        },
      };
    case 'PostingCancelled': {
      const { refund } = data;
      if (refund === undefined) return undefined;
      const { refundId, at: confirmedAt } = refund;
      return {
        type: 'canbao.ledger-sync.PostingAbsent.v1',
        data: { personId, insurance, month, refundId, confirmedAt },
      };
    }
    default:
      return undefined;
  }
};

/** Of what final limits have changed about a month; the month itself is told of by events of its own. */
const publishedOfAdded = ({ type, data }: PostingEvent): ContractEvent | undefined => {
  const { personId, month } = data;
  switch (type) {
    case 'PostingAccepted': {
      const { bureauReceiptNo, at: postedAt, bookedTotal, forRefund } = data;
      const booked = bookedTotal === undefined ? {} : { bookedTotal };
      const refund = forRefund === undefined ? {} : { refundId: forRefund };
      return {
        type: 'canbao.ledger-sync.TrueUpPosted.v1',
        data: { personId, month, bureauReceiptNo, postedAt, ...booked, ...refund },
      };
    }
    case 'PostingRefused':
      return {
        type: 'canbao.ledger-sync.TrueUpRefused.v1',
        data: { personId, month, reason: data.reason, refusedAt: data.at },
      };
    case 'PostingReversed': {
      const { refundId, at: unpostedAt } = data;
      const refund = refundId === undefined ? {} : { refundId };
      return {
        type: 'canbao.ledger-sync.TrueUpUnposted.v1',
        data: { personId, month, was: 'reversed', unpostedAt, ...refund },
      };
    }
    case 'PostingCancelled': {
      const { refund } = data;
      if (refund === undefined) return undefined;
      const { refundId, at: unpostedAt } = refund;
      return {
        type: 'canbao.ledger-sync.TrueUpUnposted.v1',
        data: { personId, month, was: 'absent', unpostedAt, refundId },
      };
    }
    case 'RefundRequested':
      return {
        type: 'canbao.ledger-sync.TrueUpRefundRequested.v1',
        data: { personId, month, requestedAt: data.at },
      };
    case 'RefundWithdrawn':
      return {
        type: 'canbao.ledger-sync.TrueUpRefundWithdrawn.v1',
        data: { personId, month, withdrawnAt: data.at },
      };
    default:
      return undefined;
  }
};
