import { z } from 'zod';
import { Bank, InstantText, MiniProgram, Uuid } from '../primitives';
import { personalFields } from '../privacy/purposes';
import { operation, roles, type Operation } from './operation';

/** A value that was opened: when, by whom, why, and what allows it. Never the value. */
const Reading = z.strictObject({
  readAt: InstantText,
  field: z.enum(personalFields),
  fieldText: z.string(),
  purpose: z.string().describe('The name of a purpose; those of former releases may have other names.'),
  purposeText: z.string(),
  /** The provision that allows it, where the purpose is one of this release. */
  ground: z.strictObject({ article: z.string(), words: z.string(), address: z.string() }).optional(),
  by: z.strictObject({
    role: z.enum([...roles, 'anyone', 'system']),
    bank: Bank.optional(),
    channel: MiniProgram.optional(),
    text: z.string(),
    isCaller: z.boolean().describe('Whether whoever asks now did it.'),
    actor: z.string().optional().describe('Who exactly; told to officers alone.'),
  }),
  operation: z.string().optional().describe('The call of the API, or the job.'),
  requestId: z.string().optional(),
  reason: z.string().optional().describe('What an officer gave as the reason; told to officers alone.'),
});

/** Who has opened values of a person, the latest first. */
const Readings = z.strictObject({
  items: z.array(Reading),
  nextBefore: InstantText.optional().describe('There are earlier ones: ask again with it as `before`.'),
});

const readings = {
  method: 'GET',
  status: 200,
  roles: ['payer', 'operator', 'auditor'],
  params: z.strictObject({ id: Uuid }),
  query: z.strictObject({ before: InstantText.optional().describe('Only those before this instant.') }),
  reply: Readings,
  rejections: ['person-not-found'],
} as const;

/** What persons may ask for about their own data (PIPL, Art. 44 to 47; ADR 66). */
export const privacyApi = {
  registration: {
    readings: operation({
      ...readings,
      id: 'readings',
      service: 'registration',
      path: '/persons/{id}/readings',
      gathers: ['paymentReadings'],
      summary:
        'Who has opened which value of a person, when, and for which purpose, over all services; the ' +
        'readings of the person and of those who pay for them are in it. The latest first, some hundreds ' +
        'at once. As a page with `.html`.',
    }),
  },
  payment: {
    paymentReadings: operation({
      ...readings,
      id: 'paymentReadings',
      service: 'payment',
      path: '/persons/{id}/readings/payment',
      summary: 'Of `readings`, those in payment: accounts and cards.',
    }),
  },
} as const satisfies Record<string, Record<string, Operation>>;
