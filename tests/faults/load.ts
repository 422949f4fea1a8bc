import { randomUUID } from 'node:crypto';
import type { Credentials } from '@canbao/infra-local/keys';
import { pause } from '@canbao/runtime';
import { checkDigitOf } from '@canbao/vocabulary';
import { Caller, type Answered } from './caller';
import { ChannelLoad } from './channel-load';
import type { History } from './history';
import { randomOf } from './schedule';

/** A number with a right check digit for each serial number; none is stored in the repository. */
const identityNumber = (serial: number): string => {
  const year = `19${60 + (Math.floor(serial / 8_000) % 39)}`;
  const month = `0${1 + (Math.floor(serial / 900) % 9)}`;
  const day = `1${Math.floor(serial / 9_000) % 10}`;
  const body = `370102${year}${month}${day}${100 + (serial % 900)}`;
  return body + checkDigitOf(body);
};

/** Clients that behave like tellers: they repeat a call with the same key until there is an answer. */
export class Load {
  readonly history: History;
  private readonly caller: Caller;
  private readonly channels: ChannelLoad;
  private ending = false;
  private serial = 0;
  private readonly random: () => number;
  private readonly work: Promise<void>[];

  constructor(
    private readonly credentials: Credentials,
    /** What tellers' clocks show. */
    private readonly now: () => string,
    seed: number,
    clients: number,
  ) {
    this.random = randomOf(seed ^ 0x5eed);
    this.caller = new Caller(credentials.baseUrl);
    const { answers } = this.caller;
    this.history = { acknowledged: [], expected: [], attempts: [], sent: new Set(), faults: [], answers };
    this.channels = new ChannelLoad(credentials, this.caller, this.history, this.random);
    this.work = Array.from({ length: clients }, () => this.client());
  }

  /** Begins nothing new; what has begun is finished within the time. */
  async end(withinMs: number): Promise<void> {
    this.ending = true;
    this.caller.endAt(Date.now() + withinMs);
    await Promise.all(this.work);
  }

  private async client(): Promise<void> {
    while (!this.ending) {
      await this.person().catch((error: unknown) => {
        this.history.faults.push(String(error instanceof Error ? error.message : error));
      });
      await pause(50 + this.random() * 150);
    }
  }

  /** Registered and enrolled, and then paid for at the tax desk's counter, or through another channel. */
  private async person(): Promise<void> {
    const { hrss, medicalBureau } = this.credentials.tokens;
    this.serial += 1;
    const identity = { idNumber: identityNumber(this.serial), name: '测试甲' };
    const { personId } = await this.insist(hrss, 'POST', '/persons', identity);
    const isAtCounter = this.random() < 0.5;
    await Promise.all([
      this.insist(hrss, 'PUT', `/persons/${personId}/enrolments/pension`, {
        district: '370102',
        from: '2020-01-01',
      }),
      ...(isAtCounter
        ? [
            this.insist(medicalBureau, 'PUT', `/persons/${personId}/enrolments/medical`, {
              district: '370102',
              scheme: 'pooled',
              from: '2020-01-01',
            }),
          ]
        : []),
    ]);
    await (isAtCounter
      ? Promise.all([this.pension(String(personId)), this.medical(String(personId))])
      : this.channels.person(String(personId), identity));
  }

  private async pension(personId: string): Promise<void> {
    const token = await this.quote(personId, {
      insurance: 'pension',
      months: ['2022-04', '2022-05'],
      base: '3746.00',
    });
    await this.collect(personId, token, '1498.40');
    for (const month of ['2022-04', '2022-05'])
      this.history.expected.push({ bureau: 'hrss', personId, month, total: '749.20' });
  }

  /** In one payment, or item by item at two windows. */
  private async medical(personId: string): Promise<void> {
    const split = this.random() < 0.3;
    const token = await this.quote(personId, { insurance: 'medical', months: ['2022-05'] });
    await this.collect(
      personId,
      token,
      split ? '187.30' : '205.30',
      split ? { items: ['pooled-unit', 'pooled-personal'] } : {},
    );
    if (split)
      await this.collect(
        personId,
        await this.quote(personId, { insurance: 'medical', months: ['2022-05'], items: ['mutual-aid'] }),
        '18.00',
      );
    this.history.expected.push({ bureau: 'medical', personId, month: '2022-05', total: '205.30' });
  }

  private async quote(personId: string, body: object): Promise<string> {
    return String(
      (await this.insist(this.credentials.tokens.taxDesk, 'POST', '/quotes', { personId, ...body }, true))
        .token,
    );
  }

  private async collect(
    personId: string,
    quoteToken: string,
    amount: string,
    more: object = {},
  ): Promise<void> {
    const channelTransactionNo = `F${randomUUID()}`;
    this.history.sent.add(channelTransactionNo);
    const paidAt = this.now();
    const send = (key?: string) =>
      this.insist(
        this.credentials.tokens.taxDesk,
        'POST',
        '/collections',
        { quoteToken, channelTransactionNo, amount, paidAt, method: 'cash', ...more },
        false,
        key,
      );
    const key = randomUUID();
    const twice = this.random();
    // An impatient teller clicks twice; another retries later under a new key. Neither may pay twice.
    const answers = await Promise.all(twice < 0.15 ? [send(key), send(key)] : [send(key)]);
    if (twice > 0.85) answers.push(await send());
    const [first] = answers;
    if (
      first === undefined ||
      answers.some(({ orderId, receiptNo }) => orderId !== first.orderId || receiptNo !== first.receiptNo)
    )
      this.history.faults.push(
        `${channelTransactionNo} got two different answers: ${JSON.stringify(answers)}`,
      );
    this.history.acknowledged.push({
      personId,
      channelTransactionNo,
      amount,
      orderId: String(first?.orderId),
      receiptNo: String(first?.receiptNo),
      status: String(first?.status),
    });
  }

  private insist(
    token: string,
    method: string,
    path: string,
    body: object,
    retriesRefusal = false,
    key: string = randomUUID(),
  ): Promise<Answered> {
    return this.caller.insist({ token, method, path: `/v1${path}`, body, retriesRefusal, key });
  }
}
