import { z } from 'zod';
import { DayText, District, Scheme, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

const identity = z.strictObject({ idNumber: z.string().min(1).max(40), name: z.string().min(1).max(200) });
const personPath = z.strictObject({ id: Uuid });
const removalReason = z.enum(['death', 'left-country', 'to-employer', 'transferred-out', 'stopped']);
const pension = z.strictObject({ district: District, from: DayText });
const medical = z.strictObject({ district: District, scheme: Scheme, from: DayText });
const ended = { endedOn: DayText.optional() };

/** The HTTP calls of registration (参保登记). */
export const registrationApi = {
  registerPerson: operation({
    id: 'registerPerson', service: 'registration', method: 'POST', path: '/persons', roles: ['hrss', 'medical-bureau'], status: 201,
    summary: 'Register a person; the same person again gives the same id.', body: identity, reply: z.strictObject({ personId: Uuid }),
    rejections: ['identity-number-invalid', 'name-invalid', 'name-differs'],
  }),
  enrolPension: operation({
    id: 'enrolPension', service: 'registration', method: 'PUT', path: '/persons/{id}/enrolments/pension', roles: ['hrss'], status: 200, version: 'checked',
    summary: 'Enrol for pension, or move to another district.', params: personPath, body: pension, reply: z.strictObject({ personId: Uuid, insurance: z.literal('pension'), ...pension.shape }),
    rejections: ['unknown-person', 'person-removed', 'version-changed'],
  }),
  enrolMedical: operation({
    id: 'enrolMedical', service: 'registration', method: 'PUT', path: '/persons/{id}/enrolments/medical', roles: ['medical-bureau'], status: 200, version: 'checked',
    summary: 'Enrol for medical insurance, move, or change the scheme.', params: personPath, body: medical, reply: z.strictObject({ personId: Uuid, insurance: z.literal('medical'), ...medical.shape }),
    rejections: ['unknown-person', 'person-removed', 'version-changed'],
  }),
  endPension: operation({
    id: 'endPension', service: 'registration', method: 'POST', path: '/persons/{id}/enrolments/pension/end', roles: ['hrss'], status: 200, version: 'checked',
    summary: 'End the pension enrolment (停缴, 转单位, …).', params: personPath, body: z.strictObject({ on: DayText, reason: removalReason }), reply: z.strictObject({ personId: Uuid, endedOn: DayText }),
    rejections: ['unknown-person', 'not-enrolled', 'ends-before-start', 'version-changed'],
  }),
  endMedical: operation({
    id: 'endMedical', service: 'registration', method: 'POST', path: '/persons/{id}/enrolments/medical/end', roles: ['medical-bureau'], status: 200, version: 'checked',
    summary: 'End the medical enrolment.', params: personPath, body: z.strictObject({ on: DayText, reason: removalReason }), reply: z.strictObject({ personId: Uuid, endedOn: DayText }),
    rejections: ['unknown-person', 'not-enrolled', 'ends-before-start', 'version-changed'],
  }),
  enrolments: operation({
    id: 'enrolments', service: 'registration', method: 'GET', path: '/persons/{id}/enrolments', roles: ['hrss', 'medical-bureau', 'tax-desk', 'operator', 'auditor'], status: 200, version: 'given',
    summary: 'The enrolments of a person: district, scheme, start and end.', params: personPath,
    reply: z.strictObject({ personId: Uuid, pension: pension.extend(ended).optional(), medical: medical.extend(ended).optional() }), rejections: ['unknown-person'],
  }),
  addBeneficiary: operation({
    id: 'addBeneficiary', service: 'registration', method: 'POST', path: '/payers/me/beneficiaries', roles: ['payer'], status: 201,
    summary: 'Add a person to pay for (增加人员), oneself included.', body: identity, reply: z.strictObject({ personId: Uuid }), rejections: ['no-matching-person', 'too-many-beneficiaries'],
  }),
  listBeneficiaries: operation({
    id: 'listBeneficiaries', service: 'registration', method: 'GET', path: '/payers/me/beneficiaries', roles: ['payer'], status: 200,
    summary: 'The persons one may pay for.', reply: z.strictObject({ items: z.array(z.strictObject({ personId: Uuid, maskedName: z.string() })) }),
  }),
  removeBeneficiary: operation({
    id: 'removeBeneficiary', service: 'registration', method: 'DELETE', path: '/payers/me/beneficiaries/{id}', roles: ['payer'], status: 204,
    summary: 'Stop paying for a person.', params: personPath, reply: z.undefined(),
  }),
} as const satisfies Record<string, Operation>;
