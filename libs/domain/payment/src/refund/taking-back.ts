import type { Instant, Month } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import { opposite } from '../journal/journal';
import type { PaymentEvent } from '../payment.events';
import { bookedAs, heldByBureau, isKeptByBureau, statusOf, type RefundState } from './refund-state';
import { endedWithoutEffect } from './without-effect';

/** The owning bureau does not take a month out of its books. */
export interface NoteUnpostingRefused {
  readonly type: 'NoteUnpostingRefused';
  readonly refundId: string;
  readonly month: Month;
  /** What was added to the month. */
  readonly item?: 'pension-true-up';
  readonly reason: string;
  readonly at: Instant;
}

/** Two operators have decided that the money stays. `because` is the reason of the one who proposed it. */
export interface TakeBackRefund {
  readonly type: 'TakeBackRefund';
  readonly refundId: string;
  readonly by: string;
  readonly because: string;
  readonly at: Instant;
}

/** Why a refund is not taken back. */
export type TakingBackReason = 'refund-not-found' | 'taking-back-not-due';

/** Notes each refusal once; of what is out of the books already there is none. */
export const noteUnpostingRefused = (
  { refundId, month, item, reason, at }: NoteUnpostingRefused,
  { refund }: RefundState,
): Outcome<PaymentEvent, never> => {
  const added = item === undefined ? {} : { item };
  const booked = bookedAs({ month, ...added });
  if (refund?.stage !== 'decided' || refund.unposted.includes(booked)) return accept();
  if (!heldByBureau(refund).includes(booked) || refund.refusedAt[booked] === at) return accept();
  const { personId = '' } = refund;
  return accept({
    type: 'RefundUnpostingRefused',
    data: { refundId, personId, month, ...added, reason, at },
  });
};

/**
 * Ends a decided refund of which nothing can have left: while a bureau keeps a month, no money is sent. Its
 * months never stopped being paid; the funds get back what the decision took.
 */
export const takeBackRefund = (
  { refundId, by, because, at }: TakeBackRefund,
  { refund }: RefundState,
): Outcome<PaymentEvent, TakingBackReason> => {
  if (refund === undefined) return reject('refund-not-found');
  if (refund.isTakenBack === true) return accept();
  const { personId, insurance, months, trueUps, legs } = refund;
  if (personId === undefined || insurance === undefined || !isKeptByBureau(refund))
    return reject('taking-back-not-due', { status: statusOf(refund) });
  const entries = opposite(refund.entries);
  const beside = trueUps === undefined ? {} : { trueUps };
  const about = { refundId, personId, insurance, months, ...beside, entries };
  return accept<PaymentEvent>(
    { type: 'RefundTakenBack', data: { ...about, by, because, at } },
    ...endedWithoutEffect({ refundId, legs }),
  );
};
