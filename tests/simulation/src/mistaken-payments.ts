import {
  isConflicting,
  paymentOrder,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type RecordCollection,
} from '@canbao/domain-payment';
import { accept } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { Bugs } from './bugs';

type Payments = typeof paymentOrder;
type Decided = ReturnType<Payments['decide']>;
type Accepted = Extract<Decided, { readonly accepted: true }>;

/** The decider of payment, with the planted bugs that sit in it. */
export const payments = (bugs: Bugs): Payments => {
  if (bugs.refusesLateMoney === true) return mistaken(refusedWhenLate);
  if (bugs.forgetsRelease === true) return mistaken(without('MonthReleased'));
  if (bugs.endsHeldClaims === true) return mistaken(withEndedClaims);
  if (bugs.losesPartialSuspense === true) return mistaken(without('MonthsKeptInSuspense'));
  if (bugs.ignoresSchemeChange === true) return mistaken(withFormerItems);
  if (bugs.forgetsConflicts === true) return mistaken(without('ConflictingReportReceived'));
  if (bugs.forgetsEarlyReversals === true) return mistaken(without('EarlyReversalRecorded'));
  if (bugs.dropsUnknownMoney === true) return mistaken(without('UnidentifiedReceiptKept'));
  if (bugs.allOrNothing === true) return mistaken(allInSuspense);
  if (bugs.forgetsLatePayments === true) return { ...paymentOrder, decide: decideClosed };
  if (bugs.leavesSuspenseTwice === true) return { ...paymentOrder, decide: decideStill };
  if (bugs.booksConflicts === true) return { ...paymentOrder, decide: decideAnew };
  if (bugs.leavesOutLateFee === true) return misquoted(leavingOut('late-fee'));
  if (bugs.leavesOutMutualAid === true) return misquoted(leavingOut('mutual-aid'));
  return bugs.takesPartsForWhole === true ? misquoted(asReported) : paymentOrder;
};

const mistaken = (mistake: (accepted: Accepted) => Decided): Payments => ({
  ...paymentOrder,
  decide: (command, state) => {
    const outcome = paymentOrder.decide(command, state);
    return outcome.accepted ? mistake(outcome) : outcome;
  },
});

const refusedWhenLate = (accepted: Accepted): Decided =>
  accepted.events.some(
    ({ event }) => event.type === 'ReceiptKeptInSuspense' && event.data.because === 'already-paid',
  )
    ? { accepted: false, reason: 'month-already-paid', details: {} }
    : accepted;

const without =
  (type: PaymentEvent['type']) =>
  (accepted: Accepted): Decided => ({
    ...accepted,
    events: accepted.events.filter(({ event }) => event.type !== type),
  });

/** Money ends every claim on its month. */
const withEndedClaims = (accepted: Accepted): Decided => ({
  ...accepted,
  events: accepted.events.map(({ event, ...place }): Accepted['events'][number] => {
    if (event.type !== 'BundleSettled' && event.type !== 'PensionMonthPaid') return { ...place, event };
    const { stillHeldBy: endsClaimOf, ...data } = event.data;
    if (endsClaimOf === undefined) return { ...place, event };
    return { ...place, event: { ...event, data: { ...data, endsClaimOf } } as PaymentEvent };
  }),
});

/** What should go to suspense counts towards the month instead. */
const withFormerItems = (accepted: Accepted): Decided => ({
  ...accepted,
  events: accepted.events.flatMap(({ event, ...place }): Accepted['events'] => {
    if (event.type === 'ReceivedItemsSuspended') return [];
    if (event.type !== 'BundleSettled') return [{ ...place, event }];
    const former = accepted.events.flatMap(({ event: { type, data } }) =>
      type === 'ReceivedItemsSuspended' && data.month === event.data.month ? data.items : [],
    );
    const items = [...former, ...event.data.items];
    const total = sum(items.map(({ amount }) => amount));
    return [{ ...place, event: { ...event, data: { ...event.data, items, total } } }];
  }),
});

/** One month that cannot settle keeps all of them from it. */
const allInSuspense = (accepted: Accepted): Decided => {
  const receipt = accepted.events.find(({ event }) => event.type === 'PaymentCaptured');
  if (receipt?.event.type !== 'PaymentCaptured') return accepted;
  const { method: _, lines: _lines, inSuspense, ...data } = receipt.event.data;
  if (inSuspense === undefined) return accepted;
  const { because, amount } = inSuspense;
  return accept<PaymentEvent>({
    type: 'ReceiptKeptInSuspense',
    data: { ...data, amount: sum([data.amount, amount]), because },
  });
};

/** Other content under a known number is booked like a first report. */
const decideAnew = (command: PaymentCommand, state: PaymentState): Decided => {
  const isReport = command.type === 'RecordCollection' || command.type === 'RecordUnidentified';
  const isBookedAgain = isReport && state.fingerprint !== undefined && isConflicting(command, state);
  if (!isBookedAgain) return paymentOrder.decide(command, state);
  const { fingerprint: _, ...forgotten } = state;
  return paymentOrder.decide(command, forgotten);
};

/** Money for an order that is closed is nobody's. */
const decideClosed = (command: PaymentCommand, state: PaymentState): Decided =>
  command.type === 'RecordChannelPayment' && state.status === 'closed'
    ? accept()
    : paymentOrder.decide(command, state);

/** That a line has left is forgotten. */
const decideStill = (command: PaymentCommand, state: PaymentState): Decided =>
  paymentOrder.decide(command, command.type === 'ResolveSuspense' ? { ...state, left: {} } : state);

type MedicalCollection = RecordCollection & { readonly quote: { readonly insurance: 'medical' } };
type Bundles = MedicalCollection['quote']['bundles'];

/** Reports are decided with other bundles than those of their quotes. */
const misquoted = (bundlesOf: (command: MedicalCollection) => Bundles): Payments => ({
  ...paymentOrder,
  decide: (command, state) => paymentOrder.decide(withBundles(command, bundlesOf), state),
});

const withBundles = (
  command: PaymentCommand,
  bundlesOf: (command: MedicalCollection) => Bundles,
): PaymentCommand => {
  if (command.type !== 'RecordCollection' || command.quote.insurance === 'pension') return command;
  const bundles = bundlesOf(command as MedicalCollection);
  return { ...command, quote: { ...command.quote, bundles } };
};

const leavingOut =
  (left: Item) =>
  ({ quote }: MedicalCollection): Bundles =>
    quote.bundles.map((bundle) => ({ ...bundle, items: bundle.items.filter((item) => item !== left) }));

/** What is reported is all that the month needs. */
const asReported = ({ quote, items }: MedicalCollection): Bundles =>
  quote.bundles.map((bundle) => ({
    ...bundle,
    items: bundle.items.filter((item) => items?.includes(item) ?? true),
  }));
