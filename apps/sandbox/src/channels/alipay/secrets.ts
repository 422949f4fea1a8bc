import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../counterpart';

const Secrets = z.object({
  appId: z.string(),
  sellerId: z.string(),
  appPublicKey: z.string(),
  /** PEM. The second signs as well while keys are mixed. */
  privateKeys: z.array(z.string()).min(1),
});

/** What the stand-in holds: the merchant it knows, and the keys it signs with. */
export class AlipayKeys {
  readonly appId: string;
  readonly sellerId: string;
  private readonly merchant: KeyObject;
  private readonly own: readonly KeyObject[];

  constructor(secrets: unknown) {
    const { appId, sellerId, appPublicKey, privateKeys } = Secrets.parse(secrets);
    this.appId = appId;
    this.sellerId = sellerId;
    this.merchant = createPublicKey(appPublicKey);
    this.own = privateKeys.map((pem) => createPrivateKey(pem));
  }

  sign(text: string, which = 0): string {
    const key = this.own[which] ?? this.own[0];
    if (key === undefined) throw new Error('the stand-in for Alipay has no key');
    return sign('RSA-SHA256', Buffer.from(text, 'utf8'), key).toString('base64');
  }

  isMerchants(text: string, signature: string): boolean {
    return verify('RSA-SHA256', Buffer.from(text, 'utf8'), this.merchant, Buffer.from(signature, 'base64'));
  }
}

/** The keys of this world. @throws ZodError where it has none. */
export const keysIn = ({ secrets }: World): AlipayKeys => new AlipayKeys(secrets['alipay']);

/** `a=1&b=2` of what has a value, by name; the text that both sides sign. */
export const joined = (fields: Readonly<Record<string, string>>, leftOut: readonly string[]): string =>
  Object.entries(fields)
    .filter(([name, value]) => value.length > 0 && !leftOut.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
