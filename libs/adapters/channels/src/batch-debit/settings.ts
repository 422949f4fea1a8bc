import { banks } from '@canbao/vocabulary';
import { z } from 'zod';

const secret = z
  .string()
  .refine((text) => Buffer.from(text, 'base64url').length === 32, 'not 32 bytes in base64url');
const bankNumber = z.string().regex(/^\d{12}$/);

/** The setting `BATCH_DEBIT`: the node that the banks are behind, and the keys of sealed accounts. */
export const BatchDebitSettings = z.strictObject({
  /** Where messages go. */
  url: z.url({ protocol: /^https?$/ }),
  /** Ours, as messages name it. */
  node: bankNumber,
  taxOrgCode: z.string().regex(/^\d{11}$/),
  /** The treasury that is paid. */
  payee: z.strictObject({ bankNo: bankNumber, account: z.string().min(1).max(32), name: z.string().min(1) }),
  /** Of each bank, its number in the payment system. */
  bankNumbers: z.record(z.enum(banks), bankNumber),
  /** Both sides prove with it that a message came over the line between them. */
  lineKey: secret,
  /** Seal accounts; the current one is the last that was made. */
  accountKeys: z
    .strictObject({ current: z.string(), secrets: z.record(z.string(), secret) })
    .refine(({ current, secrets }) => secrets[current] !== undefined, 'the current key is not in the list'),
  /** Configuration: after it a message's outcome is unknown. */
  timeoutMs: z.int().min(10).max(120_000).default(15_000),
});
export type BatchDebitSettings = z.infer<typeof BatchDebitSettings>;
