import { hash } from 'node:crypto';
import type { Instant } from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import {
  admitReport,
  admitReversal,
  admitUnidentified,
  collectionAnswer,
  isConflicting,
  ordersPaidElsewhere,
  originalOf,
  originalsOf,
  paymentRejections,
  reversalStatus,
  subjectOf,
  type Admitted,
  type Digests,
  type PaymentEvent,
  type RecordCollection,
  type RecordUnidentified,
  type ReverseCollection,
} from '@canbao/domain-payment';
import { AnsweredProblem, uuidOf, type Commands } from '@canbao/service-kit';
import type { Bank, Channel } from '@canbao/vocabulary';
import type { Bugs } from './bugs';
import type { Caller } from './caller';
import { payments } from './mistaken-payments';
import { openOrders, recordedUnder } from './orders';
import type { World } from './world';

/** Hashing as the payment service does it. */
const digests: Digests = { uuidOf, digestOf: (text) => hash('sha256', text) };

/** Who reports money: the tax front desk, or a teller of a bank. */
export interface Teller {
  readonly role: 'tax-desk' | 'bank';
  readonly bank?: Bank;
  readonly channel: Channel;
}

/** A report and who sends it; without a quote, assessment did not sign its token. */
export interface Sent {
  readonly report: CollectionReport;
  readonly quote?: QuoteClaims | undefined;
  readonly teller: Teller;
}

type Recording = RecordCollection | RecordUnidentified;

/** The command of a report, as the payment service admits it. */
export const commandOf = (bugs: Bugs, { report, quote, teller }: Sent, now: Instant): Recording => {
  const command =
    quote === undefined
      ? admitted(admitUnidentified(report, teller, now, digests))
      : admitted(admitReport(report, quote, teller, now, digests));
  if (bugs.countsNumbersForEver === true) {
    const { channel, channelTransactionNo } = command;
    return { ...command, orderId: uuidOf(`${channel}|${channelTransactionNo}`) };
  }
  if (bugs.keepsEveryDay === true) return { ...command, accountedOn: undefined } as unknown as Recording;
  if (bugs.believesEveryClock !== true || command.type !== 'RecordCollection') return command;
  const { because: _, ...believed } = command;
  return believed;
};

const admitted = <Command>(outcome: Admitted<Command>): Command => {
  if ('command' in outcome) return outcome.command;
  throw new Error(outcome.refused);
};

/** What a reversal meant, and its answer. */
export interface Reversal {
  readonly orderId: string;
  /** The money that it could mean. */
  readonly recorded: readonly string[];
  readonly answer: unknown;
}

/** The payment service as counters call it, with what its controllers do. */
export class PaymentDesk {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly problems: string[],
  ) {}

  report(key: string, sent: Sent): Promise<unknown> {
    const { scheduler, bugs } = this.world;
    return this.caller.call('payment', key, async ({ commands }, input) => {
      const recording = commandOf(bugs, sent, input.now);
      const orderId = bugs.newOrderForEveryRetry === true ? scheduler.uuid() : recording.orderId;
      const command = { ...recording, orderId };
      let recorded: readonly PaymentEvent[] = [];
      const body = await commands.run(input, payments(bugs), command, {
        subject: sent.quote?.personId ?? orderId,
        rejections: paymentRejections,
        reply: ({ state, events }) => {
          recorded = events;
          return isConflicting(command, state)
            ? { code: 'transaction-number-reused' }
            : { orderId, receiptNo: state.receiptNo, ...collectionAnswer(state) };
        },
      });
      await this.closePaidElsewhere(commands, recorded, input.now);
      return body;
    });
  }

  async reverse(channelTransactionNo: string, teller: Teller): Promise<Reversal> {
    const { bugs, tables, clock, scheduler } = this.world;
    const request = admitted(admitReversal(channelTransactionNo, teller, clock.now(), digests));
    const orderIds = bugs.blindPastMidnight === true ? [request.orderId] : originalsOf(request, digests);
    const recorded = recordedUnder(tables.payment, request, orderIds);
    const orderId = originalOf(request, recorded) ?? request.orderId;
    const answer = await this.sendReversal(scheduler.uuid(), { ...request, orderId });
    return { orderId, recorded: recorded.map((receipt) => receipt.orderId), answer };
  }

  private sendReversal(key: string, command: ReverseCollection): Promise<unknown> {
    const { orderId } = command;
    return this.caller.call('payment', key, ({ commands }, input) =>
      commands.run(
        input,
        payments(this.world.bugs),
        { ...command, at: input.now },
        {
          subject: subjectOf(orderId),
          rejections: paymentRejections,
          reply: ({ state }) => ({ orderId, status: reversalStatus(state) }),
          isProvisional: (state) => reversalStatus(state) === 'awaiting-original',
        },
      ),
    );
  }

  /** Once the counter has its answer, the online orders of its months are closed. */
  private async closePaidElsewhere(
    commands: Commands,
    recorded: readonly PaymentEvent[],
    at: Instant,
  ): Promise<void> {
    const { bugs, tables } = this.world;
    const orderIds = ordersPaidElsewhere(recorded);
    if (bugs.leavesOrdersOpen !== true)
      for (const orderId of orderIds) {
        const command = { type: 'ClosePaidElsewhere', orderId, at } as const;
        await commands.act('counter', subjectOf(orderId), payments(bugs), command);
      }
    const open = openOrders(tables.payment).filter(({ orderId }) => orderIds.includes(orderId));
    for (const { orderId } of open)
      this.problems.push(`orders: ${orderId} is open, although a counter was paid for its month`);
  }
}

/** Whether an answer is a refusal with the code. */
export const isRefusal = (answer: unknown, code: string): boolean =>
  answer instanceof AnsweredProblem && answer.message === code;
