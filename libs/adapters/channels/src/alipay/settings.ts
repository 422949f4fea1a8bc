import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const bitsMin = 2048;
const pem = (kinds: string) => z.string().regex(new RegExp(`^-----BEGIN (${kinds})-----`), 'not PEM');

const Fields = z.strictObject({
  /** Where calls go, such as `https://openapi.alipay.com/gateway.do`. */
  gateway: z.url({ protocol: /^https?$/ }),
  appId: z.string().regex(/^\d{10,32}$/),
  /** The merchant that is paid; a message for another one is not for us. */
  sellerId: z.string().regex(/^2088\d{12}$/),
  /** Ours, PEM. Alipay holds its public half. */
  privateKey: pem('PRIVATE KEY|RSA PRIVATE KEY'),
  /** Alipay's public keys or certificates, PEM: two while Alipay changes its key. */
  alipayKeys: z.array(pem('PUBLIC KEY|CERTIFICATE')).min(1).max(4),
  /** Certificate mode: our certificate and Alipay's roots, PEM. */
  certificates: z.strictObject({ app: pem('CERTIFICATE'), roots: pem('CERTIFICATE') }).exactOptional(),
  /** Where Alipay sends its messages, without a query. */
  notifyUrl: z.url({ protocol: /^https?$/ }).refine((url) => !url.includes('?'), 'has a query'),
  /** Configuration: after it a call's outcome is unknown. */
  timeoutMs: z.int().min(10).max(60_000).default(5000),
});

/**
 * The setting `ALIPAY`: what Alipay knows us by, and what we know Alipay by. Keys are read at once. Our own
 * key among Alipay's would have us believe what we wrote ourselves: it ends the start.
 */
export const AlipaySettings = Fields.superRefine(({ privateKey, alipayKeys }, context) => {
  const fault = (message: string): void => context.addIssue({ code: 'custom', message });
  try {
    const own = createPublicKey(createPrivateKey(privateKey));
    const keys = alipayKeys.map(publicKeyOf);
    if (![own, ...keys].every(isStrong)) fault(`a key is not RSA of ${bitsMin} bits or more`);
    if (keys.some((key) => key.equals(own))) fault('our own key stands among the keys of Alipay');
  } catch {
    // Node's own words may show a part of the key.
    fault('a key cannot be read');
  }
});
export type AlipaySettings = z.infer<typeof AlipaySettings>;

/** The public key of a PEM text, be it a key or a certificate. */
export const publicKeyOf = (text: string): KeyObject =>
  text.includes('BEGIN CERTIFICATE') ? new X509Certificate(text).publicKey : createPublicKey(text);

const isStrong = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= bitsMin;
