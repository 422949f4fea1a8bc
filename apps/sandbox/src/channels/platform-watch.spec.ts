import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformWatch } from './platform-watch';

describe('a watch of the platform', () => {
  it('tells once that the platform was away and is back', async () => {
    let isReady = true;
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/health/ready' && isReady ? 200 : 503;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const watch = new PlatformWatch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    const seen: boolean[] = [];
    for (const ready of [true, true, false, false, true, true, false, true]) {
      isReady = ready;
      seen.push(await watch.hasRestarted());
    }
    expect(seen).toEqual([false, false, false, false, true, false, false, true]);
    await new Promise((resolve) => server.close(resolve));
    // Nobody there is away, too.
    expect(await watch.hasRestarted()).toBe(false);
  });
});
