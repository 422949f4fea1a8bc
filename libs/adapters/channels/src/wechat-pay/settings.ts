import { z } from 'zod';
import { MerchantKey, PlatformKey, PlatformKeys } from './keys';

/** Configuration: how long WeChat Pay may take to answer, in ms, before the outcome is unknown. */
const answerTimeoutMs = 5000;

const Fields = z.strictObject({
  mchid: z.string().regex(/^\d{6,32}$/),
  appid: z.string().regex(/^wx[0-9A-Za-z]{6,30}$/),
  /** Ours: signs requests and what the mini-program hands to WeChat. PEM, PKCS #8. */
  merchantKey: z.strictObject({ serial: z.string().regex(/^[0-9A-F]{8,40}$/), privateKey: z.string() }),
  /** Opens notices and certificates: 32 bytes. */
  apiV3Key: z.string().regex(/^[\x21-\x7e]{32}$/),
  /**
   * Theirs: verify replies and notices. WeChat's public key under its `PUB_KEY_ID_…`, platform certificates
   * under their serial numbers; both at once while a switch goes on. The first is the one asked for.
   */
  platformKeys: z.array(z.strictObject({ id: z.string(), pem: z.string() })).min(1),
  /** The second is asked only what may be asked twice. A path before `/v3` is not part of what is signed. */
  hosts: z
    .array(z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')))
    .min(1)
    .max(2)
    .default(['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com']),
  /** Public, and without a query: WeChat refuses one. */
  notifyUrl: z.url({ protocol: /^https?$/ }).refine((url) => !url.includes('?'), 'has a query string'),
  timeoutMs: z.int().min(1).max(60_000).default(answerTimeoutMs),
});

/**
 * How this merchant reaches WeChat Pay. Keys are read at once: a key that cannot be read, a certificate under
 * another serial number, or the merchant's own key among the platform's ends the start.
 */
export const WeChatPaySettings = Fields.transform((fields, context) => {
  try {
    const merchantKey = new MerchantKey(fields.merchantKey.serial, fields.merchantKey.privateKey);
    const platformKeys = new PlatformKeys(
      fields.platformKeys.map(({ id, pem }) => new PlatformKey(id, pem)),
      merchantKey,
    );
    return { ...fields, apiV3Key: Buffer.from(fields.apiV3Key), merchantKey, platformKeys };
  } catch (error) {
    // Node's own messages do not show the key.
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'unreadable' });
    return z.NEVER;
  }
});
/** Settings with their keys read. */
export type WeChatPaySettings = z.output<typeof WeChatPaySettings>;
