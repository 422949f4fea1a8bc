import { z } from 'zod';
import { SealData } from '../events/seal-events';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const provenEvent = z.strictObject({
  position: z.string(),
  stream: z.string(),
  version: z.int(),
  type: z.string(),
  revision: z.int(),
  subject: z.string(),
  topic: z.string().nullable(),
  recordedAt: z.string(),
  actor: z.string(),
  causationId: z.string().nullable(),
  previousHash: hash,
  data: z.string(),
});

/** A proof for outsiders (ADR 27): stored events, each with its path to a seal. */
export const proofOf = <About extends z.ZodType>(about: About) =>
  z.strictObject({
    format: z.literal('canbao-proof-1'),
    about,
    events: z.array(
      z.strictObject({ event: provenEvent, index: z.int(), path: z.array(hash), seal: SealData }),
    ),
  });
