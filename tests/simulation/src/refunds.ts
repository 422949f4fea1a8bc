import {
  nextStep,
  paymentOrderEvents,
  refund,
  refundOf,
  type OnlineChannel,
  type Refund,
  type RefundLeg,
} from '@canbao/domain-payment';
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

/** The decider of refunds, with the planted bug that sits in it. */
export const refundsWith = (bugs: Bugs): typeof refund =>
  bugs.refundsBeforeBureau === true
    ? {
        ...refund,
        decide: (command, state) =>
          refund.decide(
            command,
            state.refund === undefined || command.type !== 'BeginPayout'
              ? state
              : { ...state, refund: cleared(state.refund) },
          ),
      }
    : refund;

const cleared = (current: Refund): Refund => ({
  ...current,
  unposted: current.months.map(({ month }) => month),
});

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

/** Money must not move while the owning bureau holds one of the months. */
export const moving = (
  { bureaus, faults }: Setting,
  { refundId, personId, insurance, months }: Refund,
): void => {
  if (personId === undefined || insurance === undefined) return;
  for (const { month } of months)
    if (bureaus[insurance].active(personId, month).length > 0)
      faults.push(`refunds: money of ${refundId} moves while the bureau holds ${month} of ${personId}`);
};

export type { RefundLeg };
