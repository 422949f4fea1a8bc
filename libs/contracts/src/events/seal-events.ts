import { z } from 'zod';
import { InstantText } from '../primitives';
import { serviceNames } from '../api/operation';
import type { TopicEvent } from './topics';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.string().regex(/^[1-9]\d{0,18}$/);

/** A signed statement about every event that a service stored in a range of positions (ADR 27). */
export const SealData = z.object({
  service: z.enum(serviceNames),
  number: z.int().positive(),
  from: position,
  to: position,
  count: z.int().positive(),
  root: hash,
  previous: hash,
  sealedAt: InstantText,
  keyId: z.string().min(1).max(100),
  signature: z.string().regex(/^[\w-]{86}$/),
});
export type SealData = z.infer<typeof SealData>;

/** What every service publishes about its own events; the key of the record is the service's name. */
export const sealEvents = {
  'canbao.registration.EventsSealed.v1': { topic: 'registration.seals', data: SealData },
  'canbao.assessment.EventsSealed.v1': { topic: 'assessment.seals', data: SealData },
  'canbao.payment.EventsSealed.v1': { topic: 'payment.seals', data: SealData },
  'canbao.ledger-sync.EventsSealed.v1': { topic: 'ledger-sync.seals', data: SealData },
} as const satisfies Record<string, TopicEvent>;
