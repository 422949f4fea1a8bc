import { z } from 'zod';
import { SealData } from '../events/seal-events';
import { Uuid } from '../primitives';
import { operation } from './operation';

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
const proofOf = <About extends z.ZodType>(about: About) =>
  z.strictObject({
    format: z.literal('canbao-proof-1'),
    about,
    events: z.array(
      z.strictObject({ event: provenEvent, index: z.int(), path: z.array(hash), seal: SealData }),
    ),
  });

/** The proof of a receipt, for whoever may see the receipt. */
export const receiptProof = operation({
  id: 'receiptProof',
  service: 'payment',
  method: 'GET',
  path: '/receipts/{no}/proof',
  roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  summary:
    'What was stored about a receipt, with its path to a signed seal: ' +
    'whoever has the public key can check it offline.',
  params: z.strictObject({ no: z.string().max(40) }),
  reply: proofOf(z.strictObject({ receiptNo: z.string() })),
  rejections: ['receipt-not-found', 'not-sealed-yet'],
});

/** The proof of a quote. */
export const quoteProof = operation({
  id: 'quoteProof',
  service: 'assessment',
  method: 'GET',
  path: '/quotes/{id}/proof',
  roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
  status: 200,
  summary: 'A quote with its certificate as it was stored, and its path to a signed seal (offline proof).',
  params: z.strictObject({ id: Uuid }),
  reply: proofOf(z.strictObject({ quoteId: Uuid })),
  rejections: ['not-found', 'not-sealed-yet'],
});
