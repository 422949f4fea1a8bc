import type { Bureau, BureauAnswer, PostingRequest } from '@canbao/domain-ledger-sync';
import type { Process, Scheduler } from './scheduler';

interface Booking {
  readonly personId: string;
  readonly month: string;
  /** Set for what final limits have changed about the month: it is booked beside it. */
  readonly item?: 'pension-true-up';
  readonly fen: number;
  readonly items: readonly { readonly item: string; readonly fen: number }[];
  readonly outcome: 'accepted' | 'refused' | 'void';
  readonly receiptNo: string;
  readonly reason: string;
  reversed: boolean;
}

const pooled: readonly string[] = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
const fenOf = (amount: string): number => Math.round(Number(amount) * 100);

const itemOf = (lines: Booking['items']): Pick<Booking, 'item'> =>
  lines.some(({ item }) => item === 'pension-true-up') ? { item: 'pension-true-up' } : {};

/**
 * A bureau with its own books and its own arithmetic: it shares nothing with the platform but the wire
 * format.
 */
export class SimulatedBureau {
  readonly books = new Map<string, Booking>();
  /** Every total that it has billed for a month: an older bill may have been paid. */
  private readonly bills = new Map<string, number[]>();
  faultRate = 0;
  /** Probability that it does not know the person yet; it will later. */
  refusalRate = 0;

  /** Medical months before `firstMonth` are booked as they were billed. */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly firstMonth: string,
  ) {}

  /** The bureau as one process sees it: requests and answers may be lost or late. */
  seenBy(process: Process): Bureau {
    const exchange = async (answer: () => BureauAnswer): Promise<BureauAnswer> => {
      await this.scheduler.turn(process);
      const fate = this.scheduler.random();
      if (fate < this.faultRate / 3) return { outcome: 'unknown' };
      if (fate < (this.faultRate * 2) / 3) {
        setTimeout(answer, this.scheduler.below(20_000));
        return { outcome: 'unknown' };
      }
      const reply = answer();
      await this.scheduler.turn(process);
      return fate < this.faultRate ? { outcome: 'unknown' } : reply;
    };
    return {
      post: (request) => exchange(() => this.book(request)),
      query: (requestId) => exchange(() => this.find(requestId)),
      reverse: (requestId) => exchange(() => this.reverse(requestId)),
    };
  }

  /** What it holds of the month, or of what final limits have changed about it. */
  active(personId: string, month: string, item?: 'pension-true-up'): Booking[] {
    return [...this.books.values()].filter(
      (booking) =>
        booking.personId === personId &&
        booking.month === month &&
        booking.item === item &&
        booking.outcome === 'accepted' &&
        !booking.reversed,
    );
  }

  /** Remembers what it has billed for a month. */
  bill(personId: string, month: string, amounts: readonly string[]): void {
    const name = `${personId} ${month}`;
    const total = amounts.reduce((sum, amount) => sum + fenOf(amount), 0);
    this.bills.set(name, [...(this.bills.get(name) ?? []), total]);
  }

  private find(requestId: string): BureauAnswer {
    const booking = this.books.get(requestId);
    if (booking === undefined) return { outcome: 'not-found' };
    return booking.outcome === 'accepted'
      ? { outcome: 'accepted', receiptNo: booking.receiptNo }
      : { outcome: 'refused', reason: booking.reason };
  }

  /** Books what is paid, whoever tells of it: once for each id. */
  book({ requestId, personId, month, items, total }: PostingRequest): BureauAnswer {
    if (!this.books.has(requestId)) {
      const lines = items.map(({ item, amount }) => ({ item, fen: fenOf(amount) }));
      const reason = this.refusal(personId, month, lines, fenOf(total)) ?? '';
      this.books.set(requestId, {
        personId,
        month,
        ...itemOf(lines),
        fen: fenOf(total),
        items: lines,
        outcome: reason === '' ? 'accepted' : 'refused',
        receiptNo: `R${this.books.size + 1}`,
        reason,
        reversed: false,
      });
    }
    return this.find(requestId);
  }

  private refusal(
    personId: string,
    month: string,
    lines: Booking['items'],
    total: number,
  ): string | undefined {
    const names = lines.map(({ item }) => item);
    const isPooled = names.some((name) => pooled.includes(name));
    const { item } = itemOf(lines);
    if (this.scheduler.chance(this.refusalRate)) return 'person not on file';
    if (lines.reduce((sum, { fen }) => sum + fen, 0) !== total) return 'sum';
    if (isPooled && !pooled.every((name) => names.includes(name))) return 'partial bundle';
    if (isPooled && names.includes('with-account')) return 'two schemes';
    if (
      !names.includes('pension') &&
      item === undefined &&
      month < this.firstMonth &&
      !(this.bills.get(`${personId} ${month}`) ?? []).includes(total)
    )
      return 'not as billed';
    return this.active(personId, month, item).length > 0 ? 'already booked' : undefined;
  }

  /** Records the reversal of a request that never arrived, so that it is not booked when it arrives late. */
  private reverse(requestId: string): BureauAnswer {
    const booking = this.books.get(requestId);
    if (booking === undefined) {
      this.books.set(requestId, {
        personId: '',
        month: '',
        fen: 0,
        items: [],
        outcome: 'void',
        receiptNo: '',
        reason: 'reversed',
        reversed: true,
      });
      return { outcome: 'not-found' };
    }
    booking.reversed = true;
    return { outcome: 'accepted', receiptNo: `C${requestId}` };
  }
}
