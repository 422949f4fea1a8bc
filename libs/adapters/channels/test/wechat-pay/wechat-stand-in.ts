import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Formatter, Rsa } from 'wechatpay-axios-plugin';
import { merchant, mchid, now, platform, signedBy } from './merchant';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}
export interface Reply {
  readonly status?: number;
  readonly body?: object;
  /** Sent as it is, and unsigned: a file. */
  readonly file?: Buffer;
  readonly requestId?: string;
  /** What is sent as signature headers; WeChat's own by default. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers as WeChat does, signed with the parts of wechatpay-axios-plugin; `undefined` is no answer. */
export class WeChatStandIn {
  /** By its clock. */
  now = now;
  calls: Call[] = [];
  replyTo: (call: Call) => Reply | undefined = () => undefined;
  private readonly server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const text = bytes.toString();
      const [method, path] = [request.method ?? '', request.url ?? ''];
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const call = { method, path, text, body, headers: request.headers };
      this.calls.push(call);
      const reply = this.replyTo(call);
      if (reply === undefined) return;
      if (reply.file !== undefined) return void response.end(reply.file);
      const answer = reply.body === undefined ? '' : JSON.stringify(reply.body);
      response.writeHead(reply.status ?? 200, {
        ...(reply.headers ?? signedBy(platform, answer, Date.parse(this.now) / 1000)),
        'request-id': reply.requestId ?? '08F78BB3AF0610D302-268435457',
      });
      response.end(answer);
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.now = now;
    this.calls = [];
    this.replyTo = () => undefined;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}

/** Whether the plugin's authors would accept the request's signature. */
export const isSignedByMerchant = ({ method, path, text, headers }: Call): boolean => {
  const parts = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const signed = Formatter.request(method, path, parts['timestamp'] ?? '', parts['nonce_str'] ?? '', text);
  return (
    headers.authorization?.startsWith('WECHATPAY2-SHA256-RSA2048 ') === true &&
    parts['mchid'] === mchid &&
    parts['serial_no'] === merchant.serial &&
    Rsa.verify(signed, parts['signature'] ?? '', Rsa.from(merchant.publicKey, 'public'))
  );
};
