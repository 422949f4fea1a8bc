import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../counterpart';

const Secrets = z.object({
  merchantId: z.string(),
  companyId: z.string(),
  secret: z.string(),
  digest: z.enum(['sha256', 'sha1']).default('sha256'),
});

/** What came back: the code and text of the head, and the fields of `info` by name, the last of each. */
export interface Answered {
  readonly code: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is wrong with a message, from the fault menu. */
export const spoiled = ['notify-forged', 'wrong-key-id', 'headers-stripped', 'other-payee'] as const;
export type Spoiled = (typeof spoiled)[number];

/** Configuration: WeChat waits so long for an answer. */
const answerTimeoutMs = 5000;

/** Messages to the institution: signature, then XML. */
export class BillWire {
  private readonly secrets: z.output<typeof Secrets>;
  private last = 0;

  constructor(private readonly world: World) {
    this.secrets = Secrets.parse(world.secrets['wechat-bills']);
  }

  /** Undefined when no answer comes, or one that the institution did not sign. */
  async send(
    trancode: string,
    info: Readonly<Record<string, string>>,
    fault?: Spoiled,
  ): Promise<Answered | undefined> {
    const xml = this.written(trancode, info, fault === 'other-payee');
    const isForged = fault === 'notify-forged' || fault === 'wrong-key-id';
    const signature = fault === 'headers-stripped' ? '' : this.digest(isForged ? `${xml} ` : xml);
    try {
      const response = await fetch(`${this.world.platformUrl}/channel-bills/wechat`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', 'livingpayment-issandbox': '0' },
        body: signature + xml,
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      return this.read(await response.text());
    } catch {
      return undefined;
    }
  }

  private written(trancode: string, info: Readonly<Record<string, string>>, isOther: boolean): string {
    this.last += 1;
    const head = {
      version: '1.0.1',
      trancode,
      transeqnum: `${this.world.clock.now().replace(/\D/g, '').slice(0, 17)}${this.last}`,
      merchantid: isOther ? `${this.secrets.merchantId}0` : this.secrets.merchantId,
    };
    const body = { bill_key: info['bill_key'] ?? '', company_id: this.secrets.companyId, ...info };
    return `<wxlifepay><head>${written(head)}</head><info>${written(body)}</info></wxlifepay>`;
  }

  private read(text: string): Answered | undefined {
    const start = text.indexOf('<');
    const xml = text.slice(start);
    if (start < 1 || text.slice(0, start) !== this.digest(xml)) return undefined;
    const head = leaves(/<head>(.*?)<\/head>/.exec(xml)?.[1] ?? '');
    const fields = leaves(/<info>(.*)<\/info>/.exec(xml)?.[1] ?? '');
    return { code: head['ret_code'] ?? '', text: head['err_msg'] ?? '', fields };
  }

  private digest(xml: string): string {
    const hex = createHash(this.secrets.digest)
      .update(xml + this.secrets.secret, 'utf8')
      .digest('hex');
    return this.secrets.digest === 'sha1' ? hex.toUpperCase() : hex;
  }
}

/** Every tag that holds text, by its name. */
const leaves = (xml: string): Record<string, string> =>
  Object.fromEntries([...xml.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, text]) => [name, text]));

const written = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`)
    .join('');
