import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { instant } from '@canbao/calendar';
import type { ChannelOrder, Placed } from '@canbao/domain-payment';
import { freePorts } from '@canbao/infra-local/free-ports';
import { yuan } from '@canbao/money';
import { waitFor } from '@canbao/runtime';
import { alipaySide } from './alipay-side';
import type { ChannelSandbox } from './channel-sandbox';
import { wechatSide } from './wechat-side';

interface Side {
  readonly sandbox: ChannelSandbox;
  readonly arrived: readonly unknown[];
  readonly place: (order: ChannelOrder) => Promise<Placed>;
  readonly pay: (orderNo: string) => Promise<{ readonly status: number }>;
  readonly stop: () => Promise<void>;
}

const sides: Readonly<Record<'wechat' | 'alipay', (platformUrl: string) => Promise<Side>>> = {
  wechat: async (platformUrl) => {
    const side = await wechatSide(undefined, platformUrl);
    return {
      ...side,
      place: (order) => side.channel.place(order),
      pay: (no) => side.sandbox.ask('POST', `/sandbox/channels/wechat/orders/${no}/payment`, {}),
    };
  },
  alipay: async (platformUrl) => {
    const side = await alipaySide(undefined, platformUrl);
    return {
      ...side,
      place: (order) => side.alipay.place(order),
      pay: (number) => side.sandbox.ask('POST', '/sandbox/channels/alipay/pay', { number }),
    };
  },
};

describe.each(['wechat', 'alipay'] as const)('a message of %s', (name) => {
  it('that is held until the platform has been away and is back comes then, and once', async () => {
    const [port = 0] = await freePorts(1);
    const side = await sides[name](`http://127.0.0.1:${port}/v1`);
    const platform = createServer((_, response) => response.end());
    try {
      await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
      const order: ChannelOrder = {
        orderNo: randomUUID().replaceAll('-', ''),
        description: '社会保险费',
        total: yuan('380.00'),
        payBy: instant('2022-05-18T10:00:00+08:00'),
        payerReference: 'open-id',
      };
      expect(await side.place(order)).toMatchObject({ outcome: 'placed' });
      side.sandbox.world.faults.set({
        counterpart: name,
        mode: 'notify-after-restart',
        order: order.orderNo,
        times: 1,
      });
      expect((await side.pay(order.orderNo)).status).toBe(200);
      const hasArrived = async () => (side.arrived.length > 0 ? true : undefined);
      expect(await waitFor(hasArrived, { timeoutMs: 3000 })).toBeUndefined();

      await once(platform.listen(port, '127.0.0.1'), 'listening');
      expect(await waitFor(hasArrived, { timeoutMs: 15_000 })).toBe(true);
      await waitFor(async () => (side.arrived.length > 1 ? true : undefined), { timeoutMs: 2000 });
      expect(side.arrived).toHaveLength(1);
    } finally {
      platform.closeAllConnections();
      platform.close();
      await side.stop();
    }
  });
});
