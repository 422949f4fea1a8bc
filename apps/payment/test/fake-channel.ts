import { createHash, randomUUID } from 'node:crypto';
import { instant } from '@canbao/calendar';
import type { ChannelOrder, ChannelState, Notice, Placed, RawNotice } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';

const now = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

/** A channel with books of its own, whose answers can fail to come. */
export class FakeChannel {
  readonly books = new Map<string, { order: ChannelOrder; state: ChannelState }>();
  readonly calls: string[] = [];
  /** What does not answer now, though it is done where `done` says so. */
  silent: { readonly call: string; readonly isDone: boolean } | undefined;

  async place(order: ChannelOrder): Promise<Placed> {
    this.calls.push(`place ${order.orderNo}`);
    const answer: Placed = { outcome: 'placed', parameters: { prepay: order.payerReference } };
    return this.answered<Placed>('place', () => this.takeOrder(order), answer, { outcome: 'unknown' });
  }
  async query(orderNo: string): Promise<ChannelState> {
    this.calls.push(`query ${orderNo}`);
    return this.answered('query', () => undefined, this.stateOf(orderNo), { status: 'unknown' });
  }
  async close(orderNo: string): Promise<ChannelState> {
    this.calls.push(`close ${orderNo}`);
    const { status } = this.stateOf(orderNo);
    const closed: ChannelState = status === 'not-paid' ? { status: 'closed' } : this.stateOf(orderNo);
    return this.answered('close', () => this.set(orderNo, closed), closed, { status: 'unknown' });
  }
  async read({ headers, body }: RawNotice): Promise<Notice | { forged: 'bad-signature' }> {
    if (headers['x-signature'] !== createHash('sha256').update(body).digest('hex'))
      return { forged: 'bad-signature' };
    return JSON.parse(Buffer.from(body).toString()) as Notice;
  }

  pay(orderNo: string, amount = '1000.00', paidAt = now()): string {
    const transactionNo = randomUUID();
    const payment = { orderNo, transactionNo, amount: yuan(amount), paidAt: instant(paidAt) };
    this.set(orderNo, { status: 'paid', ...payment });
    return transactionNo;
  }
  private stateOf(orderNo: string): ChannelState {
    return this.books.get(orderNo)?.state ?? { status: 'not-found' };
  }
  /** Its books have an order that we never placed. */
  knows(orderNo: string): void {
    const order = { orderNo } as ChannelOrder;
    this.books.set(orderNo, { order, state: { status: 'not-paid' } });
  }
  set(orderNo: string, state: ChannelState): void {
    const entry = this.books.get(orderNo);
    if (entry !== undefined) this.books.set(orderNo, { ...entry, state });
  }
  private takeOrder(order: ChannelOrder): void {
    if (!this.books.has(order.orderNo))
      this.books.set(order.orderNo, { order, state: { status: 'not-paid' } });
  }
  private answered<T>(call: string, effect: () => void, answer: T, unknown: T): T {
    const isSilent = this.silent?.call === call;
    if (!isSilent || this.silent?.isDone === true) effect();
    return isSilent ? unknown : answer;
  }
}
