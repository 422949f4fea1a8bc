import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../counterpart';

const Signer = z
  .object({ id: z.string(), privateKey: z.string() })
  .transform(({ id, privateKey }) => ({ id, key: createPrivateKey(privateKey) }));

/** What WeChat Pay knows of its merchant, and its own keys. */
const Secrets = z.object({
  mchid: z.string(),
  appid: z.string(),
  merchant: z.object({ serial: z.string(), publicKey: z.string().transform((pem) => createPublicKey(pem)) }),
  apiV3Key: z.string().length(32),
  publicKey: Signer,
  certificate: z
    .object({ id: z.string(), privateKey: z.string(), certificate: z.string() })
    .transform(({ id, privateKey, certificate }) => ({ id, key: createPrivateKey(privateKey), certificate })),
  /** Times this, a notice is sent again: 1 is WeChat's own schedule. */
  notifyPace: z.number().min(0).default(1),
});
export type Secrets = z.output<typeof Secrets>;

/** A key that signs answers and notices. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Undefined where the sandbox was given no keys of WeChat Pay. */
export const secretsOf = ({ secrets }: World): Secrets | undefined =>
  secrets['wechat'] === undefined ? undefined : Secrets.parse(secrets['wechat']);
