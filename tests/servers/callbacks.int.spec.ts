import { createCipheriv, randomBytes, randomUUID, sign } from 'node:crypto';
import { instant, type Clock } from '@canbao/calendar';
import { Alipay, AlipaySettings, WeChatPay, WeChatPaySettings } from '@canbao/channels';
import type { QuoteClaims } from '@canbao/contracts';
import type { ChannelOrder, ChannelState, OnlineChannel } from '@canbao/domain-payment';
import { alipayKeys, alipaySetting } from '@canbao/infra-local/alipay-keys';
import { weChatKeys, weChatSetting } from '@canbao/infra-local/wechat-keys';
import { yuan } from '@canbao/money';
import { registered, type Registered } from '@canbao/test-servers/registered';
import {
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { Channels } from '@canbao/payment/channels';
import { payment } from '@canbao/payment/service';

/** `CALLBACKS=100000` is the long form. */
const callbacks = Number(process.env['CALLBACKS'] ?? '1200');
const orders = Math.max(20, Math.round(callbacks / 50));
const atOnce = 32;
const names = ['wechat', 'alipay'] as const;
type Name = (typeof names)[number];

const inMs = (ms: number): string =>
  new Date(Date.now() + ms + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
const clock: Clock = { now: () => instant(inMs(0)) };

/** Numbers that a seed decides (Lehmer). */
const seeded =
  (seed: number) =>
  (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };

const addresses = { host: 'http://127.0.0.1:9', notifyUrl: 'http://127.0.0.1:9/n' };
const weChat = weChatKeys();
const ali = alipayKeys();
const stranger = weChatKeys();
const readers: Readonly<Record<Name, Pick<OnlineChannel, 'read'>>> = {
  wechat: new WeChatPay(WeChatPaySettings.parse(JSON.parse(weChatSetting(weChat, addresses))), clock),
  alipay: new Alipay(
    AlipaySettings.parse(
      JSON.parse(alipaySetting(ali, { gateway: addresses.host, notifyUrl: addresses.notifyUrl })),
    ),
    clock,
  ),
};

/** What the channel itself knows: the oracle of this test. */
class Book {
  readonly orders = new Map<string, ChannelState>();
  /** Fen that really came in. */
  fen = 0n;

  constructor(private readonly reader: Pick<OnlineChannel, 'read'>) {}

  channel(): OnlineChannel {
    const stateOf = async (orderNo: string) => this.orders.get(orderNo) ?? ({ status: 'not-found' } as const);
    const channel = {
      place: async ({ orderNo }: ChannelOrder) => {
        this.orders.set(orderNo, this.orders.get(orderNo) ?? { status: 'not-paid' });
        return { outcome: 'placed', parameters: { prepay: orderNo } };
      },
      query: stateOf,
      close: stateOf,
      read: this.reader.read.bind(this.reader),
    };
    return channel as unknown as OnlineChannel;
  }

  pay(orderNo: string, amount: string): void {
    if (this.orders.get(orderNo)?.status === 'paid') return;
    const paid = { orderNo, transactionNo: randomUUID(), amount: yuan(amount), paidAt: instant(inMs(-1000)) };
    this.orders.set(orderNo, { status: 'paid', ...paid });
    this.fen += BigInt(amount.replace('.', ''));
  }
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const weChatMessage = (orderNo: string, noticeId: string, total: number, keys = weChat): Message => {
  const nonce = randomBytes(6).toString('hex');
  const content = {
    mchid: '1900000109',
    appid: 'wxcanbao0sandbox1',
    out_trade_no: orderNo,
    transaction_id: '4200000000000000000000000001',
    trade_type: 'JSAPI',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    success_time: inMs(0).replace(/\.\d+/, ''),
    payer: { openid: 'payer-1' },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  };
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keys.apiV3Key), nonce);
  cipher.setAAD(Buffer.from('transaction'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()]);
  const body = JSON.stringify({
    id: noticeId,
    create_time: content.success_time,
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: sealed.toString('base64'),
      associated_data: 'transaction',
      nonce,
    },
  });
  const seconds = String(Math.floor(Date.now() / 1000));
  const text = `${seconds}\n${nonce}\n${body}\n`;
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': seconds,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': weChat.publicKey.id,
      'wechatpay-signature': sign('RSA-SHA256', Buffer.from(text), keys.publicKey.privateKey).toString(
        'base64',
      ),
    },
  };
};

const aliMessage = (
  orderNo: string,
  noticeId: string,
  total: number,
  privateKey = ali.alipay[0].privateKey,
): Message => {
  const at = inMs(0).slice(0, 19).replace('T', ' ');
  const fields: Record<string, string> = {
    notify_time: at,
    notify_type: 'trade_status_sync',
    notify_id: noticeId,
    app_id: ali.appId,
    seller_id: ali.sellerId,
    charset: 'utf-8',
    version: '1.0',
    trade_no: '2022051800000000000001',
    out_trade_no: orderNo,
    trade_status: 'TRADE_SUCCESS',
    total_amount: (total / 100).toFixed(2),
    gmt_payment: at,
  };
  const text = Object.keys(fields)
    .toSorted()
    .map((key) => `${key}=${fields[key]}`)
    .join('&');
  const signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64');
  const body = new URLSearchParams({ ...fields, sign_type: 'RSA2', sign: signature }).toString();
  return { body, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } };
};

interface Placed {
  readonly name: Name;
  readonly orderNo: string;
  readonly fate: number;
}
interface Job {
  readonly index: number;
  readonly order: Placed;
  readonly isForged: boolean;
  readonly message: Message;
}
/** Messages are signed before the clock runs: signing takes longer than what is measured. */
const signedAtOnce = 2000;

const jobOf = (index: number, placed: readonly Placed[], random: (below: number) => number): Job => {
  const order = placed[random(placed.length)];
  if (order === undefined) throw new Error('no order is placed');
  const { name, orderNo } = order;
  const kind = random(10);
  const isForged = kind < 2;
  const message = isForged
    ? forged(name, orderNo)
    : genuine(name, orderNo, `${orderNo}-${random(3)}`, kind === 2 ? 1 : 100_000);
  return { index, order, isForged, message };
};

const genuine = (name: Name, orderNo: string, noticeId: string, total: number): Message =>
  name === 'wechat' ? weChatMessage(orderNo, noticeId, total) : aliMessage(orderNo, noticeId, total);
const forged = (name: Name, orderNo: string): Message =>
  name === 'wechat'
    ? weChatMessage(orderNo, randomUUID(), 100_000, { ...weChat, publicKey: stranger.publicKey })
    : aliMessage(orderNo, randomUUID(), 100_000, stranger.merchant.privateKey);

describe(`${callbacks} callbacks of two channels, doubled, out of order, late, forged and mismatched`, () => {
  const keys = quoteKeys();
  const books = { wechat: new Book(readers.wechat), alipay: new Book(readers.alipay) };
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let registration: Registered;
  let service: TestService;
  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    const connect = () => new Channels({ wechat: books.wechat.channel(), alipay: books.alipay.channel() });
    service = await startForTest(payment(keys, connect), database.url);
  });
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await database.drop();
  });

  const payerOf = (channel: Name): TestRole => ({ payer: 'payer-1', channel });
  const opened = async (name: Name, personId: string): Promise<string> => {
    const month = inMs(0).slice(0, 7);
    const line = { item: 'pension', month, base: '5000.00', rate: '0.2', amount: '1000.00' };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      payerId: 'payer-1',
      lines: [line],
      total: '1000.00',
      issuedAt: inMs(-60_000),
      expiresAt: inMs(1_500_000),
      certificateHash: 'none',
    } as unknown as QuoteClaims;
    const { status, body } = await service.call(payerOf(name), 'POST', '/v1/orders', {
      quoteToken: await quoteToken(claims, keys),
      channel: name,
      payerReference: 'openid-1',
    });
    expect([status, body.code]).toEqual([201, undefined]);
    return body.orderId.replaceAll('-', '');
  };
  /** Transactions of this database that have written something or read, so far. */
  const commits = async (): Promise<number> => {
    const [{ n }] = await database.query(
      `select xact_commit::int as n from pg_stat_database where datname = current_database()`,
    );
    return n;
  };
  const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
    const queue = [...items];
    const worker = async (): Promise<void> => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };

  it('book every real fen once and believe nothing forged', async () => {
    const persons = Array.from({ length: orders }, () => randomUUID());
    await registration.persons('payer-1', persons);
    const random = seeded(13);
    const placed: Placed[] = [];
    await inParallel(persons, async (personId) => {
      const name = names[random(2)] ?? 'wechat';
      placed.push({ name, orderNo: await opened(name, personId), fate: random(10) });
    });

    let [accepted, believed] = [0, 0];
    const times: number[] = [];
    const send = async ({ isForged, message, ...job }: Job): Promise<void> => {
      // Of ten orders six are paid in full, one with another amount, three never; some only halfway through.
      const { name, orderNo, fate } = job.order;
      const paysNow = fate < 7 && (fate % 2 === 0 || job.index < callbacks / 2);
      if (paysNow) books[name].pay(orderNo, fate === 6 ? '999.00' : '1000.00');
      const began = performance.now();
      const answer = await fetch(`${service.url}/v1/channel-notifications/${name}`, {
        method: 'POST',
        headers: message.headers,
        body: message.body,
      });
      times.push(performance.now() - began);
      const said = await answer.text();
      const isTaken = answer.status < 300 && !said.includes('fail') && !said.includes('FAIL');
      if (isForged && isTaken) believed += 1;
      if (!isForged && isTaken) accepted += 1;
    };
    const before = await commits();
    for (let index = 0; index < callbacks; index += signedAtOnce) {
      const jobs = Array.from({ length: Math.min(signedAtOnce, callbacks - index) }, (_, more) =>
        jobOf(index + more, placed, random),
      );
      await inParallel(jobs, send);
    }
    const commitsEach = ((await commits()) - before) / callbacks;
    expect(believed).toBe(0);
    expect(accepted).toBeGreaterThan(callbacks / 2);

    for (const name of names) {
      const real = `${(books[name].fen / 100n).toString()}.00`;
      const balance = await eventually(
        async () => {
          const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
          expect(body.total).toBe('0.00');
          return (
            body.accounts.find(({ code }: { code: string }) => code === `1001.${name}`)?.balance ?? '0.00'
          );
        },
        (found) => found === real,
        60_000,
      );
      expect([name, balance]).toEqual([name, real]);
    }
    const paid = [...books.wechat.orders.values(), ...books.alipay.orders.values()].filter(
      ({ status }) => status === 'paid',
    ).length;
    const [{ receipts }] = await database.query(
      `select count(*)::int as receipts from payment.events
       where type in ('PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept')`,
    );
    expect(receipts).toBe(paid);
    times.sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
    process.stdout.write(
      `${callbacks} callbacks, ${orders} orders, ${paid} paid: acknowledged in ${p99.toFixed(0)} ms (p99), ` +
        `${(times.at(-1) ?? 0).toFixed(0)} ms (longest), ${commitsEach.toFixed(2)} transactions each; ` +
        `0 forged believed\n`,
    );
    // One for each and two more for what it leads to would be the way without sharing.
    expect(commitsEach).toBeLessThan(1);
    // WeChat waits five seconds.
    expect(times.at(-1)).toBeLessThan(5000);
  }, 1_800_000);
});
