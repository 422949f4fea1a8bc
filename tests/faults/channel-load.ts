import { randomInt, randomUUID } from 'node:crypto';
import type { Credentials } from '@canbao/infra-local/keys';
import { waitFor } from '@canbao/runtime';
import type { Answered, Caller } from './caller';
import type { History } from './history';

const [month, amount, fen] = ['2022-05', '1000.00', 100_000] as const;
/** How long a payer looks at a screen; what comes later comes without them. */
const patienceMs = 15_000;

interface Identity {
  readonly idNumber: string;
  readonly name: string;
}
type Payer = Credentials['tokens']['payers'][number];
interface Way {
  readonly pay: (personId: string, payer: Payer) => Promise<void>;
  /** The only sign-in that has this way. */
  readonly signedInBy?: string;
}

/**
 * People who pay a month of pension through a channel: in a wallet, with a number in WeChat, at a bank's
 * counter, or by an order to their bank. Some close what they then pay, some take their money back.
 */
export class ChannelLoad {
  private readonly ways: readonly Way[] = [
    { pay: (personId, payer) => this.online(personId, payer) },
    { pay: (personId, payer) => this.online(personId, payer) },
    { pay: (personId, payer) => this.online(personId, payer) },
    { pay: (personId, payer) => this.bill(personId, payer), signedInBy: 'wechat' },
    { pay: (personId) => this.counter(personId) },
    { pay: (personId, payer) => this.debit(personId, payer) },
  ];
  private next = 0;

  constructor(
    private readonly credentials: Credentials,
    private readonly caller: Caller,
    private readonly history: History,
    private readonly random: () => number,
  ) {}

  /** Lets a payer pay for the person; which way, goes round. */
  async person(personId: string, identity: Identity): Promise<void> {
    const { payers } = this.credentials.tokens;
    const turn = this.next;
    this.next += 1;
    const way = this.ways[turn % this.ways.length];
    const able = payers.filter(({ channel }) => channel === (way?.signedInBy ?? channel));
    const payer = able[turn % able.length];
    if (payer === undefined || way === undefined) return;
    await this.post(payer.token, '/v1/payers/me/beneficiaries', identity);
    await way.pay(personId, payer);
  }

  private async online(personId: string, payer: Payer): Promise<void> {
    const { token, channel } = payer;
    const quoteToken = await this.quote(token, personId);
    const order = { quoteToken, channel };
    const orderId = String((await this.post(token, '/v1/orders', order, true))['orderId']);
    this.tries(channel, personId);
    const isOpen = await this.until(token, `/v1/orders/${orderId}`, ({ status }) => status === 'open');
    const fate = this.random();
    // Nobody knows yet whether it can be paid, or the payer has thought better of it.
    if (!isOpen || fate < 0.1) return;
    const number = orderId.replaceAll('-', '');
    if (fate < 0.25) {
      await this.post(token, `/v1/orders/${orderId}/close`, {});
      await this.outside('PUT', '/faults', {
        counterpart: channel,
        mode: 'success-after-close',
        times: 1,
        order: number,
      });
    }
    await (channel === 'wechat'
      ? this.outside('POST', `/wechat/orders/${number}/payment`, {})
      : this.outside('POST', '/alipay/pay', { number }));
    const isPaid = await this.until(token, `/v1/orders/${orderId}`, ({ status }) => status === 'paid');
    if (isPaid && fate > 0.6) await this.takeBack(orderId, token);
  }

  /** Applied for by the payer, and reviewed twice. */
  private async takeBack(orderId: string, token: string): Promise<void> {
    const application = { orderId, months: [month], reason: 'error' };
    const { refundId } = await this.post(token, '/v1/refunds', application);
    for (const reviewer of [this.credentials.tokens.operator, this.credentials.tokens.hrss])
      await this.post(reviewer, `/v1/refunds/${String(refundId)}/approval`, {});
  }

  /** A user who is told nothing tries again, and has then paid twice. */
  private async bill(personId: string, { token }: Payer): Promise<void> {
    const quoteToken = await this.quote(token, personId);
    const { paymentNumber } = await this.post(token, '/v1/payment-numbers', { quoteToken }, true);
    this.tries('wechat-bills', personId);
    await this.outside('POST', '/wechat-bills/pay', { billKey: paymentNumber, fen });
  }

  /** The bank signs what it sends; some money is taken back on its day. */
  private async counter(personId: string): Promise<void> {
    const bank = this.random() < 0.5 ? 'ccb' : 'icbc';
    const quoteToken = await this.quote(this.credentials.tokens.banks[bank] ?? '', personId);
    const transactionNo = `${bank}-${randomUUID()}`;
    this.tries(bank, personId);
    await this.outside('POST', `/banks/${bank}/collections`, {
      quoteToken,
      amount,
      method: 'card',
      transactionNo,
    });
    if (this.random() < 0.3)
      await this.outside('POST', `/banks/${bank}/collections/${transactionNo}/reversal`, {});
  }

  /** Their bank proves the agreement; then two operators have the month debited. */
  private async debit(personId: string, { token }: Payer): Promise<void> {
    await this.quote(token, personId);
    // From its proof on, any run may debit the month, whoever opens it.
    this.tries('batch-debit', personId);
    const accountNumber = `6217${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
    const terms = { personId, bank: 'ccb', insurances: ['pension'], accountNumber, accountName: '测试甲' };
    const { agreementId } = await this.post(token, '/v1/debit-agreements', terms, true);
    const path = `/v1/debit-agreements/${String(agreementId)}`;
    if (!(await this.until(token, path, ({ status }) => status === 'verified'))) return;
    const { operator, secondOperator } = this.credentials.tokens;
    const { proposalId } = await this.post(operator, '/v1/debit-runs', { reason: '故障演练' });
    await this.post(secondOperator, `/v1/operations/payment/proposals/${String(proposalId)}/approval`, {});
  }

  private tries(channel: string, personId: string): void {
    this.history.attempts.push({ channel, personId, month, total: amount });
  }

  private async quote(token: string, personId: string): Promise<string> {
    const asked = { personId, insurance: 'pension', months: [month], base: '5000.00' };
    return String((await this.post(token, '/v1/quotes', asked, true))['token']);
  }

  private post(token: string, path: string, body: object, retriesRefusal = false): Promise<Answered> {
    return this.caller.insist({ token, method: 'POST', path, body, retriesRefusal });
  }

  /** What people do at a counterpart: what it refuses has happened, or cannot. */
  private async outside(method: string, path: string, body: object): Promise<void> {
    const asked = { method, path: `/sandbox/channels${path}`, body };
    await waitFor(
      async () => {
        const { status } = await this.caller.once(asked);
        return this.caller.isOver || (status >= 200 && status < 500) ? true : undefined;
      },
      { timeoutMs: 60_000, everyMs: 300 },
    );
  }

  private async until(token: string, path: string, is: (found: Answered) => boolean): Promise<boolean> {
    const found = await waitFor(
      async () => {
        const { status, text } = await this.caller.once({ token, method: 'GET', path });
        return status === 200 && is(JSON.parse(text) as Answered) ? true : undefined;
      },
      { timeoutMs: patienceMs, everyMs: 300 },
    );
    return found === true;
  }
}
