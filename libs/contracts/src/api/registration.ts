import { z } from 'zod';
import { DayText, Uuid } from '../primitives';
import { enrolmentsApi } from './enrolments';
import { searchApi } from './person-search';
import { operation, type Operation } from './operation';
import { privacyApi } from './privacy';
import { registrationMessagesApi } from './registration-messages';

const identity = z.strictObject({ idNumber: z.string().min(1).max(40), name: z.string().min(1).max(200) });
const personPath = z.strictObject({ id: Uuid });
/** Counts the versions of a value in the identity vault; the first is the one given at registration. */
const version = z.int().positive();
const holderPath = z.strictObject({ ticket: z.string().regex(/^[\w-]{40,200}$/) });
const holderName = z.strictObject({ name: z.string(), isMasked: z.boolean() });

/** The HTTP calls of registration (参保登记). */
export const registrationApi = {
  registerPerson: operation({
    id: 'registerPerson',
    service: 'registration',
    reads: 'registration',
    method: 'POST',
    path: '/persons',
    roles: ['hrss', 'medical-bureau'],
    status: 201,
    summary: 'Register a person; registering the same person again returns the same id.',
    body: identity,
    reply: z.strictObject({ personId: Uuid }),
    rejections: ['identity-number-invalid', 'name-invalid', 'name-mismatch', 'identity-number-corrected'],
  }),
  correctName: operation({
    id: 'correctName',
    service: 'registration',
    reads: 'correction',
    method: 'PUT',
    path: '/persons/{id}/name',
    roles: ['hrss', 'medical-bureau'],
    status: 200,
    summary:
      'Put right the name that the calling bureau knows the person by. The former one is kept as history.',
    params: personPath,
    body: identity.pick({ name: true }),
    reply: z.strictObject({ personId: Uuid, version }),
    rejections: ['person-not-found', 'given-by-other-bureau', 'name-invalid'],
  }),
  correctIdentityNumber: operation({
    id: 'correctIdentityNumber',
    service: 'registration',
    reads: 'correction',
    method: 'PUT',
    path: '/persons/{id}/identity-number',
    roles: ['hrss', 'medical-bureau'],
    status: 200,
    summary:
      'Put the identity number right; the bureau has registered the person. ' +
      'The former one is kept as history.',
    params: personPath,
    body: identity.pick({ idNumber: true }),
    reply: z.strictObject({ personId: Uuid, version }),
    rejections: [
      'person-not-found',
      'given-by-other-bureau',
      'identity-number-invalid',
      'identity-number-in-use',
    ],
  }),
  recordDeath: operation({
    id: 'recordDeath',
    service: 'registration',
    method: 'PUT',
    path: '/persons/{id}/death',
    roles: ['hrss', 'medical-bureau'],
    status: 200,
    version: 'checked',
    summary:
      'Record a death, or put its day right. It closes both insurances from the next month. ' +
      'Of two bureaus that report different days the later report counts.',
    params: personPath,
    body: z.strictObject({ on: DayText }),
    reply: z.strictObject({ personId: Uuid, diedOn: DayText }),
    rejections: ['person-not-found', 'death-in-future', 'version-changed'],
  }),
  withdrawDeath: operation({
    id: 'withdrawDeath',
    service: 'registration',
    method: 'DELETE',
    path: '/persons/{id}/death',
    roles: ['hrss', 'medical-bureau'],
    status: 200,
    version: 'checked',
    summary:
      'Withdraw the death that the calling bureau has reported: the enrolments are as they were before it. ' +
      'A day in the reply is what the other bureau has reported.',
    params: personPath,
    reply: z.strictObject({ personId: Uuid, diedOn: DayText.optional() }),
    rejections: ['person-not-found', 'nothing-to-withdraw', 'given-by-other-bureau', 'version-changed'],
  }),
  ...searchApi,
  ...enrolmentsApi,
  ...registrationMessagesApi,
  addBeneficiary: operation({
    id: 'addBeneficiary',
    service: 'registration',
    reads: 'match',
    method: 'POST',
    path: '/payers/me/beneficiaries',
    roles: ['payer'],
    status: 201,
    summary: 'Add a person to pay for (增加人员); payers add themselves too.',
    body: identity,
    reply: z.strictObject({ personId: Uuid }),
    rejections: ['no-matching-person', 'too-many-beneficiaries', 'too-many-misses'],
  }),
  listBeneficiaries: operation({
    id: 'listBeneficiaries',
    service: 'registration',
    reads: 'own-list',
    method: 'GET',
    path: '/payers/me/beneficiaries',
    roles: ['payer'],
    status: 200,
    summary: 'The persons the caller may pay for.',
    reply: z.strictObject({ items: z.array(z.strictObject({ personId: Uuid, maskedName: z.string() })) }),
  }),
  removeBeneficiary: operation({
    id: 'removeBeneficiary',
    service: 'registration',
    method: 'DELETE',
    path: '/payers/me/beneficiaries/{id}',
    roles: ['payer'],
    status: 204,
    summary: 'Stop paying for a person.',
    params: personPath,
    reply: z.undefined(),
  }),
  holderName: operation({
    id: 'holderName',
    service: 'registration',
    reads: 'paper',
    method: 'GET',
    path: '/paper-holders/{ticket}',
    roles: ['payer', 'bank', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary:
      'The name on a paper, by the ticket that payment gave with it: in full for a payer who may act for ' +
      'the person, masked for others. The portal asks when it makes the paper.',
    params: holderPath,
    reply: holderName,
    rejections: ['person-not-found'],
  }),
  maskedHolderName: operation({
    id: 'maskedHolderName',
    service: 'registration',
    reads: 'paper-check',
    method: 'GET',
    path: '/paper-holders/{ticket}/masked',
    roles: [],
    status: 200,
    summary: 'The masked name, for whoever checks a paper. A ticket is good for minutes.',
    params: holderPath,
    reply: holderName,
    rejections: ['person-not-found'],
  }),
  ...privacyApi.registration,
  identityKeys: operation({
    id: 'identityKeys',
    service: 'registration',
    method: 'GET',
    path: '/identity-keys',
    roles: ['operator', 'auditor'],
    status: 200,
    summary:
      'Which keys the identity vault is sealed with, and for how many persons the current one is still ' +
      'to be used. Never the keys themselves.',
    reply: z.strictObject({
      current: z.string(),
      remaining: z.int().describe('Persons sealed with a key that is on its way out.'),
      keys: z.array(
        z.strictObject({
          keyId: z.string(),
          persons: z.int().describe('Whose data key it wraps.'),
          digests: z.int().describe('Numbers that are found by it.'),
        }),
      ),
    }),
  }),
} as const satisfies Record<string, Operation>;
