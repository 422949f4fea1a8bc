import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { waitFor } from '@canbao/runtime';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { pythonWith } from './python-oracle';
import { wechatSide, type Arrived, type WeChatSide } from './wechat-side';

// Two public clients, which nobody here wrote, are merchants at our stand-in for WeChat Pay, and read what it
// and our adapter sign. They keep the machine's time, so the sandbox does, too.

const python = pythonWith('wechatpayv3==2.0.4');
const dayMs = 86_400_000;
const shanghai = (milliseconds: number): string =>
  new Date(milliseconds + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

let side: WeChatSide;
const number = () => randomUUID().replaceAll('-', '');
const at = '/sandbox/channels/wechat';
const pay = (order: string) => side.sandbox.ask('POST', `${at}/orders/${order}/payment`, {});
/** The day before yesterday had an order, so its bill is there at every hour. */
const billDay = shanghai(Date.now() - 2 * dayMs).slice(0, 10);
let billed: string;

beforeAll(async () => {
  side = await wechatSide();
  await side.sandbox.world.clock.set(`${billDay}T12:00:00.000+08:00`);
  billed = number();
  await side.channel.place({
    orderNo: billed,
    description: '社会保险费',
    total: yuan('380.00'),
    payBy: instant(shanghai(Date.now() + dayMs)),
    payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  });
  await pay(billed);
  await side.sandbox.world.clock.set(null);
  await waitFor(async () => side.arrived.length > 0 || undefined, { timeoutMs: 10_000 });
});
afterAll(() => side.stop());
beforeEach(() => {
  side.arrived.length = 0;
});

const contentOf = (order: string) => ({
  appid: side.setting['appid'],
  mchid: side.setting['mchid'],
  description: '社会保险费 2022-05',
  out_trade_no: order,
  notify_url: side.setting['notifyUrl'],
  amount: { total: 38_000, currency: 'CNY' },
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
});
/** The notice of the order's payment: those of earlier ones may come in between. */
const arrived = async (order: string): Promise<Arrived> => {
  const isOfOrder = ({ body }: Arrived): boolean => {
    const { event_type: type, resource } = JSON.parse(body.toString());
    return type === 'TRANSACTION.SUCCESS' && opened(resource).out_trade_no === order;
  };
  const seen = await waitFor(async () => side.arrived.find(isOfOrder), { timeoutMs: 10_000 });
  if (seen === undefined) throw new Error('no notice');
  return seen;
};

/** What the library of the other side reads in a notice. */
const opened = ({ ciphertext, nonce, associated_data: aad }: any): any =>
  JSON.parse(Aes.AesGcm.decrypt(ciphertext, side.keys.apiV3Key, nonce, aad));

describe('wechatpay-axios-plugin (npm) as the merchant', () => {
  const client = () =>
    new Wechatpay({
      mchid: side.setting['mchid'],
      serial: side.keys.merchant.serial,
      privateKey: side.keys.merchant.privateKey,
      certs: {
        [side.keys.publicKey.id]: side.keys.publicKey.publicKey,
        [side.keys.certificate.id]: side.keys.certificate.certificate,
      },
      baseURL: `${side.sandbox.url}/channels/wechat/`,
      proxy: false,
      headers: { 'Wechatpay-Serial': side.keys.publicKey.id },
    }) as any;

  it('orders, queries by both numbers, refunds and queries the refund, and believes every answer', async () => {
    const [order, refund] = [number(), number()];
    const { v3 } = client();
    const { data: first } = await v3.pay.transactions.jsapi.post(contentOf(order));
    const { data: second } = await v3.pay.transactions.jsapi.post(contentOf(order));
    expect(second).toEqual(first);
    await pay(order);
    const params = { mchid: side.setting['mchid'] };
    const { data: paid } = await v3.pay.transactions.outTradeNo[order].get({ params });
    expect(paid).toMatchObject({ out_trade_no: order, trade_state: 'SUCCESS', amount: { total: 38_000 } });
    const { data: same } = await v3.pay.transactions.id[paid.transaction_id].get({ params });
    expect(same).toEqual(paid);
    const { data: back } = await v3.refund.domestic.refunds.post({
      transaction_id: paid.transaction_id,
      out_refund_no: refund,
      amount: { refund: 8000, total: 38_000, currency: 'CNY' },
    });
    expect(back).toMatchObject({ status: 'PROCESSING', channel: 'ORIGINAL' });
    const { data: seen } = await v3.refund.domestic.refunds[refund].get();
    expect(seen).toMatchObject({ out_refund_no: refund, amount: { refund: 8000 } });
  });
  it('closes an order, and is told that a paid one cannot be', async () => {
    const [open, paid] = [number(), number()];
    const { v3 } = client();
    for (const order of [open, paid]) await v3.pay.transactions.jsapi.post(contentOf(order));
    await pay(paid);
    const body = { mchid: side.setting['mchid'] };
    expect((await v3.pay.transactions.outTradeNo[open].close.post(body)).status).toBe(204);
    await expect(v3.pay.transactions.outTradeNo[paid].close.post(body)).rejects.toMatchObject({
      response: { status: 400, data: { code: 'ORDERPAID' } },
    });
  });
  it('believes answers under the certificate as well', async () => {
    const { data } = await client().v3.certificates.get({
      headers: { 'Wechatpay-Serial': side.keys.certificate.id },
    });
    const { nonce, ciphertext, associated_data: aad } = data.data[0].encrypt_certificate;
    expect(Aes.AesGcm.decrypt(ciphertext, side.keys.apiV3Key, nonce, aad)).toBe(
      side.keys.certificate.certificate,
    );
  });
  it.each(['ALL', 'SUCCESS', 'REFUND'])(
    'reads the trade bill of type %s, and its hash holds',
    async (type) => {
      const { v3 } = client();
      const params = { bill_date: billDay, bill_type: type, tar_type: 'GZIP' };
      const { data } = await v3.bill.tradebill.get({ params });
      const token = new URL(data.download_url).searchParams.get('token');
      const file = await v3.billdownload.file.get({ params: { token }, responseType: 'arraybuffer' });
      const plain = gunzipSync(file.data);
      expect(createHash('sha1').update(plain).digest('hex')).toBe(data.hash_value);
      const { rows, summary } = Formatter.castCsvBill(plain) as any;
      expect(rows.map((row: any) => row.商户订单号)).toEqual(type === 'REFUND' ? [] : [billed]);
      expect(summary.总交易单数).toBe(type === 'REFUND' ? '0' : '1');
    },
  );
  it('verifies and opens a notice of our stand-in', async () => {
    const order = number();
    await client().v3.pay.transactions.jsapi.post(contentOf(order));
    await pay(order);
    const { headers, body } = await arrived(order);
    const signed = Formatter.response(
      headers['wechatpay-timestamp'] ?? '',
      headers['wechatpay-nonce'] ?? '',
      body.toString(),
    );
    const key = Rsa.from(side.keys.publicKey.publicKey, 'public');
    expect(Rsa.verify(signed, headers['wechatpay-signature'] ?? '', key)).toBe(true);
    const content = opened(JSON.parse(body.toString()).resource);
    expect(content).toMatchObject({ out_trade_no: order, trade_state: 'SUCCESS' });
    expect(Object.keys(content)).toEqual(Object.keys(content).toSorted());
  });
  it('is refused with another key than the merchant has', async () => {
    const stranger = new Wechatpay({
      mchid: side.setting['mchid'],
      serial: side.keys.merchant.serial,
      privateKey: side.keys.publicKey.privateKey,
      certs: { [side.keys.publicKey.id]: side.keys.publicKey.publicKey },
      baseURL: `${side.sandbox.url}/channels/wechat/`,
      proxy: false,
    }) as any;
    await expect(stranger.v3.pay.transactions.jsapi.post(contentOf(number()))).rejects.toMatchObject({
      response: { status: 401, data: { code: 'SIGN_ERROR' } },
    });
  });
});

/** Reads one JSON document: keys, then calls and messages; prints the answers and what the messages hold. */
const program = `
import json, sys
from wechatpayv3 import WeChatPay, WeChatPayType
import wechatpayv3.core as core
given = json.load(sys.stdin)
start = core.Core.__init__
def elsewhere(self, *args, **named):
  request = core.Core.request
  def there(self, *a, **n):
    self._gate_way = given["gateway"]
    return request(self, *a, **n)
  core.Core.request = there
  try:
    start(self, *args, **named)
  finally:
    core.Core.request = request
  self._gate_way = given["gateway"]
core.Core.__init__ = elsewhere
pay = WeChatPay(wechatpay_type=WeChatPayType.JSAPI, mchid=given["mchid"], appid=given["appid"],
  private_key=given["privateKey"], cert_serial_no=given["serial"], apiv3_key=given["apiV3Key"],
  notify_url=given["notifyUrl"], public_key=given["publicKey"], public_key_id=given["publicKeyId"])
def plain(answer):
  code, body = answer
  return [code, body if isinstance(body, str) else body.hex()]
answers = [plain(getattr(pay, name)(**named)) for name, named in given["calls"]]
opened = [pay.callback(headers=m["headers"], body=m["body"]) for m in given["messages"]]
print(json.dumps({"answers": answers, "opened": opened}))
`;

describe('wechatpayv3 (PyPI) as the merchant', () => {
  const when = python.reason === undefined ? it : it.skip;
  const because = python.reason === undefined ? '' : ` (skipped: ${python.reason})`;
  const run = async (
    calls: readonly (readonly [string, object])[],
    messages: readonly object[] = [],
    byCertificate = false,
  ) => {
    const child = spawn(python.python ?? '', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { merchant, publicKey, apiV3Key } = side.keys;
    const keys = byCertificate
      ? { publicKey: null, publicKeyId: null }
      : { publicKey: publicKey.publicKey, publicKeyId: publicKey.id };
    const { mchid, appid, notifyUrl } = side.setting;
    const gateway = `${side.sandbox.url}/channels/wechat`;
    const { serial, privateKey } = merchant;
    const own = { mchid, appid, notifyUrl, gateway, serial, privateKey, apiV3Key, ...keys };
    child.stdin.end(JSON.stringify({ ...own, calls, messages }));
    const printed = await text(child.stdout);
    if (child.exitCode === null) await once(child, 'exit');
    const { answers, opened } = JSON.parse(printed);
    return { answers: answers as [number, string][], opened: opened as any[] };
  };
  const orderCall = (order: string) =>
    [
      'pay',
      {
        description: '社会保险费 2022-05',
        out_trade_no: order,
        amount: { total: 38_000, currency: 'CNY' },
        payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
      },
    ] as const;
  const bodies = (answers: readonly [number, string][]): any[] =>
    answers.map(([, body]) => (body === '' ? undefined : JSON.parse(body)));

  when(`orders, queries, closes and refunds with JSON of its own style${because}`, async () => {
    const [order, other, refund] = [number(), number(), number()];
    const { answers } = await run([orderCall(order), orderCall(order), orderCall(other)]);
    expect(answers.map(([status]) => status)).toEqual([200, 200, 200]);
    expect(bodies(answers)[0]).toEqual(bodies(answers)[1]);
    await pay(order);
    const amount = { refund: 8000, total: 38_000, currency: 'CNY' };
    const after = await run([
      ['query', { out_trade_no: order }],
      ['close', { out_trade_no: other }],
      ['refund', { out_trade_no: order, out_refund_no: refund, amount, reason: '重复缴费' }],
      ['query_refund', { out_refund_no: refund }],
    ]);
    expect(after.answers.map(([status]) => status)).toEqual([200, 204, 200, 200]);
    const [paid, , back, seen] = bodies(after.answers);
    expect(paid).toMatchObject({ out_trade_no: order, trade_state: 'SUCCESS' });
    expect(back).toMatchObject({ status: 'PROCESSING' });
    expect(seen).toMatchObject({ out_refund_no: refund });
    expect(await side.channel.query(order)).toMatchObject({ status: 'paid', amount: '380.00' });
  });
  when(`fetches a bill whose hash holds${because}`, async () => {
    const { answers } = await run([['trade_bill', { bill_date: billDay }]]);
    const [{ download_url: url, hash_value: hash }] = bodies(answers);
    const fetched = await run([['download_bill', { url }]]);
    const plain = gunzipSync(Buffer.from(fetched.answers[0]?.[1] ?? '', 'hex'));
    expect(createHash('sha1').update(plain).digest('hex')).toBe(hash);
    expect(plain.toString()).toContain(billed);
  });
  when(`works with certificates alone, as before there was a public key${because}`, async () => {
    const order = number();
    const { answers } = await run([orderCall(order)], [], true);
    expect(answers).toMatchObject([[200, expect.stringContaining('prepay_id')]]);
  });
  when(`verifies and opens a notice of our stand-in, and no changed one${because}`, async () => {
    const order = number();
    await run([orderCall(order)]);
    await pay(order);
    const message = await arrived(order);
    const headers = Object.fromEntries(
      Object.entries(message.headers).filter(([name]) => name.startsWith('wechatpay-')),
    );
    const body = message.body.toString();
    const { opened: notices } = await run(
      [],
      [
        { headers, body },
        { headers, body: `${body} ` },
      ],
    );
    expect(notices[0]).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource: { out_trade_no: order, amount: { total: 38_000 } },
    });
    expect(notices[1]).toBeNull();
  });
});
