import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePorts } from '@canbao/infra-local/free-ports';
import { waitFor } from '@canbao/runtime';
import { Balancer } from './balancer';

const instance = (name: string): Promise<{ port: number; server: Server; ready: { is: boolean } }> => {
  const ready = { is: true };
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/health/ready' && !ready.is ? 503 : 200;
    response.end(name);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, server, ready }),
    );
  });
};

describe('the balancer before several instances', () => {
  it('gives connections to all that are ready, and to no other', async () => {
    const [one, two] = await Promise.all([instance('one'), instance('two')]);
    const [port = 0] = await freePorts(1);
    const balancer = await Balancer.listen(port, [one.port, two.port]);
    const ask = (): Promise<string> =>
      fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } }).then((answer) =>
        answer.text(),
      );
    const heard = async (): Promise<string[]> =>
      [await ask(), await ask(), await ask(), await ask()].toSorted();
    expect(await heard()).toEqual(['one', 'one', 'two', 'two']);
    two.ready.is = false;
    // A call on its way to an instance that is no longer ready is cut.
    const heardOrCut = (): Promise<string[]> => heard().catch(() => ['cut']);
    const onlyOne = async (): Promise<true | undefined> =>
      (await heardOrCut()).every((name) => name === 'one') || undefined;
    expect(await waitFor(onlyOne, { timeoutMs: 10_000, everyMs: 50 })).toBe(true);
    two.ready.is = true;
    const both = async (): Promise<true | undefined> => (await heardOrCut()).includes('two') || undefined;
    expect(await waitFor(both, { timeoutMs: 10_000, everyMs: 50 })).toBe(true);
    await balancer.close();
    one.server.close();
    two.server.close();
  });
});
