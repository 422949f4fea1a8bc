import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pause } from '@canbao/runtime';

/** A fault on every connection of a proxy, until it is healed. */
export type Toxic =
  /** Every chunk is delayed by this much, in both directions. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Nothing arrives any more and nobody is told; healing resets the connections that were caught in it. */
  | { readonly kind: 'blackhole' }
  /** New connections are refused, existing ones reset. */
  | { readonly kind: 'down' }
  /**
   * Requests that match reach the server; the answer is dropped and the connection cut, at most `times`
   * times.
   */
  | {
      readonly kind: 'drop_response';
      readonly matches?: (request: Buffer) => boolean;
      readonly times?: number;
      /** Called when an answer is dropped: the server has done what it was asked for. */
      readonly dropped?: () => void;
    }
  /** The first request that matches never reaches the server, and its connection is cut. */
  | {
      readonly kind: 'drop_request';
      readonly matches: (request: Buffer) => boolean;
      readonly dropped: () => void;
    };

/**
 * Matches a Kafka request by its API key: 0 is Produce, 1 Fetch, 8 OffsetCommit. kafkajs writes each request
 * in one piece.
 */
export const kafkaRequest =
  (apiKey: number) =>
  (request: Buffer): boolean =>
    request.length >= 6 && request.readInt16BE(4) === apiKey;
/** Matches the COMMIT of a transaction sent as a simple query. */
export const commitRequest = (request: Buffer): boolean =>
  /\0commit\0/i.test(`\0${request.subarray(5).toString('latin1')}`);

/** Matches what the platform asks a channel to do, or about: the first bytes of a POST. */
export const channelRequest = (request: Buffer): boolean =>
  request.subarray(0, 15).toString('latin1') === 'POST /channels/';

interface Link {
  readonly sockets: readonly [client: Socket, server: Socket];
  caught: boolean;
  /** A matching request has been forwarded: the next answer is dropped. */
  swallowing: boolean;
}

/** A TCP proxy in front of one port; what it does to its connections is set at run time. */
export class TcpProxy {
  private toxic: Toxic | undefined;
  private dropped = 0;
  private readonly links = new Set<Link>();

  private constructor(
    private readonly target: number,
    private readonly server: Server,
  ) {
    server.on('connection', (client) => this.link(client));
  }

  static async listen(target: number, port = 0): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const proxy = new TcpProxy(target, server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many answers or requests have been dropped since the fault was set. */
  get droppedResponses(): number {
    return this.dropped;
  }

  set(toxic: Toxic): void {
    this.heal();
    this.dropped = 0;
    this.toxic = toxic;
    if (toxic.kind === 'down') this.reset();
  }

  heal(): void {
    this.toxic = undefined;
    for (const link of this.links) if (link.caught) cut(link);
  }

  /** Resets every connection. */
  reset(): void {
    for (const link of this.links) cut(link);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    this.reset();
    await closed;
  }

  private link(client: Socket): void {
    if (this.toxic?.kind === 'down') {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const link: Link = {
      sockets: [client, server],
      caught: this.toxic?.kind === 'blackhole',
      swallowing: false,
    };
    this.links.add(link);
    this.pump(link, client, server, (chunk) => this.request(link, chunk));
    this.pump(link, server, client, () => this.answer(link));
    for (const socket of link.sockets) {
      socket.on('error', () => undefined); // 'close' follows
      socket.on('close', () => {
        this.links.delete(link);
        if (socket.errored !== null || !socket.readableEnded) cut(link);
      });
    }
  }

  /** Notes whether the answer to this request is to be dropped; false where the request itself is. */
  private request(link: Link, chunk: Buffer): boolean {
    const { toxic } = this;
    if (toxic?.kind === 'drop_request' && this.dropped === 0 && toxic.matches(chunk)) {
      this.dropped += 1;
      cut(link);
      toxic.dropped();
      return false;
    }
    if (
      toxic?.kind === 'drop_response' &&
      (toxic.times === undefined || this.dropped < toxic.times) &&
      (toxic.matches?.(chunk) ?? true)
    )
      link.swallowing = true;
    return true;
  }

  private answer(link: Link): boolean {
    if (!link.swallowing) return true;
    cut(link);
    if (this.toxic?.kind === 'drop_response') {
      this.dropped += 1;
      this.toxic.dropped?.();
    }
    return false;
  }

  /** Forwards chunks in order, delayed if the fault says so, and no faster than the other side reads. */
  private pump(link: Link, from: Socket, to: Socket, passes: (chunk: Buffer) => boolean): void {
    let last = Promise.resolve();
    let latestMs = 0;
    const inOrder = (work: () => void): void => {
      const latencyMs = this.toxic?.kind === 'latency' ? this.toxic.ms : 0;
      const dueMs = Math.max(latestMs, performance.now() + latencyMs);
      latestMs = dueMs;
      last = last.then(() => untilMs(dueMs)).then(work);
    };
    from.on('data', (chunk: Buffer) => {
      if (this.toxic?.kind === 'blackhole') link.caught = true;
      if (link.caught || !passes(chunk)) return;
      inOrder(() => {
        if (!to.destroyed && !to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
    });
    from.on('end', () => {
      if (!link.caught) inOrder(() => to.end());
    });
  }
}

const cut = ({ sockets }: Link): void => {
  for (const socket of sockets) if (!socket.destroyed) socket.resetAndDestroy();
};

const untilMs = (dueMs: number): Promise<void> | void => {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) return pause(waitMs);
};
