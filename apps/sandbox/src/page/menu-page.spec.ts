import fastify from 'fastify';
import pg from 'pg';
import { ChannelFaults } from '../channels/faults';
import { SettableClock } from '../clock';
import { answerErrors } from '../problem';
import { pageRoutes } from './page-routes';

const opened = () => {
  const pool = new pg.Pool();
  const faults = new ChannelFaults();
  const app = fastify();
  answerErrors(app);
  const world = {
    pool,
    clock: new SettableClock(pool),
    faults,
    platformUrl: 'http://127.0.0.1/v1',
    secrets: {},
  };
  pageRoutes(app, world);
  const send = (form: Readonly<Record<string, string>>) =>
    app.inject({
      method: 'POST',
      url: '/sandbox/page/faults',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
  return { app, faults, send };
};

describe('the page of the fault menu', () => {
  it('sets what its form names, for one order, so many times, or by a seed', async () => {
    const { faults, send } = opened();
    const form = {
      counterpart: 'ccb',
      mode: 'reversal-first',
      order: ' T1 ',
      times: '2',
      chance: '',
      seed: '',
    };
    expect((await send(form)).headers.location).toBe('/sandbox/');
    await send({
      counterpart: 'alipay',
      mode: 'error-20000',
      order: '',
      times: '',
      chance: '0.5',
      seed: '7',
    });
    expect(faults.list()).toEqual([
      { counterpart: 'ccb', mode: 'reversal-first', order: 'T1', times: 2 },
      { counterpart: 'alipay', mode: 'error-20000', chance: 0.5, seed: 7 },
    ]);
  });
  it.each([
    ['a mode of another counterpart', { counterpart: 'wechat', mode: 'reversal-first' }],
    ['no counterpart', { mode: 'notify-twice' }],
    ['a share above one', { counterpart: 'wechat', mode: 'notify-twice', chance: '2' }],
    ['no number of times', { counterpart: 'wechat', mode: 'notify-twice', times: 'often' }],
  ])('refuses %s', async (_, form) => {
    const { faults, send } = opened();
    expect((await send(form as Record<string, string>)).statusCode).toBe(400);
    expect(faults.list()).toEqual([]);
  });
  it('shows what is set, escaped, and runs no script', async () => {
    const { app, send } = opened();
    await send({ counterpart: 'icbc', mode: 'notify-twice', order: '<script>alert(1)</script>' });
    const { body, headers } = await app.inject({ url: '/sandbox/' });
    expect(body).toContain('&lt;script&gt;alert(1)');
    expect(body).not.toContain('<script');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
  it('clears', async () => {
    const { app, faults, send } = opened();
    await send({ counterpart: 'icbc', mode: 'notify-twice' });
    await app.inject({ method: 'POST', url: '/sandbox/page/clear' });
    expect(faults.list()).toEqual([]);
  });
});
