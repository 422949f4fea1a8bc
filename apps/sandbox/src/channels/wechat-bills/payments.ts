import type { World } from '../counterpart';
import type { BillBooks, BillPayment } from './books';
import { spoiled, type Answered, type BillWire } from './wire';

/** Configuration: an unanswered 销账 is asked about after so many seconds, again and again. */
const confirmAfterSeconds = 30;
const lateSeconds = 5 * 3600;
/** By so many fen another amount differs, as in a file of the day. */
const otherFen = 9;

const infoOf = ({ bill_key, bill_no, transaction_id, fen, pay_date, attach }: BillPayment) => ({
  bill_key,
  bill_no,
  transaction_id,
  pay_date,
  customer_name: '',
  pay_amount: String(fen),
  attach,
});

/** A user pays a bill in WeChat; WeChat takes the money first and tells the institution then. */
export class BillPayments {
  /** Fen that users have been shown, by bill. */
  private readonly shown = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly books: BillBooks,
    private readonly wire: BillWire,
  ) {}

  async query(billKey: string): Promise<Answered | undefined> {
    const answered = await this.wire.send('query', { bill_key: billKey, begin_num: '1', query_num: '10' });
    if (answered?.code === '0') this.shown.set(billKey, Number(answered.fields['pay_amount']));
    return answered;
  }

  /** What a user saw before the bill was closed, and pays all the same. */
  private shownBefore(billKey: string): number | undefined {
    const shown = this.shown.get(billKey);
    if (shown === undefined) return undefined;
    const isLate = this.world.faults.next('wechat-bills', billKey, 'success-after-close') !== undefined;
    return isLate ? shown : undefined;
  }

  /** `fen`: what the user saw; asked for first when left out. Undefined where there is nothing to pay. */
  async pay(billKey: string, fen?: number): Promise<BillPayment | { readonly refused: string }> {
    const { faults } = this.world;
    const known = fen ?? this.shownBefore(billKey);
    const seen = known === undefined ? await this.query(billKey) : undefined;
    if (known === undefined && seen?.code !== '0') return { refused: seen?.code ?? 'no answer' };
    const amount = known ?? Number(seen?.fields['pay_amount']);
    const isOther = faults.next('wechat-bills', billKey, 'other-amount') !== undefined;
    const strayed = faults.next('wechat-bills', billKey, 'other-order') !== undefined;
    const payment = {
      bill_key: strayed ? `${billKey.slice(0, -1)}${(Number(billKey.at(-1)) + 1) % 10}` : billKey,
      fen: isOther ? amount + 100 : amount,
      pay_date: this.payDate(),
      attach: strayed ? '' : (seen?.fields['attach'] ?? ''),
    };
    const fault = faults.next('wechat-bills', billKey, 'notify-never', 'notify-late');
    // What is cut off between the two is told later.
    const dueSeconds = { 'notify-late': lateSeconds, 'notify-never': undefined, none: confirmAfterSeconds };
    const seconds = dueSeconds[fault ?? 'none'];
    const dueAt = seconds === undefined ? null : this.inSeconds(seconds);
    const added = await this.books.add({ ...payment, status: 'unsent' }, dueAt);
    if (fault !== undefined) return added;
    if (faults.next('wechat-bills', billKey, 'reversal-first') !== undefined)
      await this.reverse(added.bill_no);
    const paid = await this.charge(added);
    if (faults.next('wechat-bills', billKey, 'notify-twice') !== undefined) await this.charge(added);
    if (faults.next('wechat-bills', billKey, 'pack-resent-changed') !== undefined)
      await this.wire.send('charge', infoOf({ ...added, fen: added.fen + otherFen }));
    if (faults.next('wechat-bills', billKey, 'paid-twice') !== undefined)
      await this.charge(await this.books.add({ ...payment, status: 'unsent' }, null));
    return paid;
  }

  /** 销账, under the number that the payment has for ever. */
  async charge(payment: BillPayment): Promise<BillPayment> {
    const { bill_key, bill_no } = payment;
    const { faults } = this.world;
    const fault = faults.next('wechat-bills', bill_key, ...spoiled);
    const lost = faults.next('wechat-bills', bill_key, 'timeout-before', 'timeout-after-success');
    const answered =
      lost === 'timeout-before' ? undefined : await this.wire.send('charge', infoOf(payment), fault);
    await this.note(payment, lost === undefined ? answered : undefined);
    return this.books.one(bill_no);
  }

  /** 销账结果查询: an institution that does not know the payment is told of it once more. */
  async confirm(billNo: string): Promise<BillPayment> {
    const payment = await this.books.one(billNo);
    const { bill_key, bill_no, transaction_id, fen } = payment;
    const answered = await this.wire.send('confirm', {
      bill_key,
      transaction_id,
      bill_no,
      pay_amount: String(fen),
    });
    if (answered?.fields['bill_no'] === bill_no) await this.note(payment, answered);
    else if (answered !== undefined) return this.charge(payment);
    return this.books.one(billNo);
  }

  /** 冲正. */
  async reverse(billNo: string): Promise<{ readonly code: string; readonly payment: BillPayment }> {
    const { bill_key, bill_no, transaction_id, attach, pay_date } = await this.books.one(billNo);
    if (this.world.faults.next('wechat-bills', bill_key, 'reversal-after-cut') !== undefined) {
      await this.books.became(billNo, 'reversing', {}, `${dayAfter(pay_date)}000500`);
      return { code: 'after the cut', payment: await this.books.one(billNo) };
    }
    const send = () => this.wire.send('refund', { bill_key, bill_no, transaction_id, attach });
    const answered = await send();
    if (this.world.faults.next('wechat-bills', bill_key, 'reversal-twice') !== undefined) await send();
    const { status } = await this.books.one(billNo);
    if (answered?.code === '0') await this.books.became(billNo, 'reversed', { code: answered.code });
    // Too late: WeChat pays the money out.
    else if (status === 'reversing' && answered !== undefined)
      await this.books.became(billNo, 'paid', { code: answered.code });
    return { code: answered?.code ?? 'no answer', payment: await this.books.one(billNo) };
  }

  /** Sends what was late, and asks about what was not answered. */
  async goOn(): Promise<void> {
    for (const payment of await this.books.due(this.payDate())) {
      if (payment.status === 'reversing') await this.reverse(payment.bill_no);
      else await (payment.status === 'unsent' ? this.charge(payment) : this.confirm(payment.bill_no));
    }
  }

  private async note({ bill_no }: BillPayment, answered: Answered | undefined): Promise<void> {
    const { code, fields = {} } = answered ?? {};
    const said = { code, channelBillNo: fields['channel_bill_no'] };
    if (answered === undefined)
      await this.books.became(bill_no, 'unknown', said, this.inSeconds(confirmAfterSeconds));
    else await this.books.became(bill_no, code === '0' ? 'paid' : 'returned', said);
  }

  /** `YYYYMMDDHHMMSS` */
  private payDate(): string {
    return this.world.clock.now().slice(0, 19).replace(/\D/g, '');
  }

  private inSeconds(seconds: number): string {
    const later = new Date(Date.parse(this.world.clock.now()) + seconds * 1000 + 8 * 3_600_000);
    return later.toISOString().slice(0, 19).replace(/\D/g, '');
  }
}

/** The day after that of `YYYYMMDD…`, in the same form. */
const dayAfter = (digits: string): string => {
  const day = digits.replace(/^(....)(..)(..).*$/, '$1-$2-$3');
  return new Date(Date.parse(`${day}T24:00:00Z`)).toISOString().slice(0, 10).replaceAll('-', '');
};
