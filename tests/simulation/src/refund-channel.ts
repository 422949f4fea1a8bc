import { instant } from '@canbao/calendar';
import type { ChannelRefund, OnlineChannel, RefundState } from '@canbao/domain-payment';
import { toFen } from '@canbao/money';
import type { Process, Scheduler } from './scheduler';

interface Entry {
  readonly orderNo: string;
  readonly fen: number;
  status: 'under-way' | 'refunded' | 'closed';
  /** An operator's transfer: the channel keeps what it took. */
  readonly isTransfer?: boolean;
}

/** Channels have clocks of their own; this one has stopped. */
const theirClock = instant('2022-05-18T09:00:00.000+08:00');

/**
 * The other side of refunds: channels that may lose an answer, answer late, need their time or close a
 * refund, with a book of their own. Counters that pay out write into the same book.
 */
export class RefundChannel {
  /** By the number of the refund. */
  readonly book = new Map<string, Entry>();
  faultRate = 0;

  constructor(private readonly scheduler: Scheduler) {}

  /** The channel as one process sees it; `onMoved` is called when money moves. */
  seenBy(process: Process, onMoved: () => void): Pick<OnlineChannel, 'refund' | 'queryRefund'> {
    const exchange = async (answer: () => RefundState): Promise<RefundState> => {
      await this.scheduler.turn(process);
      const fate = this.scheduler.random();
      if (fate < this.faultRate / 3) return { status: 'unknown' };
      if (fate < (this.faultRate * 2) / 3) {
        setTimeout(answer, this.scheduler.below(20_000));
        return { status: 'unknown' };
      }
      const reply = answer();
      await this.scheduler.turn(process);
      return fate < this.faultRate ? { status: 'unknown' } : reply;
    };
    return {
      refund: (asked) => exchange(() => this.take(asked, onMoved)),
      queryRefund: ({ refundNo }) => exchange(() => this.find(refundNo, onMoved)),
    };
  }

  /** Money that a person has handed over, once for each number. */
  payOut(
    refundNo: string,
    { orderNo, amount }: Pick<ChannelRefund, 'orderNo' | 'amount'>,
    isTransfer: boolean,
  ): void {
    if (!this.book.has(refundNo))
      this.book.set(refundNo, { orderNo, fen: Number(toFen(amount)), status: 'refunded', isTransfer });
  }

  private take({ refundNo, orderNo, amount }: ChannelRefund, onMoved: () => void): RefundState {
    if (!this.book.has(refundNo)) {
      const status = this.scheduler.chance(0.15) ? 'closed' : 'under-way';
      this.book.set(refundNo, { orderNo, fen: Number(toFen(amount)), status });
    }
    return this.find(refundNo, onMoved);
  }

  private find(refundNo: string, onMoved: () => void): RefundState {
    const entry = this.book.get(refundNo);
    if (entry === undefined) return { status: 'not-found' };
    if (entry.status === 'closed') return { status: 'closed' };
    if (entry.status === 'under-way' && this.scheduler.chance(0.5)) return { status: 'under-way' };
    if (entry.status === 'under-way') onMoved();
    entry.status = 'refunded';
    return { status: 'refunded', refundedAt: theirClock, channelRefundNo: `C${refundNo}` };
  }
}

/** Every refund goes out under a number of its own, and nobody asks about the last one. */
export const refundingUnderNewNumbers = (
  channel: Pick<OnlineChannel, 'refund' | 'queryRefund'>,
  newNo: () => string,
): typeof channel => ({
  queryRefund: () => Promise.resolve({ status: 'not-found' }),
  refund: (asked) => channel.refund({ ...asked, refundNo: newNo() }),
});
