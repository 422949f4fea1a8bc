import fastify from 'fastify';
import pg from 'pg';
import { ChannelFaults } from '../channels/faults';
import { SettableClock } from '../clock';
import { answerErrors } from '../problem';
import { cashierPage } from './cashier-page';
import { pageRoutes } from './page-routes';

const opened = () => {
  const pool = new pg.Pool();
  const faults = new ChannelFaults();
  const app = fastify();
  answerErrors(app);
  pageRoutes(app, {
    pool,
    clock: new SettableClock(pool),
    faults,
    platformUrl: 'http://127.0.0.1/v1',
    secrets: {},
  });
  const send = (what: string, form: Readonly<Record<string, string>>) =>
    app.inject({
      method: 'POST',
      url: `/sandbox/cashier/wechat/abcdef0123456789/${what}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
  return { faults, send };
};
const back = '/pay/#/pages/result/index?order=1';

describe('the cashier', () => {
  it('leads back to the shop when the payer gives up', async () => {
    const { statusCode, headers } = await opened().send('payment', { outcome: 'abandoned', back });
    expect([statusCode, headers.location]).toEqual([303, back]);
  });
  it.each(['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example'])(
    'leads to no other site: %s',
    async (elsewhere) => {
      const { statusCode } = await opened().send('payment', { outcome: 'abandoned', back: elsewhere });
      expect(statusCode).toBe(400);
    },
  );
  it('goes silent, and says that nobody knows', async () => {
    const { statusCode, body } = await opened().send('payment', { outcome: 'lost', back });
    expect(statusCode).toBe(504);
    expect(body).toContain('支付结果未知');
  });
  it('sets a fault for this order alone, once', async () => {
    const { faults, send } = opened();
    expect((await send('fault', { mode: 'notify-never', back })).statusCode).toBe(303);
    expect(faults.list()).toEqual([
      { counterpart: 'wechat', mode: 'notify-never', order: 'abcdef0123456789', times: 1 },
    ]);
    expect((await send('fault', { mode: 'reversal-first', back })).statusCode).toBe(400);
  });
  it('lets nobody pay twice, and escapes what the shop wrote', () => {
    const html = cashierPage({
      wallet: 'alipay',
      number: 'abcdef',
      bill: { subject: '<b>', total: '1.00', state: 'paid' },
      back,
      faults: [],
    });
    expect(html).toContain('订单已支付');
    expect(html).not.toContain('立即支付');
    expect(html).toContain('&lt;b&gt;');
  });
});
