import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { World } from '../counterpart';
import { PlatformWatch } from '../platform-watch';
import type { Refund, Trade } from './books';
import { wallTime, yuanOf } from './money';
import { joined, type AlipayKeys } from './secrets';

/** Seconds between deliveries: three at once, then 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h. */
const usual = [1, 1, 1, 240, 600, 600, 3600, 7200, 21_600, 54_000];
const answerTimeoutMs = 5000;
const lateSeconds = 5 * 3600;

interface Due {
  readonly notify_id: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly notify_url: string;
  readonly attempts: number;
}

/** Messages to the merchant: each under one number, again and again until `success` comes back. */
export class AlipayNotices {
  /** Seconds to wait after each delivery; whoever tests sets it. */
  schedule: readonly number[] = usual;
  /** What is told once the platform has restarted. */
  private readonly held: (readonly [Trade, Record<string, string>])[] = [];
  private readonly watch: PlatformWatch;

  constructor(
    private readonly world: World,
    private readonly keys: AlipayKeys,
  ) {
    this.watch = new PlatformWatch(world.platformUrl);
  }

  async paid(trade: Trade): Promise<void> {
    const { faults } = this.world;
    const parameters = { ...this.common(trade), gmt_payment: trade.paid_at ?? '' };
    const order = trade.out_trade_no;
    const fault = faults.next('alipay', order, 'notify-never', 'notify-late', 'notify-after-restart');
    if (fault === 'notify-never') return;
    if (fault === 'notify-after-restart') return void this.held.push([trade, parameters]);
    await this.add(trade, parameters, fault === 'notify-late' ? lateSeconds : 0);
    if (faults.next('alipay', order, 'notify-out-of-order') !== undefined)
      await this.add(trade, { ...this.common(trade), trade_status: 'WAIT_BUYER_PAY' }, 0);
    await this.deliver();
  }

  /** `refund_fee` is what has gone back in all; `out_biz_no` names the refund that this tells of. */
  async refunded(trade: Trade, refund: Refund): Promise<void> {
    const parameters = {
      ...this.common(trade),
      gmt_payment: trade.paid_at ?? '',
      gmt_refund: `${refund.refunded_at}.000`,
      out_biz_no: refund.out_request_no,
      refund_fee: yuanOf(trade.refunded),
    };
    await this.add(trade, parameters, 0);
    void this.deliver();
  }

  /** Somebody else's: it says that the order is paid, and is signed with a key that is nobody's. */
  forged(trade: Trade): Promise<string> {
    const parameters = {
      ...this.common(trade),
      trade_status: 'TRADE_SUCCESS',
      gmt_payment: trade.created_at,
    };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const text = joined(parameters, ['sign', 'sign_type']);
    const signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64');
    return this.post(trade.notify_url ?? '', { ...parameters, notify_id: 'f0f0', sign: signature });
  }

  /** Sends what is due. */
  async deliver(): Promise<void> {
    if (this.held.length > 0 && (await this.watch.hasRestarted()))
      for (const [trade, parameters] of this.held.splice(0)) await this.add(trade, parameters, 0);
    const { rows } = await this.world.pool.query<Due>(
      `select notify_id, parameters, notify_url, attempts from sandbox.alipay_notice
       where next_at <= $1 order by next_at, notify_id limit 50`,
      [wallTime(this.world.clock.now())],
    );
    await Promise.all(rows.map((due) => this.attempt(due)));
  }

  private async attempt(due: Due): Promise<void> {
    const wait = this.schedule[due.attempts];
    const claimed = await this.world.pool.query(
      `update sandbox.alipay_notice set attempts = attempts + 1, next_at = $3
       where notify_id = $1 and attempts = $2 and next_at is not null`,
      [due.notify_id, due.attempts, wait === undefined ? null : this.after(wait)],
    );
    if (claimed.rowCount === 0) return;
    const order = due.parameters['out_trade_no'] ?? '';
    const first = await this.post(due.notify_url, this.signed(due.parameters, order));
    const isTwice = this.world.faults.next('alipay', order, 'notify-twice') !== undefined;
    const answer = isTwice ? await this.post(due.notify_url, this.signed(due.parameters, order)) : first;
    await this.world.pool.query(
      `update sandbox.alipay_notice
       set answer = $2, next_at = case when $2 = 'success' then null else next_at end
       where notify_id = $1`,
      [due.notify_id, answer],
    );
  }

  /** Made anew for each delivery: what goes wrong in one need not in the next. */
  private signed(parameters: Due['parameters'], order: string): Record<string, string> {
    const { faults } = this.world;
    const fault = faults.next('alipay', order, 'other-payee', 'other-order', 'unknown-status');
    const changed = { ...parameters, ...(fault === undefined ? {} : changes[fault](parameters)) };
    const text = joined(changed, ['sign', 'sign_type']);
    const which = faults.next('alipay', order, 'mixed-keys') === undefined ? 0 : 1;
    const isForged = faults.next('alipay', order, 'notify-forged') !== undefined;
    if (faults.next('alipay', order, 'headers-stripped') !== undefined) return changed;
    return { ...changed, sign: this.keys.sign(isForged ? `${text}&` : text, which) };
  }

  private common(trade: Trade): Record<string, string> {
    const { appId, sellerId } = this.keys;
    const total = yuanOf(trade.paid ?? trade.total);
    return {
      app_id: appId,
      auth_app_id: appId,
      buyer_id: trade.buyer,
      buyer_pay_amount: total,
      charset: 'utf-8',
      fund_bill_list: JSON.stringify([{ amount: total, fundChannel: 'ALIPAYACCOUNT' }]),
      gmt_create: trade.created_at,
      invoice_amount: total,
      notify_time: wallTime(this.world.clock.now()),
      notify_type: 'trade_status_sync',
      out_trade_no: trade.out_trade_no,
      point_amount: '0.00',
      receipt_amount: total,
      seller_id: sellerId,
      sign_type: 'RSA2',
      subject: trade.subject,
      total_amount: total,
      trade_no: trade.trade_no,
      trade_status: trade.status,
      version: '1.0',
    };
  }

  private async add(trade: Trade, parameters: Record<string, string>, inSeconds: number): Promise<void> {
    if (trade.notify_url === null) return;
    const facts = [parameters['trade_status'], parameters['gmt_refund'], parameters['out_biz_no']].join(' ');
    const notify_id = createHash('md5').update(`${trade.trade_no} ${facts}`).digest('hex');
    await this.world.pool.query(
      `insert into sandbox.alipay_notice (notify_id, trade_no, parameters, notify_url, next_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [
        notify_id,
        trade.trade_no,
        JSON.stringify({ ...parameters, notify_id }),
        trade.notify_url,
        this.after(inSeconds),
      ],
    );
  }

  private after(seconds: number): string {
    const later = Date.parse(this.world.clock.now()) + seconds * 1000 + 8 * 3_600_000;
    return wallTime(new Date(later).toISOString());
  }

  private async post(url: string, parameters: Record<string, string>): Promise<string> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          'user-agent': 'Mozilla/4.0',
        },
        body: new URLSearchParams(parameters).toString(),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      return (await response.text()).slice(0, 200);
    } catch (error) {
      return `no answer: ${String(error).slice(0, 100)}`;
    }
  }
}

const changes = {
  'other-payee': () => ({ seller_id: '2088000000000000' }),
  'other-order': ({ out_trade_no: number = '' }: Due['parameters']) => ({ out_trade_no: `${number}0` }),
  'unknown-status': () => ({ trade_status: 'TRADE_PENDING' }),
} as const;
