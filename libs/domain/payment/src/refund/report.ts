import type { Instant, Month } from '@canbao/calendar';
import type { RefundStatus } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { PaymentEvent } from '../payment.events';
import { refund } from './refund';
import { bookedAs, isKeptByBureau, statusOf, type Leg, type Refund } from './refund-state';
import { noWayBack, sentencesOf, type Sentences, type RefundSubject } from './sentences';
import { moverOf, type Mover } from './mover';

/** A refund as it is shown; amounts in yuan. */
export interface RefundReport extends Sentences {
  readonly refundId: string;
  readonly personId?: string;
  readonly insurance?: Insurance;
  readonly because: string;
  readonly status: RefundStatus;
  /** Whose turn it is; nobody's once it has ended. */
  readonly waitsFor?: Mover;
  readonly amount: Yuan;
  readonly currency: 'CNY';
  readonly months: readonly {
    readonly month: Month;
    /** What final limits have changed about the month. */
    readonly item?: 'pension-true-up';
    readonly amount: Yuan;
    /** Whether the owning bureau may still hold the month. */
    readonly bureau: 'open' | 'reversed' | 'absent' | 'corrected';
  }[];
  readonly ways: readonly Way[];
  readonly steps: readonly { readonly step: string; readonly at: Instant }[];
  readonly rejectedBecause?: string;
}

type Way = { readonly askedAgainAt?: Instant } & Pick<
  Leg,
  'orderId' | 'channel' | 'amount' | 'status' | 'refundNo' | 'channelRefundNo' | 'because'
>;

/** The refund that the events of its stream make; undefined without any. */
export const refundOf = (events: readonly PaymentEvent[]): Refund | undefined =>
  events.reduce(refund.evolve, refund.initial).refund;

/** The report on a refund, from the events of its stream. */
export const refundReport = (
  events: readonly (PaymentEvent & { readonly recordedAt: Instant })[],
): RefundReport | undefined => {
  const current = refundOf(events);
  if (current === undefined) return undefined;
  const { refundId, personId, insurance, because, amount } = current;
  const status = statusOf(current);
  return {
    refundId,
    ...(personId === undefined ? {} : { personId }),
    ...(insurance === undefined ? {} : { insurance }),
    because,
    status,
    ...moverOf(current, status),
    ...sentencesOf(status, {
      of: subjectOf(current),
      isByHand: isByHand(current),
      isKept: isKeptByBureau(current),
      isTakenBack: current.isTakenBack === true,
    }),
    amount,
    currency: 'CNY',
    months: [
      ...[...current.months, ...(current.corrections ?? [])].map(({ month, amount: own }) => ({
        month,
        amount: own,
        bureau: bureauOf({ month }, events),
      })),
      ...(current.trueUps ?? []).map(({ month, amount: added }) => ({
        month,
        item: 'pension-true-up' as const,
        amount: added,
        bureau: bureauOf({ month, item: 'pension-true-up' }, events),
      })),
    ],
    ways: current.legs.map(wayOf),
    steps: events.map(({ type, recordedAt }) => ({ step: stepOf(type), at: recordedAt })),
    ...rejectedBecause(events),
  };
};

const subjectOf = ({ months, trueUps, corrections }: Refund): RefundSubject => {
  if (corrections !== undefined) return 'corrections';
  return months.length > 0 || trueUps !== undefined ? 'months' : 'suspense';
};

const isByHand = ({ legs }: Refund): boolean =>
  legs.every(({ status, because }) => status !== 'abnormal' || because === noWayBack);

const wayOf = (leg: Leg): Way => {
  const { orderId, channel, amount, status, refundNo, channelRefundNo, because } = leg;
  return {
    orderId,
    channel,
    amount,
    status,
    ...(refundNo === undefined ? {} : { refundNo }),
    ...(channelRefundNo === undefined ? {} : { channelRefundNo }),
    ...(because === undefined ? {} : { because }),
  };
};

const bureauOf = (
  booked: Parameters<typeof bookedAs>[0],
  events: readonly PaymentEvent[],
): 'open' | 'reversed' | 'absent' | 'corrected' => {
  for (const { type, data } of events)
    if (type === 'RefundMonthUnposted' && bookedAs(data) === bookedAs(booked)) return data.was;
  return 'open';
};

const rejectedBecause = (events: readonly PaymentEvent[]): { readonly rejectedBecause?: string } => {
  for (const { type, data } of events) {
    if (type === 'RefundRejected') return { rejectedBecause: data.reason };
    if (type === 'RefundTakenBack') return { rejectedBecause: data.because };
  }
  return {};
};

/** `RefundUnderWay` → `under-way`. */
const stepOf = (type: string): string =>
  type
    .replace(/^(Suspense)?Refund/, '')
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase();
