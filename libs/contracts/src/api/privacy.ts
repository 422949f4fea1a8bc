import { z } from 'zod';
import { Condition } from '../condition';
import { Bank, DayText, InstantText, MiniProgram, Uuid } from '../primitives';
import { personalFields } from '../privacy/purposes';
import { operation, roles, serviceNames, type Operation } from './operation';
import { ProposalReply } from './proposals';

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

/** What is held of a person, for the person. */
const PersonalData = z.strictObject({
  personId: Uuid,
  items: z.array(
    z.strictObject({
      service: z.enum(serviceNames),
      what: z.string(),
      values: z.array(z.string()).describe('Masked; empty where another call gives them.'),
      purposes: z.array(z.strictObject({ words: z.string(), article: z.string() })),
      kept: z.string().describe('For how long, and why.'),
    }),
  ),
});
const personalData = {
  method: 'GET',
  status: 200,
  roles: ['payer', 'operator'],
  params: z.strictObject({ id: Uuid }),
  reply: PersonalData,
  rejections: ['person-not-found'],
} as const;

/** How far the erasure of a person has got. */
export const ErasureStatus = z.enum(['none', 'requested', 'restricted', 'erasing', 'erased']);
export type ErasureStatus = z.infer<typeof ErasureStatus>;

const aboutPerson = z.strictObject({ id: Uuid });
const erasure = {
  personId: Uuid,
  status: ErasureStatus.describe(
    'restricted: stored and protected, no more, until the law lets them be erased; erasing: being done',
  ),
  requestedAt: InstantText.optional(),
  keptUntil: DayText.optional().describe('The last day on which the law has the data kept.'),
};

/** What persons may ask for about their own data (PIPL, Art. 44 to 47; ADR 66). */
export const privacyApi = {
  registration: {
    personalData: operation({
      ...personalData,
      id: 'personalData',
      service: 'registration',
      reads: 'own-copy',
      path: '/persons/{id}/personal-data',
      gathers: ['paymentPersonalData'],
      summary:
        'What is held of a person over all services, why, on which ground, and for how long, in words for ' +
        'the person; names and numbers masked, since a sign-in cannot tell the person from who pays for ' +
        'them. As a page with `.html`. It is recorded as a reading.',
    }),
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
    paymentPersonalData: operation({
      ...personalData,
      id: 'paymentPersonalData',
      service: 'payment',
      path: '/persons/{id}/personal-data/payment',
      summary: 'Of `personalData`, the part of payment: accounts by their last digits, payments.',
    }),
    paymentReadings: operation({
      ...readings,
      id: 'paymentReadings',
      service: 'payment',
      path: '/persons/{id}/readings/payment',
      summary: 'Of `readings`, those in payment: accounts and cards.',
    }),
    requestErasure: operation({
      id: 'requestErasure',
      service: 'payment',
      method: 'POST',
      path: '/persons/{id}/erasure-requests',
      roles: ['payer', 'tax-desk'],
      status: 201,
      summary:
        'Ask for the erasure of a person’s data. It does nothing yet: operators see to it that it is the ' +
        'person, or who may speak for them, who asks. Asked again, it is the same request.',
      params: aboutPerson,
      body: z.strictObject({}).optional(),
      reply: z.strictObject(erasure),
      rejections: ['person-not-found'],
    }),
    erasure: operation({
      id: 'erasure',
      service: 'payment',
      method: 'GET',
      path: '/persons/{id}/erasure',
      roles: ['payer', 'tax-desk', 'operator', 'auditor'],
      status: 200,
      summary:
        'How far the erasure of a person has got, and what stands in its way, each with its source and who ' +
        'can clear it. Once payers are kept from the person’s data they find nobody here.',
      params: aboutPerson,
      reply: z.strictObject({ ...erasure, conditions: z.array(Condition) }),
      rejections: ['person-not-found'],
    }),
    erasures: operation({
      id: 'erasures',
      service: 'payment',
      method: 'GET',
      path: '/erasures',
      roles: ['operator', 'auditor'],
      status: 200,
      summary: 'Requests for erasure and what became of them, the latest first, at most 200.',
      query: z.strictObject({ status: ErasureStatus.exclude(['none']).optional() }),
      reply: z.strictObject({ items: z.array(z.strictObject(erasure)) }),
    }),
    erasePerson: operation({
      id: 'erasePerson',
      service: 'payment',
      method: 'POST',
      path: '/persons/{id}/erasure',
      roles: ['operator'],
      status: 202,
      summary:
        'Propose to erase a person’s data by destroying their keys, in payment and then in registration; ' +
        'another operator approves it. Money and its records stay. Refused while something is under way, ' +
        'with all conditions. Where the law has payments kept, it restricts the data to storage instead ' +
        '(`details.effect`), and they are erased by themselves after `details.keptUntil`.',
      params: aboutPerson,
      body: z.strictObject({
        reason: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .describe('A ticket number, and how it was seen that the person asks; no names.'),
      }),
      reply: ProposalReply,
      rejections: ['person-not-found', 'proposal-open', 'erasure-not-possible'],
    }),
  },
} as const satisfies Record<string, Record<string, Operation>>;
