import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { merchantSdk } from './alipay-sdk';
import { alipaySide, appId, type AlipaySide } from './alipay-side';
import { pythonWith } from './python-oracle';

// Two clients that nobody here wrote are the other side: they drive our stand-in and verify what it signs.
const python = pythonWith('python-alipay-sdk==3.4.0');

let side: AlipaySide;
beforeAll(async () => {
  side = await alipaySide(5000);
  await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
});
afterAll(() => side.stop());

const content = (number: string) => ({
  out_trade_no: number,
  total_amount: '380.00',
  subject: '社会保险费 "2022/05"'.replaceAll('/', '-'),
  product_code: 'JSAPI_PAY',
  op_app_id: appId,
  buyer_open_id: 'open+id_示例',
});
const pay = (number: string) => side.sandbox.ask('POST', '/sandbox/channels/alipay/pay', { number });
const arrivedForm = () => Object.fromEntries(new URLSearchParams(side.arrived.at(-1)?.body.toString() ?? ''));

describe('alipay-sdk (npm) as the merchant', () => {
  const sdk = () =>
    merchantSdk({
      appId,
      privateKey: side.keys.merchant.privateKey,
      keyType: 'PKCS8',
      alipayPublicKey: side.keys.alipay.publicKey,
      gateway: side.gateway,
    });
  const exec = (method: string, bizContent: object, more: object = {}) =>
    sdk().exec(method, { bizContent, ...more }, { validateSign: true });

  it('creates, queries, refunds and closes at our stand-in, and believes its signatures', async () => {
    const notifyUrl = `http://127.0.0.1:9/notify`;
    const created = await exec('alipay.trade.create', content('sdk_1'), { notifyUrl });
    expect(created).toMatchObject({ code: '10000', outTradeNo: 'sdk_1', tradeNo: expect.any(String) });
    expect(await exec('alipay.trade.query', { out_trade_no: 'sdk_1' })).toMatchObject({
      tradeStatus: 'WAIT_BUYER_PAY',
    });
    await pay('sdk_1');
    const refund = { out_trade_no: 'sdk_1', refund_amount: '80.00', out_request_no: 'r1' };
    expect(await exec('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'Y', refundFee: '80.00' });
    expect(await exec('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'N', refundFee: '80.00' });
    const asked = { out_trade_no: 'sdk_1', out_request_no: 'r1' };
    expect(await exec('alipay.trade.fastpay.refund.query', asked)).toMatchObject({ refundAmount: '80.00' });
    expect(await exec('alipay.trade.close', { out_trade_no: 'sdk_1' })).toMatchObject({
      code: '40004',
      subCode: 'ACQ.TRADE_STATUS_ERROR',
    });
  });

  it('verifies the message of a payment that our adapter placed', async () => {
    const order = {
      orderNo: 'sdk_2',
      description: '社会保险费 100% + 滞纳金 0.00',
      total: yuan('380.00'),
      payBy: instant('2022-05-18T10:00:00+08:00'),
      payerReference: '2088102146225135',
    };
    expect(await side.alipay.place(order)).toMatchObject({ outcome: 'placed' });
    await pay('sdk_2');
    expect(arrivedForm()).toMatchObject({ out_trade_no: 'sdk_2', subject: '社会保险费 100% + 滞纳金 0.00' });
    expect(sdk().checkNotifySignV2(arrivedForm())).toBe(true);
    expect(sdk().checkNotifySignV2({ ...arrivedForm(), total_amount: '3.80' })).toBe(false);
  });
});

/** Reads one JSON document: settings, then calls; prints the answers, and whether messages verify. */
const program = `
import json, sys
from alipay import AliPay
given = json.load(sys.stdin)
alipay = AliPay(appid=given["appId"], app_notify_url=given["notifyUrl"], sign_type="RSA2",
  app_private_key_string=given["privateKey"], alipay_public_key_string=given["publicKey"])
alipay._gateway = given["gateway"]
answers = [getattr(alipay, call[0])(**call[1]) for call in given["calls"]]
verified = []
for message in given["messages"]:
  message = dict(message)
  verified.append(alipay.verify(message, message.pop("sign")))
print(json.dumps({"answers": answers, "verified": verified}))
`;

describe('python-alipay-sdk (PyPI) as the merchant', () => {
  const when = python.reason === undefined ? it : it.skip;
  const because = python.reason === undefined ? '' : ` (skipped: ${python.reason})`;
  const run = async (calls: readonly (readonly [string, object])[], messages: readonly object[] = []) => {
    const child = spawn(python.python ?? '', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { privateKey } = side.keys.merchant;
    const { publicKey } = side.keys.alipay;
    const notifyUrl = 'http://127.0.0.1:9/notify';
    child.stdin.end(
      JSON.stringify({ appId, privateKey, publicKey, notifyUrl, gateway: side.gateway, calls, messages }),
    );
    const printed = await text(child.stdout);
    if (child.exitCode === null) await once(child, 'exit');
    return JSON.parse(printed);
  };

  when(`sends everything in a GET query, and believes our stand-in’s answers${because}`, async () => {
    const { subject, out_trade_no: _, total_amount, ...more } = content('python_1');
    const { answers } = await run([
      ['api_alipay_trade_create', { out_trade_no: 'python_1', total_amount, subject, ...more }],
      ['api_alipay_trade_query', { out_trade_no: 'python_1' }],
    ]);
    expect(answers).toMatchObject([
      { code: '10000', trade_no: expect.any(String) },
      { code: '10000', trade_status: 'WAIT_BUYER_PAY', total_amount: '380.00' },
    ]);
    await pay('python_1');
    const after = await run([
      ['api_alipay_trade_refund', { out_trade_no: 'python_1', refund_amount: '80.00', out_request_no: 'r1' }],
      ['api_alipay_trade_fastpay_refund_query', { out_trade_no: 'python_1', out_request_no: 'r1' }],
    ]);
    expect(after.answers).toMatchObject([{ fund_change: 'Y' }, { refund_amount: '80.00' }]);
    expect(await side.alipay.query('python_1')).toMatchObject({ status: 'paid', amount: '380.00' });
  });

  when(`verifies our stand-in’s messages, and no changed one${because}`, async () => {
    const message = arrivedForm();
    const { verified } = await run([], [message, { ...message, total_amount: '3.80' }]);
    expect(verified).toEqual([true, false]);
  });
});
