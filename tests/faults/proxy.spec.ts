import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pause, waitFor } from '@canbao/runtime';
import { commitRequest, kafkaRequest, TcpProxy } from './proxy';

/** Waits until both sides have what is expected, for at most five seconds. */
const expectSoon = async (read: () => unknown, expected: unknown): Promise<void> => {
  const wanted = JSON.stringify(expected);
  const matches = async () => (JSON.stringify(read()) === wanted ? true : undefined);
  await waitFor(matches, { timeoutMs: 5_000, everyMs: 10 });
  expect(read()).toEqual(expected);
};

describe('the proxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  let heard = '';

  /** A client that keeps what it hears and how it ended. */
  const client = async (): Promise<{
    socket: Socket;
    got: () => string;
    ended: () => string | undefined;
  }> => {
    let [got, ended] = ['', undefined as string | undefined];
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('data', (chunk) => {
      got += chunk.toString();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ended = error.code;
    });
    socket.on('end', () => {
      ended ??= 'end';
    });
    await new Promise((resolve) => {
      socket.once('connect', resolve).once('error', resolve);
    });
    return { socket, got: () => got, ended: () => ended };
  };

  beforeEach(async () => {
    heard = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heard += chunk.toString();
        socket.write(`re:${chunk.toString()}`);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    proxy = await TcpProxy.listen((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  it('passes bytes both ways, in order, and the end of a connection', async () => {
    const { socket, got, ended } = await client();
    let sofar = '';
    for (const text of ['a', 'b', 'c']) {
      socket.write(text);
      sofar += `re:${text}`;
      await expectSoon(got, sofar);
    }
    socket.end();
    await expectSoon(() => [got(), ended()], ['re:are:bre:c', 'end']);
  });

  it('passes a megabyte whole', async () => {
    const { socket, got } = await client();
    socket.write('x'.repeat(1 << 20));
    await expectSoon(() => [heard.length, got().replaceAll('re:', '').length], [1 << 20, 1 << 20]);
  });

  it('delays both ways under latency, and keeps the order when it is healed', async () => {
    const { socket, got } = await client();
    proxy.set({ kind: 'latency', ms: 150 });
    socket.write('late');
    await pause(100);
    expect(heard).toBe('');
    await expectSoon(() => heard, 'late');
    proxy.heal();
    socket.write('+soon');
    await expectSoon(got, 're:latere:+soon');
  });

  it('drops both ways silently in a blackhole, and resets what was caught in it when it is healed', async () => {
    const [old, idle] = [await client(), await client()];
    proxy.set({ kind: 'blackhole' });
    old.socket.write('lost');
    const late = await client();
    await pause(100);
    expect([heard, old.got(), old.ended(), late.ended()]).toEqual(['', '', undefined, undefined]);
    proxy.heal();
    await expectSoon(() => [old.ended(), late.ended()], ['ECONNRESET', 'ECONNRESET']);
    expect(idle.ended()).toBeUndefined();
  });

  it('resets existing connections, and refuses new ones while it is down', async () => {
    const old = await client();
    proxy.set({ kind: 'down' });
    const fresh = await client();
    await expectSoon(() => [old.ended(), fresh.ended()], ['ECONNRESET', 'ECONNRESET']);
    proxy.heal();
    const { socket, got } = await client();
    socket.write('back');
    await expectSoon(got, 're:back');
  });

  it('drops the answer to a request that matches, after the server has it, as many times as set', async () => {
    proxy.set({ kind: 'drop_response', matches: (request) => request.toString() === 'pay', times: 1 });
    const first = await client();
    first.socket.write('ask');
    await expectSoon(first.got, 're:ask');
    first.socket.write('pay');
    await expectSoon(
      () => [heard, first.got(), first.ended(), proxy.droppedResponses],
      ['askpay', 're:ask', 'ECONNRESET', 1],
    );
    const second = await client();
    second.socket.write('pay');
    await expectSoon(second.got, 're:pay');
  });

  it('resets the client when the server is gone', async () => {
    const first = await client();
    await new Promise((resolve) => {
      server.close(resolve);
      first.socket.end();
    });
    const { ended } = await client();
    await expectSoon(ended, 'ECONNRESET');
    server.listen(0);
  });
});

describe('requests are known by their bytes', () => {
  it.each([
    [0, true],
    [1, false],
  ])('a Kafka request of kind %i is Produce: %s', (apiKey, expected) => {
    const frame = Buffer.alloc(12);
    frame.writeInt16BE(apiKey, 4);
    expect(kafkaRequest(0)(frame)).toBe(expected);
  });
  it.each([
    ['commit', true],
    ['COMMIT', true],
    ['select 1', false],
    ['begin', false],
  ])('the query %s is a commit: %s', (text, expected) => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(text.length + 5);
    expect(commitRequest(Buffer.concat([Buffer.from('Q'), size, Buffer.from(`${text}\0`)]))).toBe(expected);
  });
});
