import 'reflect-metadata';
import { Agent, get as request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { Controller } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { operation } from '@canbao/contracts';
import { listenBehindDoor } from '../../test/door-only';
import { callerOfClaims } from '../http/caller';
import { Handles, Input } from '../http/handles';
import type { InputOf } from '../http/input';
import { Problem } from '../http/problem';
import { limitTable } from './limit-table';
import { RateLimits } from './rate-limits';

const common = { service: 'assessment', status: 200, summary: '', reply: z.unknown() } as const;
const everyone = ['payer', 'bank'] as const;
const estimate = operation({ ...common, id: 'estimate', method: 'GET', path: '/estimate', roles: everyone });
const order = operation({
  ...common,
  id: 'order',
  method: 'GET',
  path: '/orders/{id}',
  roles: everyone,
  params: z.strictObject({ id: z.string() }),
});
const payables = operation({ ...order, id: 'payables', path: '/persons/{id}/payables' });
const rules = operation({ ...common, id: 'rules', method: 'GET', path: '/rules', roles: [] });

@Controller()
class SomeController {
  @Handles(estimate) estimate(): object {
    return {};
  }
  @Handles(order) order(@Input() { params }: InputOf<typeof order>): object {
    if (params.id !== 'known') throw Problem.general('not-found');
    return {};
  }
  @Handles(payables) payables(@Input() { params }: InputOf<typeof payables>): object {
    return params;
  }
  @Handles(rules) rules(): object {
    return {};
  }
}

/** Knows a token after its first use, as the real one does. */
class SomeSignIn {
  private readonly known = new Set<string>();

  async callerOf(authorization = '', _: unknown, onUnknown: () => Promise<void>): Promise<object> {
    if (!this.known.has(authorization)) await onUnknown();
    const [role, sub] = authorization.replace('Bearer ', '').split(' ');
    if (role !== 'payer' && role !== 'bank') throw Problem.general('not-signed-in');
    this.known.add(authorization);
    return callerOfClaims({ sub, role, ...(role === 'bank' ? { bank: 'ccb' } : { channel: 'wechat' }) });
  }
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

describe('limits', () => {
  let app: NestFastifyApplication;
  let agent: Agent;
  let base: string;
  beforeEach(async () => {
    app = await listenBehindDoor(SomeController, new SomeSignIn());
    base = await app.getUrl();
    agent = new Agent({ keepAlive: true, maxSockets: 32 });
  });
  afterEach(async () => {
    agent.destroy();
    await app.close();
  });

  const get = async (url: string, as?: string, address = '10.0.0.1'): Promise<Answer> => {
    const headers = {
      'x-forwarded-for': address,
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
    };
    const sent = request(`${base}/v1${url}`, { agent, headers });
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const { code = '' } = (await json(answer)) as { code?: string };
    return { status: answer.statusCode ?? 0, headers: answer.headers, code };
  };
  const times = async (count: number, ask: (n: number) => Promise<Answer>): Promise<readonly number[]> =>
    (await Promise.all(Array.from({ length: count }, (_, n) => ask(n)))).map(({ status }) => status);
  /** Counts as so many calls would, without making them. */
  const filled = async (name: string, key: string, count: number): Promise<void> => {
    const limit = limitTable.find((each) => each.name === name);
    if (limit === undefined) throw new Error(`no limit ${name}`);
    const { counters } = app.get(RateLimits, { strict: false });
    for (let n = 0; n < count; n += 1) await counters.take(limit, key);
  };
  const all = (count: number, status: number): readonly number[] =>
    Array.from({ length: count }, () => status);

  it('are told with every answer', async () => {
    const { headers } = await get('/estimate', 'payer one');
    expect(headers).toMatchObject({
      'ratelimit-policy': '"payer";q=6000;w=300, "estimates";q=600;w=60',
      ratelimit: expect.stringMatching(/^"payer";r=5999;t=\d{3}, "estimates";r=599;t=\d\d$/),
    });
  });

  it('refuse a caller who calls too often, and nobody else', async () => {
    await filled('estimates', 'payer:wechat:one', 590);
    expect(await times(10, () => get('/estimate', 'payer one'))).toEqual(all(10, 200));
    expect(await get('/estimate', 'payer one')).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      headers: {
        'retry-after': expect.stringMatching(/^[1-6]\d?$/),
        ratelimit: expect.stringMatching(/"estimates";r=0;t=\d\d?$/),
      },
    });
    for (const other of ['payer two', 'bank one'])
      expect(await get('/estimate', other)).toMatchObject({ status: 200 });
    expect(await get('/orders/known', 'payer one')).toMatchObject({ status: 200 });
  });

  it('refuse a payer who walks through ids, at once too, and leave one alone who finds things', async () => {
    await filled('misses', 'payer:wechat:one', 280);
    const walked = await times(40, (n) => get(`/orders/${n}`, 'payer one'));
    expect(walked.filter((status) => status === 404)).toHaveLength(20);
    expect(walked.filter((status) => status === 429)).toHaveLength(20);
    expect(await get('/orders/known', 'payer one')).toMatchObject({ status: 429 });
    await filled('misses', 'payer:wechat:two', 280);
    for (let round = 0; round < 5; round += 1)
      expect(await times(20, () => get('/orders/known', 'payer two'))).toEqual(all(20, 200));
  });

  it('refuse calls about one person, whoever makes them', async () => {
    await filled('person', 'p', 5990);
    expect(await times(10, (n) => get('/persons/p/payables', `bank ${n}`))).toEqual(all(10, 200));
    expect(await get('/persons/p/payables', 'payer one')).toMatchObject({
      status: 429,
      code: 'too-many-requests',
    });
    expect(await get('/persons/q/payables', 'payer one')).toMatchObject({ status: 200 });
  });

  it('refuse an address that brings one bad token after the other, but no token that is known', async () => {
    expect(await get('/estimate', 'payer one')).toMatchObject({ status: 200 });
    await filled('tokens', '10.0.0.1', 990);
    const guessed = await times(30, (n) => get('/estimate', `guess ${n}`));
    expect(guessed.filter((status) => status === 401)).toHaveLength(10);
    expect(guessed.filter((status) => status === 429)).toHaveLength(20);
    expect(await get('/estimate', 'payer one')).toMatchObject({ status: 200 });
    expect(await get('/estimate', 'payer two')).toMatchObject({ status: 429 });
    expect(await get('/estimate', 'payer two', '10.0.0.2')).toMatchObject({ status: 200 });
  });

  it('do not count good tokens: an office full of people signs in from one address', async () => {
    await filled('tokens', '10.0.0.1', 900);
    for (let round = 0; round < 4; round += 1)
      expect(await times(50, (n) => get('/estimate', `payer ${round} ${n}`))).toEqual(all(50, 200));
  });

  it('refuse an address that calls too often without signing in', async () => {
    await filled('address', '10.0.0.1', 11_990);
    expect(await times(9, () => get('/rules'))).toEqual(all(9, 200));
    expect(await get('/estimate')).toMatchObject({ status: 401 });
    expect(await get('/estimate')).toMatchObject({ status: 429 });
    expect(await get('/rules')).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String) },
    });
    expect(await get('/rules', undefined, '10.0.0.2')).toMatchObject({ status: 200 });
  });
});
