import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TcpProxy } from './proxy';
import { brokers, inflict, lines, menu, scheduleOf, services, sentenceOf, type Fault } from './schedule';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, 60)).toEqual(scheduleOf(7, 60));
    expect(scheduleOf(7, 60)).not.toEqual(scheduleOf(8, 60));
  });

  it('has faults, and all of them are over by its end', () => {
    for (const seed of seeds) {
      const faults = scheduleOf(seed, 60);
      expect(faults.length).toBeGreaterThan(3);
      for (const { at, seconds } of faults) expect(at + seconds).toBeLessThanOrEqual(62.1);
    }
  });

  it('never hurts a target twice at once', () => {
    for (const seed of seeds) {
      const faults = scheduleOf(seed, 60);
      for (const one of faults) {
        const others = faults.filter(
          (other) =>
            other !== one &&
            other.target === one.target &&
            one.at < other.at + other.seconds &&
            other.at < one.at + one.seconds,
        );
        expect(others.map(sentenceOf)).toEqual([]);
      }
    }
  });

  it('reaches every target and every kind over some seeds', () => {
    const all = seeds.flatMap((seed) => scheduleOf(seed, 60));
    expect(new Set(all.map(({ target }) => target))).toEqual(
      new Set([...brokers, ...services, 'postgres', ...lines, ...menu.map(([counterpart]) => counterpart)]),
    );
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(11);
    expect(
      new Set(all.flatMap(({ target, mode }) => (mode === undefined ? [] : [`${target} ${mode}`]))),
    ).toEqual(new Set(menu.map(([counterpart, mode]) => `${counterpart} ${mode}`)));
  });

  it('reaches every instance of every service where there are several', () => {
    const all = seeds.flatMap((seed) => scheduleOf(seed, 60, 2));
    const channels = [...lines, ...menu.map(([counterpart]) => counterpart)];
    const instances = services.flatMap((service) =>
      service === 'sandbox' ? [service] : [`${service}-1`, `${service}-2`],
    );
    expect(new Set(all.map(({ target }) => target))).toEqual(
      new Set([...brokers, ...instances, 'postgres', ...channels]),
    );
  });

  /** A victim that writes down what is done to it, and a proxy before a channel that answers. */
  const field = (done: string[], proxy?: TcpProxy) => ({
    victim: () => ({
      name: 'payment',
      kill: async () => void done.push('kill'),
      start: async () => void done.push('start'),
      stop: () => void done.push('stop'),
      resume: () => void done.push('resume'),
    }),
    proxy: () => proxy,
    sandboxUrl: 'http://127.0.0.1:1',
  });
  const fault = (kind: Fault['kind']): Fault => ({ at: 0, seconds: 1, kind, target: 'payment' });

  it('kills and starts again, pauses and resumes', async () => {
    const done: string[] = [];
    for (const kind of ['kill', 'pause'] as const) await (await inflict(fault(kind), field(done)))();
    expect(done).toEqual(['kill', 'start', 'stop', 'resume']);
  });

  it.each([
    ['die_before_call', 'nothing has reached the channel', []],
    ['die_after_call', 'the channel has done it', ['POST /channels/wechat/v3/refund/domestic/refunds']],
  ] as const)('%s kills whoever calls a channel: %s', async (kind, _, reached) => {
    const asked: string[] = [];
    const channel = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.end();
    });
    await new Promise<void>((resolve) => {
      channel.listen(0, '127.0.0.1', resolve);
    });
    const proxy = await TcpProxy.listen((channel.address() as AddressInfo).port);
    const done: string[] = [];
    const heal = await inflict(fault(kind), field(done, proxy));
    const url = `http://127.0.0.1:${proxy.port}`;
    const call = { method: 'POST', body: '{}' };
    await expect(fetch(`${url}/channels/wechat/v3/refund/domestic/refunds`, call)).rejects.toThrow();
    expect([done, asked]).toEqual([['kill'], reached]);
    // Only once: whoever starts again is let through.
    expect((await fetch(`${url}/channels/alipay/gateway.do`, call)).ok).toBe(true);
    await heal();
    expect(done).toEqual(['kill', 'start']);
    await proxy.close();
    channel.close();
  });
});
