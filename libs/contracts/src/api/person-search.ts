import { z } from 'zod';
import { DayText, District, Scheme, Uuid } from '../primitives';
import { operation, type Operation, type Role } from './operation';

const officers: readonly Role[] = ['hrss', 'medical-bureau', 'agency', 'tax-desk', 'bank', 'operator'];
const placed = z.strictObject({ district: District, from: DayText, endedOn: DayText.optional() });

/** Finding a person by the number on their card, and seeing who it is (ADR 72). */
export const searchApi = {
  searchPerson: operation({
    id: 'searchPerson',
    service: 'registration',
    reads: 'counter-search',
    method: 'POST',
    path: '/persons/search',
    roles: officers,
    status: 200,
    idempotencyKey: 'none',
    summary:
      'Find a person by identity number, which stands in the body and in no address: the masked name and ' +
      'where they are enrolled. A counter finds those of its district and its bank; a bureau is shown its ' +
      'own insurance. Each search is recorded as a reading; an operator, before whom nobody stands, gives ' +
      'the reason.',
    body: z.strictObject({
      idNumber: z.string().min(1).max(40),
      reason: z.string().trim().min(4).max(200).optional().describe('Kept with the reading.'),
    }),
    reply: z.strictObject({
      personId: Uuid,
      maskedName: z.string(),
      pension: placed.optional(),
      medical: placed.extend({ scheme: Scheme }).optional(),
      diedOn: DayText.optional(),
    }),
    rejections: [
      'identity-number-invalid',
      'search-reason-required',
      'person-not-found',
      'bank-not-in-district',
    ],
  }),
  unmaskPerson: operation({
    id: 'unmaskPerson',
    service: 'registration',
    reads: 'unmasking',
    method: 'POST',
    path: '/persons/{id}/unmasking',
    roles: officers,
    status: 200,
    idempotencyKey: 'none',
    summary:
      'Name and number in full, for the reason that the officer gives; both readings are recorded with it, ' +
      'and the person can ask who has read them. A counter sees those of its district and its bank.',
    params: z.strictObject({ id: Uuid }),
    body: z.strictObject({ reason: z.string().trim().min(4).max(200) }),
    reply: z.strictObject({ personId: Uuid, name: z.string(), idNumber: z.string() }),
    rejections: ['person-not-found', 'bank-not-in-district'],
  }),
} as const satisfies Record<string, Operation>;
