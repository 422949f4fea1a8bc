import { createServer, type Server } from 'node:http';

const beganMs = Date.parse('2022-05-18T10:00:00+08:00');
const shanghaiOffsetMs = 8 * 3_600_000;

/** The clock of the guide's month; it belongs to the harness, so that no fault moves a date. */
export class HarnessClock {
  private readonly startedMs = Date.now();
  private aheadMs = 0;

  private constructor(private readonly server: Server) {
    server.on('request', (_, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ now: this.now(), version: 0 })),
    );
  }

  static async listen(port: number): Promise<HarnessClock> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    return new HarnessClock(server);
  }

  /** With `+08:00`. */
  now(): string {
    const nowMs = beganMs + (Date.now() - this.startedMs) + this.aheadMs;
    return `${new Date(nowMs + shanghaiOffsetMs).toISOString().slice(0, -1)}+08:00`;
  }

  /** Lets time pass for everybody who asks. */
  advance(minutes: number): void {
    this.aheadMs += minutes * 60_000;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
