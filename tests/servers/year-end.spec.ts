import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from '@canbao/calendar';
import { Alipay, AlipaySettings, WeChatPay, WeChatPaySettings } from '@canbao/channels';
import type { ChannelOrder, OnlineChannel } from '@canbao/domain-payment';
import { alipayKeys, alipaySetting } from '@canbao/infra-local/alipay-keys';
import { weChatKeys, weChatSetting } from '@canbao/infra-local/wechat-keys';
import { yuan } from '@canbao/money';

const clock = { now: () => instant('2022-12-31T23:58:00.000+08:00') };
const order: ChannelOrder = {
  orderNo: 'a'.repeat(32),
  description: '灵活就业人员养老保险费 1个月',
  total: yuan('1000.00'),
  payBy: instant('2023-01-01T00:00:00.000+08:00'),
  payerReference: 'payer-1',
};

describe('an order that ends with the year', () => {
  let server: Server;
  let body = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.writeHead(500).end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    body = '';
  });

  const connected = (name: 'wechat' | 'alipay'): OnlineChannel => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const notifyUrl = `${url}/n`;
    if (name === 'wechat') {
      const setting = weChatSetting(weChatKeys(), { host: url, notifyUrl });
      return new WeChatPay(WeChatPaySettings.parse(JSON.parse(setting)), clock);
    }
    const setting = alipaySetting(alipayKeys(), { gateway: `${url}/gateway.do`, notifyUrl });
    return new Alipay(AlipaySettings.parse(JSON.parse(setting)), clock);
  };

  it.each([
    ['wechat', '"time_expire":"2023-01-01T00:00:00+08:00"'],
    ['alipay', '"time_expire":"2023-01-01 00:00:00"'],
  ] as const)('ends at %s at the same instant, written as it writes time', async (name, written) => {
    // What it answers makes no sense, so nothing is known of the order, and it is not called refused.
    expect(await connected(name).place(order)).toEqual({ outcome: 'unknown' });
    const form = new URLSearchParams(body).get('biz_content') ?? '';
    expect(`${body} ${form}`).toContain(written);
  });
});
