import { privateDecrypt } from 'node:crypto';
import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { Rsa } from 'wechatpay-axios-plugin';
import { WeChatPay, WeChatPaySettings, type Trouble } from '../../src';
import { linesToSign } from '../../src/wechat-pay/signature';
import {
  appid,
  mchid,
  merchant,
  nextPlatform,
  now,
  orderNo,
  platform,
  refund,
  refundNo,
  seconds,
  settings,
  settingsWith,
  signedBy,
  transaction,
} from './merchant';
import { isSignedByMerchant, WeChatStandIn, type Reply } from './wechat-stand-in';

const [first, second] = [new WeChatStandIn(), new WeChatStandIn()];
const order = {
  orderNo,
  description: '灵活就业人员社会保险费 2022-05',
  total: yuan('749.20'),
  payBy: instant('2026-03-10T12:30:00.000+08:00'),
  payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
};
const back = {
  orderNo,
  refundNo,
  amount: yuan('749.20'),
  total: yuan('749.20'),
  reason: '退费',
};
let channel: WeChatPay;
let troubles: Trouble[];

beforeAll(async () => {
  await first.listen();
  await second.listen();
});
beforeEach(() => {
  first.reset();
  second.reset();
  troubles = [];
  channel = new WeChatPay(
    settings({ hosts: [first.url, second.url], timeoutMs: 1000 }),
    { now: () => now },
    (trouble) => troubles.push(trouble),
  );
});
afterEach(() => channel.disconnect());
afterAll(async () => {
  await first.close();
  await second.close();
});
const reply = (status: number, code: string, requestId?: string): Reply => ({
  status,
  body: { code, message: '说明' },
  ...(requestId === undefined ? {} : { requestId }),
});

describe('an order', () => {
  it('is placed in fen, to be closed when ours is, under a signature that others accept', async () => {
    first.replyTo = () => ({ body: { prepay_id: 'wx201410272009395522657a690389285100' } });
    const placed = await channel.place(order);
    expect(first.calls).toHaveLength(1);
    expect(first.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v3/pay/transactions/jsapi',
      body: {
        appid,
        mchid,
        out_trade_no: orderNo,
        description: order.description,
        time_expire: '2026-03-10T12:30:00+08:00',
        notify_url: 'https://pay.example.com/v1/channel-notifications/wechat',
        amount: { total: 74920, currency: 'CNY' },
        payer: { openid: order.payerReference },
      },
    });
    expect(first.calls.map(isSignedByMerchant)).toEqual([true]);
    expect(first.calls[0]?.headers['wechatpay-serial']).toBe(platform.id);
    expect(placed).toMatchObject({ outcome: 'placed', parameters: { signType: 'RSA', appId: appid } });
  });
  it('gives the mini-program what WeChat verifies', async () => {
    first.replyTo = () => ({ body: { prepay_id: 'wx2014' } });
    const placed = await channel.place(order);
    if (placed.outcome !== 'placed') throw new Error(placed.outcome);
    const { timeStamp, nonceStr, package: prepay, paySign } = placed.parameters;
    const signed = `${appid}\n${timeStamp}\n${nonceStr}\n${prepay}\n`;
    expect([timeStamp, prepay]).toEqual([String(seconds), 'prepay_id=wx2014']);
    expect(Rsa.verify(signed, paySign ?? '', Rsa.from(merchant.publicKey, 'public'))).toBe(true);
  });
  it("signs the text of the vendor's example", () =>
    expect(
      linesToSign(
        'wx2421b1c4370ec43b',
        '1554208460',
        '593BEC0C930BF1AFEB40B4A08C8FB242',
        'prepay_id=wx201410272009395522657a690389285100',
      ),
    ).toBe(
      'wx2421b1c4370ec43b\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n' +
        'prepay_id=wx201410272009395522657a690389285100\n',
    ));
  it.each([
    ['0.01', 1],
    ['1.10', 110],
    ['90071992547409.91', 9007199254740991],
  ])('of %s yuan is %s fen, by its text', async (total, fen) => {
    first.replyTo = () => ({ body: { prepay_id: 'wx1' } });
    await channel.place({ ...order, total: yuan(total) });
    expect(first.calls[0]?.body).toMatchObject({ amount: { total: fen } });
  });
  it.each([
    ['refused', reply(400, 'PARAM_ERROR'), 'refused'],
    ['closed already', reply(400, 'ORDER_CLOSED'), 'refused'],
    ['without permission', reply(403, 'NO_AUTH'), 'refused'],
    ['paid already, by its code', reply(400, 'ORDERPAID'), 'unknown'],
    ['paid already, by its cause', reply(400, 'INVALID_REQUEST', '08A-268449538'), 'unknown'],
    ['sent before with other content', reply(400, 'INVALID_REQUEST', '08A-268498688'), 'unknown'],
    ['under a number in use', reply(400, 'OUT_TRADE_NO_USED'), 'unknown'],
    ['not signed rightly', reply(401, 'SIGN_ERROR'), 'unknown'],
    ['limited', reply(429, 'FREQUENCY_LIMITED'), 'unknown'],
    ['met by a failure', reply(500, 'SYSTEM_ERROR'), 'unknown'],
    ['answered with nothing', { status: 200, body: {} }, 'unknown'],
    ['answered without a code', { status: 400, body: {} }, 'unknown'],
    ['redirected', { status: 302 }, 'unknown'],
    ['not answered', undefined, 'unknown'],
  ] as const)('that is %s is %s', async (_, answer, outcome) => {
    first.replyTo = () => answer;
    expect(await channel.place(order)).toMatchObject({ outcome });
    expect([first.calls.length, second.calls.length]).toEqual([1, 0]);
  });
  it("keeps WeChat's Request-ID with a refusal, and in the log with a failure", async () => {
    first.replyTo = () => reply(400, 'PARAM_ERROR', '08F7-268435999');
    const refusal = await channel.place(order);
    expect(refusal).toEqual({
      outcome: 'refused',
      reason: 'PARAM_ERROR 说明 (Request-ID 08F7-268435999)',
    });
    first.replyTo = () => reply(500, 'SYSTEM_ERROR', '08F7-5');
    await channel.place(order);
    expect(troubles.at(-1)).toEqual({
      call: 'POST /v3/pay/transactions/jsapi',
      what: '500 SYSTEM_ERROR 说明 (Request-ID 08F7-5)',
    });
  });
  it('is never sent again by itself, and never to the second host', async () => {
    first.replyTo = () => undefined;
    second.replyTo = () => ({ body: { prepay_id: 'wx1' } });
    await channel.place(order);
    await channel.close(orderNo);
    await channel.refund(back);
    expect([first.calls.length, second.calls.length]).toEqual([3, 0]);
  });
});

describe('an answer', () => {
  const body = { prepay_id: 'wx1' };
  const text = JSON.stringify(body);
  it.each([
    ['unsigned', {}],
    ['signed by another', signedBy({ ...platform, ...merchant }, text)],
    ['signed for another body', signedBy(platform, '{}')],
    ['signed an hour ago', signedBy(platform, text, seconds - 3600)],
    [
      'that probes our verification',
      { ...signedBy(platform, text), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc=' },
    ],
  ])('%s is not believed: the outcome is unknown', async (_, headers) => {
    first.replyTo = () => ({ body, headers });
    expect(await channel.place(order)).toEqual({ outcome: 'unknown' });
    expect(troubles).toHaveLength(1);
  });
  it('under the other key is believed', async () => {
    first.replyTo = () => ({ body, headers: signedBy(nextPlatform, text) });
    expect(await channel.place(order)).toMatchObject({ outcome: 'placed' });
  });
  it('that says no such order, unsigned, is not believed either', async () => {
    for (const host of [first, second])
      host.replyTo = () => ({ ...reply(404, 'ORDER_NOT_EXIST'), headers: {} });
    expect(await channel.query(orderNo)).toEqual({ status: 'unknown' });
  });
});

describe('a query', () => {
  it('tells the payment of exactly this order', async () => {
    first.replyTo = () => ({ body: transaction() });
    expect(await channel.query(orderNo)).toMatchObject({ status: 'paid', orderNo, amount: '749.20' });
    expect(first.calls[0]?.path).toBe(`/v3/pay/transactions/out-trade-no/${orderNo}?mchid=${mchid}`);
    expect(first.calls.map(isSignedByMerchant)).toEqual([true]);
  });
  it.each([
    ['another order', 'unknown', transaction({ out_trade_no: 'another1' })],
    ['another merchant', 'unknown', transaction({ mchid: '1900000109' })],
    ['an order not paid', 'not-paid', transaction({ trade_state: 'NOTPAY', transaction_id: undefined })],
    ['a state that we do not know', 'unknown', transaction({ trade_state: 'ACCEPT' })],
    ['nothing readable', 'unknown', { hello: 1 }],
  ])('that is told %s is %s', async (_, status, body) => {
    first.replyTo = () => ({ body });
    expect(await channel.query(orderNo)).toMatchObject({ status });
  });
  it.each([
    [404, 'ORDER_NOT_EXIST', undefined, 'not-found'],
    [400, 'ORDERNOTEXIST', undefined, 'not-found'],
    [404, 'SOMETHING', '08F7-268512771', 'not-found'],
    [400, 'PARAM_ERROR', undefined, 'unknown'],
    [404, 'NOT_FOUND', undefined, 'unknown'],
    [500, 'ORDER_NOT_EXIST', undefined, 'unknown'],
  ] as const)('answered with %s %s (%s) is %s', async (status, code, requestId, outcome) => {
    for (const host of [first, second]) host.replyTo = () => reply(status, code, requestId);
    expect(await channel.query(orderNo)).toMatchObject({ status: outcome });
  });
  it('goes to the second host when the first does not answer, fails, or cannot be reached', async () => {
    second.replyTo = () => ({ body: transaction() });
    first.replyTo = () => undefined;
    expect(await channel.query(orderNo)).toMatchObject({ status: 'paid' });
    first.replyTo = () => reply(502, 'SYSTEM_ERROR');
    expect(await channel.query(orderNo)).toMatchObject({ status: 'paid' });
    const unreachable = new WeChatPay(settings({ hosts: ['http://127.0.0.1:9', second.url] }), {
      now: () => now,
    });
    expect(await unreachable.query(orderNo)).toMatchObject({ status: 'paid' });
    await unreachable.disconnect();
  });
});

describe('closing', () => {
  it('is done with 204', async () => {
    first.replyTo = () => ({ status: 204 });
    expect(await channel.close(orderNo)).toEqual({ status: 'closed' });
    expect(first.calls[0]).toMatchObject({ method: 'POST', body: { mchid } });
  });
  it('finds a payer who was faster', async () => {
    first.replyTo = ({ method }) =>
      method === 'POST' ? reply(400, 'INVALID_REQUEST', '08F7-268449538') : { body: transaction() };
    expect(await channel.close(orderNo)).toMatchObject({ status: 'paid', amount: '749.20' });
  });
  it.each([
    [reply(404, 'ORDER_NOT_EXIST'), 'not-found'],
    [reply(400, 'ORDER_CLOSED'), 'closed'],
    [reply(500, 'SYSTEM_ERROR'), 'unknown'],
    [undefined, 'unknown'],
  ] as const)('answered with %j is %s', async (answer, status) => {
    first.replyTo = () => answer;
    expect(await channel.close(orderNo)).toEqual({ status });
  });
});

describe('a refund', () => {
  const answer = (status: string, changes: object = {}): object => {
    const { refund_status: _, ...fields } = refund(changes);
    return { ...fields, status };
  };
  it('is asked for under its one number, in fen', async () => {
    first.replyTo = () => ({ body: answer('PROCESSING') });
    expect(await channel.refund(back)).toEqual({ status: 'under-way' });
    expect(first.calls[0]).toMatchObject({
      path: '/v3/refund/domestic/refunds',
      body: {
        out_trade_no: orderNo,
        out_refund_no: refundNo,
        amount: { refund: 74920, total: 74920, currency: 'CNY' },
      },
    });
  });
  it.each([
    ['SUCCESS', { status: 'refunded', channelRefundNo: refund().refund_id }],
    ['PROCESSING', { status: 'under-way' }],
    ['CLOSED', { status: 'closed' }],
    ['ABNORMAL', { status: 'abnormal', channelRefundNo: refund().refund_id }],
    ['LOST', { status: 'unknown', said: 'LOST' }],
  ])('of state %s is %j, asked for or queried', async (status, state) => {
    first.replyTo = () => ({ body: answer(status) });
    expect(await channel.refund(back)).toMatchObject(state);
    expect(await channel.queryRefund(back)).toMatchObject(state);
  });
  it('of another amount or number than ours is held', async () => {
    first.replyTo = () => ({ body: answer('SUCCESS', { amount: { refund: 1 } }) });
    const held = { status: 'unknown', said: 'SUCCESS of 0.01' };
    expect([await channel.refund(back), await channel.queryRefund(back)]).toEqual([held, held]);
    first.replyTo = () => ({ body: answer('SUCCESS', { out_refund_no: 'another' }) });
    expect(await channel.refund(back)).toEqual({ status: 'unknown', said: 'another refund' });
  });
  it.each([
    [reply(403, 'NOT_ENOUGH'), 'refused'],
    [reply(429, 'FREQUENCY_LIMITED'), 'unknown'],
    [reply(500, 'SYSTEM_ERROR'), 'unknown'],
    [undefined, 'unknown'],
  ] as const)('answered with %j is %s', async (refusal, status) => {
    first.replyTo = () => refusal;
    expect(await channel.refund(back)).toMatchObject({ status });
  });
  it('that WeChat does not have is not found; a question that is refused says nothing', async () => {
    first.replyTo = () => reply(404, 'RESOURCE_NOT_EXISTS');
    expect(await channel.queryRefund(back)).toEqual({ status: 'not-found' });
    first.replyTo = () => reply(403, 'NO_AUTH');
    expect(await channel.queryRefund(back)).toEqual({ status: 'unknown' });
  });
  it('that is abnormal goes to another card, whose number and holder only WeChat can read', async () => {
    first.replyTo = () => ({ body: answer('PROCESSING') });
    const to = { to: 'payer', bank: 'CCB_DEBIT', account: '6217000000000000', name: '示例甲' } as const;
    const abnormal = { refundNo, channelRefundNo: refund().refund_id };
    expect(await channel.redirectRefund(abnormal, to)).toEqual({ status: 'under-way' });
    expect(first.calls[0]?.path).toBe(
      `/v3/refund/domestic/refunds/${refund().refund_id}/apply-abnormal-refund`,
    );
    const { bank_account: account, ...rest } = (first.calls[0]?.body ?? {}) as Record<string, string>;
    expect(rest).toMatchObject({ out_refund_no: refundNo, type: 'USER_BANK_CARD', bank_type: 'CCB_DEBIT' });
    const padded = { key: platform.privateKey, oaepHash: 'sha1' };
    expect(privateDecrypt(padded, Buffer.from(account ?? '', 'base64')).toString()).toBe(to.account);
    await channel.redirectRefund(abnormal, { to: 'merchant' });
    expect(first.calls[1]?.body).toEqual({ out_refund_no: refundNo, type: 'MERCHANT_BANK_CARD' });
  });
});

describe('settings', () => {
  const problem = (changes: object): string | undefined =>
    WeChatPaySettings.safeParse(settingsWith(changes)).error?.issues[0]?.message;
  it('have the public hosts when they name none', () => {
    const { hosts: _, ...rest } = settingsWith();
    expect(WeChatPaySettings.parse(rest).hosts).toEqual([
      'https://api.mch.weixin.qq.com',
      'https://api2.mch.weixin.qq.com',
    ]);
  });
  it.each([
    [
      "the merchant's own key among the platform's",
      { platformKeys: [{ id: platform.id, pem: merchant.publicKey }] },
    ],
    ['a private key among them', { platformKeys: [{ id: platform.id, pem: platform.privateKey }] }],
    ['a public key under a serial number', { platformKeys: [{ id: '5157', pem: platform.publicKey }] }],
    ['no platform key', { platformKeys: [] }],
    ['a key that is none', { merchantKey: { serial: merchant.serial, privateKey: 'key' } }],
    ['a short APIv3 key', { apiV3Key: 'short' }],
    ['a notify address with a query', { notifyUrl: 'https://pay.example.com/notify?a=1' }],
    ['a host that is none', { hosts: ['ftp://127.0.0.1'] }],
  ])('with %s end the start, and show no key', (_, changes) => {
    expect(problem(changes)).toBeDefined();
    expect(problem(changes)).not.toContain('BEGIN');
  });
  it("tell the platform's keys from the merchant's", () =>
    expect(problem({ platformKeys: [{ id: platform.id, pem: merchant.publicKey }] })).toBe(
      `${platform.id} is the merchant's own key, not the platform's`,
    ));
});
