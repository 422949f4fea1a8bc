import { connect, type Socket } from 'node:net';

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/**
 * One keep-alive HTTP/1.1 connection, one request at a time, with bytes prepared beforehand. The generator
 * shares two cores with what it measures, so it does only what a request requires: a general client takes
 * several times as long.
 */
export class HttpConnection {
  private received = '';
  private waiting: Waiting | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text) => this.take(String(text)));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the service closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket));
      }).once('error', reject);
    });
  }

  send(request: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    const head = this.received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, head + 2))?.[1];
    if (length === undefined) return this.fail(new Error('a response without content-length'));
    const end = head + 4 + Number(length);
    if (this.received.length < end) return;
    const reply = { status: Number(this.received.slice(9, 12)), body: this.received.slice(head + 4, end) };
    this.received = this.received.slice(end);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(reply);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}
