import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '@canbao/calendar';
import { waitFor } from '@canbao/runtime';
import { SandboxClock, SystemClock } from './clocks';

const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
@Module({})
class SomeModule {}

it('the system clock gives the moment at +08:00', () => {
  jest.useFakeTimers({ now: Date.parse('2025-03-01T00:30:00.123Z') });
  expect(new SystemClock().now()).toBe('2025-03-01T08:30:00.123+08:00');
  jest.useRealTimers();
});

describe('the sandbox clock', () => {
  let answer: string;
  let polls: string[];
  let app: INestApplicationContext;
  let clock: SandboxClock;
  const sandbox = createServer((request, reply) => {
    polls.push(request.url ?? '');
    reply.end(answer);
  });
  beforeAll(async () => {
    sandbox.listen(0, '127.0.0.1');
    await once(sandbox, 'listening');
  });
  afterAll(() => {
    sandbox.close();
    sandbox.closeAllConnections();
  });
  beforeEach(async () => {
    polls = [];
    answer = JSON.stringify({ now: '2022-09-10T09:00:00.000+08:00' });
    const { port } = sandbox.address() as AddressInfo;
    clock = new SandboxClock(`http://127.0.0.1:${port}/sandbox/clock`, 'payment', log);
    const providers = [{ provide: Clock, useValue: clock }];
    app = await NestFactory.createApplicationContext({ module: SomeModule, providers }, { logger: false });
  });
  afterEach(() => app.close());

  /** Until the clock shows what is expected; the last reading. */
  const reading = (satisfied: (now: string) => boolean): Promise<string | undefined> =>
    waitFor(async () => (satisfied(clock.now()) ? clock.now() : undefined), { timeoutMs: 5_000 });
  const polled = async (): Promise<void> => {
    const before = polls.length;
    await waitFor(async () => (polls.length > before + 1 ? true : undefined), { timeoutMs: 5_000 });
  };

  it('shows what the sandbox is set to from the start, and asks under the name of the service', () => {
    expect(clock.now()).toMatch(/^2022-09-10T09:0/);
    expect(polls).toEqual(['/sandbox/clock?service=payment']);
  });

  it('follows a new setting', async () => {
    answer = JSON.stringify({ now: '2022-12-31T23:00:00.000+08:00' });
    expect(await reading((now) => now.startsWith('2022-12-31T23:0'))).toBeDefined();
  });

  it.each([
    ['what cannot be read', 'down'],
    ['no instant', '{"now":"soon"}'],
    ['nothing', '{}'],
  ])('keeps its setting while the sandbox answers %s', async (_, text) => {
    answer = text;
    await polled();
    expect(clock.now()).toMatch(/^2022-09-10T09:0/);
  });

  it('stops when the service stops', async () => {
    const stop = jest.spyOn(clock, 'onModuleDestroy');
    await app.close();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
