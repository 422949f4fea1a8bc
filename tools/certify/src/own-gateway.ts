import { dayFile, Line, MemoryBooks, Teller, type BankSecret } from '@canbao/sandbox/banks';
import type { Gateway, GatewayEntry } from './gateway';
import type { CertifyKeys, NamedKey } from './keys';

/** How fast the sandbox's client gives up, and asks again, in a run: in ms. */
export interface Pace {
  readonly patienceMs: number;
  readonly schedule: readonly number[];
}

/** Of what the client is made; others are for seeing a run fail. */
export interface Parts {
  readonly line?: typeof Line;
  readonly teller?: typeof Teller;
}

const resolveEveryMs = 20;

/** The client that the sandbox plays the banks with: it has books and signatures of its own. */
export class OwnGateway implements Gateway {
  protected readonly books = new MemoryBooks();
  private readonly teller: Teller;
  private readonly line: Line;
  private readonly timer: NodeJS.Timeout;
  private resolving = Promise.resolve();

  constructor(
    protected readonly channel: string,
    private readonly keys: CertifyKeys,
    platform: string,
    { patienceMs, schedule }: Pace,
    { line = Line, teller = Teller }: Parts = {},
  ) {
    this.line = new line({
      platform,
      secret: this.secret(keys.gateway[0]),
      platformKeys: keys.platform,
      now: Date.now,
      patienceMs,
    });
    this.teller = new teller(channel, this.line, this.books, Date.now, schedule);
    let busy = false;
    this.timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.resolving = this.teller.resolve().finally(() => {
        busy = false;
      });
    }, resolveEveryMs);
  }

  private secret({ kid, algorithm, privateKey }: NamedKey): BankSecret {
    return { kid, algorithm, privateKey, token: this.keys.token };
  }

  collect(amount: string): Promise<GatewayEntry> {
    return this.teller.collect({ quoteToken: 'certify', amount, method: 'cash' });
  }
  async entry(no: string): Promise<GatewayEntry> {
    const entry = await this.books.get(this.channel, no);
    if (entry === undefined) throw new Error(`no entry ${no}`);
    return entry;
  }
  async reverse(no: string): Promise<GatewayEntry> {
    return (await this.teller.reverse(no)) ?? this.entry(no);
  }
  async dayFile(day: string): Promise<Uint8Array> {
    return dayFile(this.channel, day, await this.books.ofDay(this.channel, day));
  }
  async useNextKey(): Promise<boolean> {
    this.line.changeKey(this.secret(this.keys.gateway[1]));
    return true;
  }
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.resolving;
  }
}
