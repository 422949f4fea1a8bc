import { hash } from 'node:crypto';
import { dayOf, type Instant } from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import { execute, InMemoryEventStore, type StoredEvent } from '@canbao/event-sourcing';
import { toFen } from '@canbao/money';
import type { Bank } from '@canbao/vocabulary';
import {
  admitReport,
  admitReversal,
  admitUnidentified,
  isConflicting,
  ordersPaidElsewhere,
  paymentOrderEvents,
  originalOf,
  originalsOf,
  paymentOrder,
  reversalStatus,
  subjectOf,
  type Admitted,
  type Digests,
  type PaymentCommand,
  type PaymentEvent,
  type RecordedReceipt,
} from '../src/index';

/** Ids as in a service, without its name spaces. */
export const digests: Digests = {
  uuidOf: (text) => hash('md5', text).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  digestOf: (text) => hash('sha256', text),
};

/** What a counter sends; no quote where nobody signed it. */
export interface Sent {
  readonly bank: Bank;
  readonly report: CollectionReport;
  readonly quote: QuoteClaims | undefined;
}

/** Money under one number of one counter and business day, as the counter knows it. */
interface Taken {
  readonly channel: Bank;
  readonly orderId: string;
  readonly content: string;
  readonly fen: bigint;
  givenBack: boolean;
}

/**
 * Payment with its store, and beside it the counters' own book: what they took, under which number, and what
 * they gave back. The book knows nothing of quotes, months or suspense.
 */
export class CounterBook {
  readonly store = new InMemoryEventStore();
  readonly taken = new Map<string, Taken>();
  readonly conflicts = new Set<string>();

  async stored(): Promise<(PaymentEvent & StoredEvent)[]> {
    return (await this.store.readAfter(0n, 100_000)).filter(paymentOrderEvents.has);
  }

  async send({ bank, report, quote }: Sent, now: Instant): Promise<void> {
    const counter = { role: 'bank', bank };
    const command =
      quote === undefined
        ? commandOf(admitUnidentified(report, counter, now, digests))
        : commandOf(admitReport(report, quote, counter, now, digests));
    const { events, state } = await this.run(command, now);
    const key = `${bank} ${dayOf(report.paidAt)} ${report.channelTransactionNo}`;
    const content = JSON.stringify([report, quote?.quoteId]);
    const earlier = this.taken.get(key);
    if (earlier === undefined) {
      const { orderId } = command;
      const fen = toFen(report.amount);
      this.taken.set(key, { channel: bank, orderId, content, fen, givenBack: false });
      expect(events.length).toBeGreaterThan(0);
    } else if (earlier.content === content) expect(events).toEqual([]);
    else this.conflicts.add(`${key} ${content}`);
    expect(isConflicting(command, state)).toBe(earlier !== undefined && earlier.content !== content);
    for (const orderId of ordersPaidElsewhere(events))
      await this.run({ type: 'ClosePaidElsewhere', orderId, at: now }, now);
  }

  async reverse(bank: Bank, channelTransactionNo: string, now: Instant): Promise<void> {
    const request = commandOf(admitReversal(channelTransactionNo, { role: 'bank', bank }, now, digests));
    const recorded = await this.recordedUnder(bank, channelTransactionNo, originalsOf(request, digests));
    const orderId = originalOf(request, recorded) ?? request.orderId;
    const { outcome, state } = await this.run({ ...request, orderId }, now);
    const original = [...this.taken.values()].find((money) => money.orderId === orderId);
    if (outcome !== 'accepted') return;
    if (original === undefined) expect(reversalStatus(state)).toBe('awaiting-original');
    else {
      expect(reversalStatus(state)).toBe('reversed');
      original.givenBack = true;
    }
  }

  async run(command: PaymentCommand, now: Instant) {
    const { orderId } = command;
    const executed = await execute(this.store, paymentOrder, command, {
      subject: subjectOf(orderId),
      recordedAt: now,
      metadata: { actor: 'spec' },
    });
    if (executed.outcome === 'accepted' || executed.outcome === 'rejected')
      return { events: [], ...executed };
    throw new Error(executed.outcome);
  }

  /** As the read model of the orders has it. */
  private async recordedUnder(bank: Bank, no: string, orderIds: string[]): Promise<RecordedReceipt[]> {
    const recorded = new Map<string, RecordedReceipt>();
    for (const { type, data } of await this.stored()) {
      if (type === 'CollectionReversed' || type === 'UnidentifiedReceiptReversed')
        recorded.set(data.orderId, {
          ...(recorded.get(data.orderId) as RecordedReceipt),
          status: 'reversed',
        });
      if (!('receiptNo' in data) || data.channel !== bank || data.channelTransactionNo !== no) continue;
      const { orderId, receiptNo } = data;
      const because = 'because' in data ? data.because : undefined;
      if (orderIds.includes(orderId) || because === 'paid-at-implausible' || because === 'quote-unknown')
        recorded.set(orderId, { orderId, receiptNo, status: 'paid' });
    }
    const rank = ({ orderId }: RecordedReceipt) => (orderIds.indexOf(orderId) + 100) % 100;
    return [...recorded.values()]
      .filter(({ receiptNo }) => receiptNo !== undefined)
      .sort((a, b) => rank(a) - rank(b));
  }
}

const commandOf = <Command>(admitted: Admitted<Command>): Command => {
  if ('command' in admitted) return admitted.command;
  throw new Error(admitted.refused);
};
