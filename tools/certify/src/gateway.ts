import { setTimeout as pause } from 'node:timers/promises';

/** How money stands in the gateway's own books. */
export type EntryState = 'unknown' | 'booked' | 'refused' | 'reversing' | 'reversed' | 'held';

/** An entry of the gateway's books. */
export interface GatewayEntry {
  /** Its number, `channelTransactionNo`. */
  readonly no: string;
  readonly state: EntryState;
}

/** What a run needs of a gateway: the counter's window. */
export interface Gateway {
  /** Takes money at the counter, and returns what is known then. */
  collect(amount: string): Promise<GatewayEntry>;
  entry(no: string): Promise<GatewayEntry>;
  reverse(no: string): Promise<GatewayEntry>;
  /** The day's file as it would be sent. */
  dayFile(day: string): Promise<Uint8Array>;
  /** Signs by its next key from now on; false where it cannot be asked to. */
  useNextKey(): Promise<boolean>;
  close(): Promise<void>;
}

/** A gateway that offers the counter's window over HTTP, as `docs/integration/bank.md` describes it. */
export class HttpGateway implements Gateway {
  constructor(
    private readonly url: string,
    private readonly nextKid: string,
  ) {}

  collect(amount: string): Promise<GatewayEntry> {
    return this.ask('POST', '/collections', { quoteToken: 'certify', amount, method: 'cash' });
  }
  entry(no: string): Promise<GatewayEntry> {
    return this.ask('GET', `/collections/${no}`);
  }
  reverse(no: string): Promise<GatewayEntry> {
    return this.ask('POST', `/collections/${no}/reversal`, {});
  }
  async dayFile(day: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.send('GET', `/day-files/${day}`)).arrayBuffer());
  }
  async useNextKey(): Promise<boolean> {
    const { status } = await fetch(`${this.url}/key`, bodyOf('PUT', { kid: this.nextKid }));
    return status < 400;
  }
  async close(): Promise<void> {
    await pause(0);
  }

  private async ask(method: string, path: string, body?: object): Promise<GatewayEntry> {
    return (await (await this.send(method, path, body)).json()) as GatewayEntry;
  }
  private async send(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.url + path, bodyOf(method, body));
    if (!response.ok) throw new Error(`the gateway answers ${method} ${path} with ${response.status}`);
    return response;
  }
}

const bodyOf = (method: string, body?: object): RequestInit => ({
  method,
  ...(body === undefined
    ? {}
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});
