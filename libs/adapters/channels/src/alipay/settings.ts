import { X509Certificate, createPublicKey } from 'node:crypto';
import { z } from 'zod';

const pem = (kinds: string) => z.string().regex(new RegExp(`^-----BEGIN (${kinds})-----`), 'not PEM');

/** The setting `ALIPAY`: what Alipay knows us by, and what we know Alipay by. */
export const AlipaySettings = z.strictObject({
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
export type AlipaySettings = z.infer<typeof AlipaySettings>;

/** The public key of a PEM text, be it a key or a certificate. */
export const publicKeyOf = (text: string) =>
  text.includes('BEGIN CERTIFICATE') ? new X509Certificate(text).publicKey : createPublicKey(text);
