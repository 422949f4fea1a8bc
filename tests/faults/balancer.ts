import { connect, createServer, type Server, type Socket } from 'node:net';
import { pause } from '@canbao/runtime';

const lookEveryMs = 250;
const patienceMs = 1_000;

/**
 * What stands before several instances of a service in production: it gives each connection to the next
 * instance that is ready, and cuts the connections of one that is not.
 */
export class Balancer {
  private readonly links = new Map<number, Set<Socket>>();
  private readonly watching = new AbortController();
  private ready: readonly number[];
  private next = 0;

  private constructor(
    private readonly server: Server,
    private readonly instances: readonly number[],
  ) {
    this.ready = instances;
    server.on('connection', (client) => this.pass(client));
    void this.watch();
  }

  static async listen(port: number, instances: readonly number[]): Promise<Balancer> {
    const server = createServer({ noDelay: true });
    const balancer = new Balancer(server, instances);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return balancer;
  }

  private pass(client: Socket): void {
    client.on('error', () => client.destroy());
    this.next += 1;
    const port = this.ready[this.next % this.ready.length];
    if (port === undefined) return void client.destroy();
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    const links = this.links.get(port) ?? new Set();
    this.links.set(port, links.add(client));
    client.once('close', () => {
      links.delete(client);
      server.destroy();
    });
    server.on('error', () => client.destroy()).once('close', () => client.destroy());
    client.pipe(server).pipe(client);
  }

  private async watch(): Promise<void> {
    const { signal } = this.watching;
    while (!signal.aborted) {
      const answers = await Promise.all(this.instances.map(isReady));
      this.ready = this.instances.filter((_, index) => answers[index]);
      for (const [port, links] of this.links)
        if (!this.ready.includes(port)) for (const client of links) client.destroy();
      await pause(lookEveryMs, signal);
    }
  }

  async close(): Promise<void> {
    this.watching.abort();
    for (const links of this.links.values()) for (const client of links) client.destroy();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(patienceMs) }).then(
    ({ ok }) => ok,
    () => false,
  );
