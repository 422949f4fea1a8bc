import {
  heldByBureau,
  nextStep,
  paymentOrderEvents,
  refund,
  refundOf,
  type OnlineChannel,
  type Refund,
  type RefundCommand,
  type RefundLeg,
  type RefundProgress,
} from '@canbao/domain-payment';
import type { Month } from '@canbao/calendar';
import { toFen } from '@canbao/money';
import type { Commands } from '@canbao/service-kit';
import type { Bugs } from './bugs';
import { refundingUnderNewNumbers } from './refund-channel';
import type { Process } from './scheduler';
import type { Setting } from './setting';
import type { Tables } from './tables';

/** The refunds of the tables, by stream. */
export const refundsIn = (tables: Tables): Refund[] =>
  [...tables.streams.entries()].flatMap(([stream, events]) =>
    stream.startsWith('refund-') ? (refundOf(events.filter(paymentOrderEvents.has)) ?? []) : [],
  );

const ended: readonly Refund['stage'][] = ['rejected', 'closed'];

/** Whether a refund has not come to its end. */
export const hasOpenRefunds = (tables: Tables): boolean =>
  refundsIn(tables).some(
    ({ stage, legs }) =>
      !ended.includes(stage) && (stage !== 'decided' || legs.some(({ status }) => status !== 'refunded')),
  );

/** These pay out and say so; the others do it as an online channel does. */
const paysAtCounter: readonly string[] = ['ccb', 'batch-debit'];

/** The decider of refunds, with the planted bugs that sit in it. */
export const refundsWith = (bugs: Bugs): typeof refund => {
  if (bugs.refundsBeforeBureau === true) return mistaken('BeginPayout', paidOutAtOnce);
  if (bugs.refundsExcessTwice === true) return mistaken('ApplyForRefund', withoutCorrections);
  return bugs.keepsPaidAdditions === true
    ? mistaken('ApplyForRefund', (state) => ({ ...state, additions: {} }))
    : refund;
};

const mistaken = (
  type: RefundCommand['type'],
  seen: (state: RefundProgress) => RefundProgress,
): typeof refund => ({
  ...refund,
  decide: (command, state) => refund.decide(command, command.type === type ? seen(state) : state),
});

const paidOutAtOnce = (state: RefundProgress): RefundProgress =>
  state.refund === undefined ? state : { ...state, refund: cleared(state.refund) };

const cleared = (current: Refund): Refund => ({ ...current, unposted: heldByBureau(current) });

/** Parts of months that have gone back are forgotten. */
const withoutCorrections = (state: RefundProgress): RefundProgress => ({
  ...state,
  orders: mapped(state.orders, (books) => ({
    ...books,
    refunds: Object.fromEntries(
      Object.entries(books.refunds).filter(([, { corrections }]) => corrections.length === 0),
    ),
  })),
});

const mapped = <V>(values: Readonly<Record<string, V>>, change: (value: V) => V): Record<string, V> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

/** Sends the refunds that are due and asks about those under way, as the job of payment does. */
export const sendRefunds = async (setting: Setting, process: Process, commands: Commands): Promise<void> => {
  const { scheduler, tables, bugs, clock } = setting;
  for (;;) {
    await scheduler.sleep(process, setting.pollMs);
    for (const found of refundsIn(tables.payment)) {
      const current = bugs.refundsBeforeBureau === true ? cleared(found) : found;
      for (const leg of current.legs) {
        const channel = paysAtCounter.includes(leg.channel)
          ? 'counter'
          : channelOf(setting, process, current);
        const command = await nextStep(current, leg, channel, () => clock.now());
        const subject = current.personId ?? leg.orderId;
        if (command !== undefined) await commands.act('send-refunds', subject, refundsWith(bugs), command);
      }
    }
  }
};

const channelOf = (setting: Setting, process: Process, current: Refund): OnlineChannel => {
  const { refundChannel, bugs, scheduler } = setting;
  const channel = refundChannel.seenBy(process, () => moving(setting, current));
  const seen =
    bugs.refundsUnderNewNumber === true ? refundingUnderNewNumbers(channel, () => scheduler.uuid()) : channel;
  return seen as OnlineChannel;
};

/**
 * Money must not move while the owning bureau holds one of the months, or before it has corrected one that
 * stays paid.
 */
export const moving = (
  { bureaus, faults }: Setting,
  { refundId, personId, insurance, months, trueUps = [], corrections = [] }: Refund,
): void => {
  if (personId === undefined || insurance === undefined) return;
  const held = (month: Month, item?: 'pension-true-up') => bureaus[insurance].active(personId, month, item);
  const name = `refunds: money of ${refundId} moves`;
  for (const { month } of months)
    if (held(month).length > 0) faults.push(`${name} while the bureau holds ${month} of ${personId}`);
  for (const { month } of trueUps)
    if (held(month, 'pension-true-up').length > 0)
      faults.push(`${name} while the bureau holds what was added to ${month} of ${personId}`);
  for (const { month, amount } of corrections)
    if (!held(month, 'pension-true-up').some(({ fen }) => BigInt(fen) === -toFen(amount)))
      faults.push(`${name} before the bureau has corrected ${month} of ${personId}`);
};

export type { RefundLeg };
