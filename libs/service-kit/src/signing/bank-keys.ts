import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InstantText } from '@canbao/contracts';
import { banks } from '@canbao/vocabulary';
import {
  signatureAlgorithms,
  signerOf,
  verifierOf,
  type SignatureAlgorithm,
  type Verifier,
} from './algorithms';

/** Who signs: the eight banks and the tax desk. */
export const signingChannels = [...banks, 'tax-desk'] as const;
export type SigningChannel = (typeof signingChannels)[number];

const named = { kid: z.string().regex(/^[\w.-]{1,64}$/), algorithm: z.enum(signatureAlgorithms) };
const readKey = <Key>(read: () => Key, context: z.RefinementCtx, kid: string): Key => {
  try {
    return read();
  } catch (error) {
    context.addIssue({ code: 'custom', message: `key ${kid}: ${(error as Error).message}` });
    return z.NEVER;
  }
};

const PublicKey = z
  .strictObject({ ...named, publicKey: z.string(), until: InstantText.optional() })
  .transform(({ kid, algorithm, publicKey, until }, context) => ({
    kid,
    algorithm,
    until,
    /** Tells one key from another, whatever its id. */
    digest: createHash('sha256')
      .update(publicKey.replaceAll(/-----.*?-----|\s/g, ''))
      .digest('hex'),
    verify: readKey((): Verifier => verifierOf(algorithm, publicKey), context, kid),
  }));
const OwnKey = z
  .strictObject({ ...named, privateKey: z.string() })
  .transform(({ kid, algorithm, privateKey }, context) => ({
    kid,
    algorithm,
    sign: readKey(() => signerOf(algorithm, privateKey), context, kid),
  }));

const SignedChannel = z.strictObject({
  /** `when-sent` verifies a signature that is there, and takes requests without; the sandbox only. */
  signatures: z.enum(['demanded', 'when-sent']).default('demanded'),
  /** Two during a change of keys. */
  keys: z.array(PublicKey).min(1).max(4),
  /** SHA-256 thumbprints (base64url) of the client certificates that the channel may come with. */
  certificates: z
    .array(z.string().regex(/^[\w-]{43}$/))
    .min(1)
    .max(4)
    .optional(),
});

/** The setting `BANK_KEYS`: who signs with which keys, and ours that sign the answers. */
export const BankKeys = z
  .strictObject({
    channels: z.partialRecord(z.enum(signingChannels), SignedChannel),
    /** Channels that are not listed. */
    others: z.enum(['refused', 'accepted']).default('refused'),
    /** Ours, for each algorithm that a channel uses; the first of an algorithm signs. */
    own: z.array(OwnKey).max(8),
  })
  .superRefine(({ channels, own }, context) => {
    const keys = Object.values(channels).flatMap((channel) => channel?.keys ?? []);
    for (const faults of [repeated(keys.map(({ kid }) => kid)), repeated(keys.map(({ digest }) => digest))])
      if (faults) context.addIssue({ code: 'custom', message: 'a key or its id is there twice' });
    for (const { algorithm } of keys)
      if (!own.some((ours) => ours.algorithm === algorithm))
        context.addIssue({ code: 'custom', message: `no own key signs answers by ${algorithm}` });
  });
export type BankKeys = z.output<typeof BankKeys>;
/** A key of a channel. */
export type ChannelKey = z.output<typeof PublicKey>;

const repeated = (values: readonly string[]): boolean => new Set(values).size < values.length;

/** The key of ours that signs by the algorithm. */
export const ownKey = (keys: BankKeys, algorithm: SignatureAlgorithm): BankKeys['own'][number] | undefined =>
  keys.own.find((key) => key.algorithm === algorithm);
