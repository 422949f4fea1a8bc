import { randomBytes } from 'node:crypto';
import { otherAmount } from './day-file';
import { isOpen, type BankBooks, type Entry } from './entry';
import type { Answer, Line } from './line';

/** What a teller asks for. */
export interface Taking {
  readonly quoteToken: string;
  /** Yuan. */
  readonly amount: string;
  readonly method: 'cash' | 'card';
  /** The bank's number; a new one when left out. */
  readonly transactionNo?: string | undefined;
  /** By the bank's clock; now when left out. */
  readonly paidAt?: string | undefined;
}

/** When an entry whose outcome is open is asked for again: after the n-th attempt, in ms. */
export type Schedule = readonly number[];

const shanghaiMs = 8 * 3_600_000;
/** How late a late report is. */
const lateMs = 5 * 3_600_000;
/** What comes after the cut comes so long after midnight. */
const afterTheCut = '00:05:00.000+08:00';
const settled = ['paid', 'in-suspense', 'incomplete'];

/**
 * A bank's side of the protocol. An entry is in the bank's books before it is sent; what is not answered is
 * asked again under its number and with its content, whatever happened, and neither called paid nor failed.
 */
export class Teller {
  constructor(
    private readonly bank: string,
    readonly line: Line,
    protected readonly books: BankBooks,
    /** Milliseconds since 1970 by the bank's clock. */
    private readonly now: () => number,
    private readonly schedule: Schedule,
  ) {}

  /** Takes money and reports it. `mode` is what goes wrong with the first attempt. */
  async collect(taking: Taking, mode?: string): Promise<Entry> {
    const { transactionNo, quoteToken, amount, method, paidAt = this.instant() } = taking;
    const no = transactionNo ?? `${this.bank}-${randomBytes(8).toString('hex')}`;
    const known = await this.books.get(this.bank, no);
    if (known !== undefined) return known;
    const entry: Entry = {
      bank: this.bank,
      no,
      day: paidAt.slice(0, 10),
      quoteToken,
      amount,
      method,
      paidAt,
      state: 'unknown',
      attempts: 0,
      notBefore: 0,
    };
    if (mode === 'notify-never') return this.put({ ...entry, state: 'booked', said: 'never reported' });
    if (mode === 'notify-late') return this.put({ ...entry, heldUntil: this.instant(lateMs) });
    return this.report(entry, mode);
  }

  /** Takes it back on its day: also where its own outcome is unknown. */
  async reverse(no: string, mode?: string): Promise<Entry | undefined> {
    const entry = await this.books.get(this.bank, no);
    if (entry === undefined || !['unknown', 'booked', 'reversing'].includes(entry.state)) return entry;
    const reversing: Entry = { ...entry, state: 'reversing', attempts: 0 };
    if (mode !== 'reversal-after-cut') return this.takeBack(reversing, mode);
    const next = this.instant(Date.parse(`${entry.day}T24:00:00+08:00`) - this.now()).slice(0, 10);
    return this.put({ ...reversing, heldUntil: `${next}T${afterTheCut}` });
  }

  /** Pays out what the platform refunds by this counter, and tells it under the number of the payout. */
  async payOut(refundId: string, no: string): Promise<Entry | undefined> {
    const known = await this.books.get(this.bank, no);
    if (known !== undefined) return known;
    const answer = await this.line.send({ method: 'GET', target: `/v1/refunds/${refundId}` });
    const refund = 'body' in answer ? (answer.body as { readonly ways?: readonly Way[] }) : {};
    const way = refund.ways?.find(({ status }) => status === 'to-pay-out');
    if (way === undefined) return undefined;
    const { orderId, refundNo, amount } = way;
    const paidAt = this.instant();
    const open = { state: 'unknown', attempts: 0, notBefore: 0 } as const;
    const taken = { quoteToken: '', method: 'cash', paidAt, day: paidAt.slice(0, 10) } as const;
    return this.report({ bank: this.bank, no, refundId, refundNo, orderId, amount, ...taken, ...open });
  }

  /** Sends a reversal before its collection, and then the collection all the same. */
  async collectReversed(taking: Taking): Promise<Entry> {
    const { no } = await this.collect(taking, 'timeout-before');
    await this.reverse(no);
    return this.reportAgain(no);
  }

  /** Reports once more what has been reported; with one change where `isChanged`. */
  async reportAgain(no: string, isChanged = false): Promise<Entry> {
    const entry = await this.known(no);
    if (isChanged) await this.send({ ...entry, amount: otherAmount(entry.amount) }, undefined, 'changed');
    else await this.send(entry);
    return entry;
  }

  /** Takes back once more what has been taken back. */
  async reverseAgain(no: string): Promise<Entry> {
    return this.takeBack(await this.known(no));
  }

  private async known(no: string): Promise<Entry> {
    const entry = await this.books.get(this.bank, no);
    if (entry === undefined) throw new Error('no such entry');
    return entry;
  }

  /** Asks again for everything whose outcome is open and whose time has come. */
  async resolve(): Promise<void> {
    for (const entry of await this.books.open(this.bank)) {
      const isHeld = entry.heldUntil !== undefined && Date.parse(entry.heldUntil) > this.now();
      if (isHeld || entry.notBefore > Date.now()) continue;
      await (entry.state === 'reversing' ? this.takeBack(entry) : this.report(entry));
    }
  }

  protected async report(entry: Entry, mode?: string): Promise<Entry> {
    await this.begin(entry);
    const answer = await this.send(entry, mode);
    // A reversal may have been asked for meanwhile: it decides.
    const now = (await this.books.get(this.bank, entry.no)) ?? entry;
    return now.state === 'unknown' ? this.keep(collected(now, answer), answer) : now;
  }

  protected send(
    { no, quoteToken, amount, paidAt, method, refundId }: Entry,
    mode?: string,
    key = 'collect',
  ): Promise<Answer> {
    if (refundId !== undefined) {
      const payout = Buffer.from(JSON.stringify({ payoutNo: no, amount, paidOutAt: paidAt }));
      const target = `/v1/refunds/${refundId}/payout`;
      return this.line.send({ method: 'POST', target, body: payout, idempotencyKey: `pay-${no}` }, { mode });
    }
    const report = { quoteToken, channelTransactionNo: no, amount, paidAt, method };
    const body = Buffer.from(JSON.stringify(report));
    const sent = {
      method: 'POST',
      target: '/v1/collections',
      body,
      idempotencyKey: `${key}-${no}`,
    } as const;
    return this.line.send(sent, { mode });
  }

  private async takeBack(entry: Entry, mode?: string): Promise<Entry> {
    await this.begin(entry);
    const answer = await this.line.send(
      {
        method: 'POST',
        target: `/v1/collections/${entry.no}/reversal`,
        body: Buffer.from('{}'),
        idempotencyKey: `reverse-${entry.no}`,
      },
      { mode },
    );
    return this.keep(takenBack(entry, answer), answer);
  }

  /** While an attempt is under way there is no other. */
  private async begin(entry: Entry): Promise<void> {
    await this.books.put({ ...entry, notBefore: Date.now() + this.line.patienceMs });
  }

  protected async keep(entry: Entry, { retryAfterMs = 0 }: Answer): Promise<Entry> {
    const attempts = entry.attempts + 1;
    const wait = this.schedule[Math.min(attempts, this.schedule.length) - 1] ?? 0;
    const notBefore = isOpen(entry) ? Date.now() + Math.max(wait, retryAfterMs) : 0;
    const kept = { ...entry, attempts, notBefore };
    await this.books.put(kept);
    return kept;
  }

  private async put(entry: Entry): Promise<Entry> {
    await this.books.put(entry);
    return entry;
  }

  private instant(laterMs = 0): string {
    return `${new Date(this.now() + laterMs + shanghaiMs).toISOString().slice(0, -1)}+08:00`;
  }
}

/** A way of a refund, as far as a counter reads it. */
interface Way {
  readonly orderId: string;
  readonly refundNo: string;
  readonly amount: string;
  readonly status: string;
}

type Body = Readonly<Record<string, unknown>>;

/** Whether a refusal is the last word: one that may clear, and whatever is wrong with signing in, is not. */
const isFinal = (status: number, body: Body): boolean =>
  status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status) && body['retryable'] !== true;

const collected = (entry: Entry, answer: Answer): Entry => {
  if ('unknown' in answer) return { ...entry, said: answer.unknown };
  const body = (answer.body ?? {}) as Body;
  const said = String(body['code'] ?? body['status']);
  // Somebody else's number: a person finds out whose.
  if (said === 'transaction-number-reused') return { ...entry, state: 'held', said };
  if (isFinal(answer.status, body)) return { ...entry, state: 'refused', said };
  if (answer.status !== 200 && answer.status !== 201) return { ...entry, said };
  if (entry.refundId !== undefined) return { ...entry, state: 'booked', said };
  const names = { orderId: String(body['orderId']), receiptNo: String(body['receiptNo']) };
  if (said === 'reversed') return { ...entry, ...names, state: 'reversed', said };
  if (body['amount'] !== entry.amount) return { ...entry, state: 'held', said: `amount ${body['amount']}` };
  // A status that this version does not know is no outcome.
  return settled.includes(said) ? { ...entry, ...names, state: 'booked', said } : { ...entry, said };
};

const takenBack = (entry: Entry, answer: Answer): Entry => {
  if ('unknown' in answer) return { ...entry, said: answer.unknown };
  const body = (answer.body ?? {}) as Body;
  const said = String(body['code'] ?? body['status']);
  // `awaiting-original`: the collection is void if it arrives, so it is not sent again.
  if (answer.status === 200 && ['reversed', 'awaiting-original'].includes(said))
    return { ...entry, state: 'reversed', said };
  // Too late, or part of a settled bundle: the money stays booked, and goes back by a refund.
  if (!isFinal(answer.status, body)) return { ...entry, said };
  return { ...entry, state: entry.orderId === undefined ? 'unknown' : 'booked', said };
};
