import { paymentOrder, type PaymentCommand, type PaymentEvent } from '@canbao/domain-payment';
import { sum } from '@canbao/money';
import type { Bugs } from './bugs';

type Payments = typeof paymentOrder;
type Decided = ReturnType<Payments['decide']>;
type Accepted = Extract<Decided, { readonly accepted: true }>;

/** The decider of payment, with the planted bugs that sit in it. */
export const payments = (bugs: Bugs): Payments => {
  if (bugs.refusesLateMoney === true) return mistaken(refusedWhenLate);
  if (bugs.forgetsRelease === true) return mistaken(without('MonthReleased'));
  if (bugs.losesPartialSuspense === true) return mistaken(without('MonthsKeptInSuspense'));
  if (bugs.ignoresSchemeChange === true) return mistaken(withFormerItems);
  return bugs.leavesOutLateFee === true ? leavingOutLateFee : paymentOrder;
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

const leavingOutLateFee: Payments = {
  ...paymentOrder,
  decide: (command, state) => paymentOrder.decide(withoutLateFee(command), state),
};

const withoutLateFee = (command: PaymentCommand): PaymentCommand => {
  if (command.type !== 'RecordCollection' || command.quote.insurance === 'pension') return command;
  const bundles = command.quote.bundles?.map((bundle) => ({
    ...bundle,
    items: bundle.items.filter((item) => item !== 'late-fee'),
  }));
  return bundles === undefined ? command : { ...command, quote: { ...command.quote, bundles } };
};
