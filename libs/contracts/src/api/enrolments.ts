import { z } from 'zod';
import { bureaus, type Insurance } from '@canbao/vocabulary';
import { DayText, DistrictCode, MonthText, Scheme, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

const personPath = z.strictObject({ id: Uuid });
const coverPath = personPath.extend({ from: MonthText });
const removalReason = z.enum([
  'death',
  'left-country',
  'to-employer',
  'transferred-out',
  'stopped',
  'retired',
]);
const pension = z.strictObject({ district: DistrictCode, from: DayText });
const medical = z.strictObject({ district: DistrictCode, scheme: Scheme, from: DayText });
/** The last month for which cover was paid before the platform's record began: what it may rest on. */
const paidThrough = { paidThrough: MonthText.optional() };
/** From one month to another, both included; without `until`, all from the first on. */
const cover = z.strictObject({ from: MonthText, until: MonthText.optional() });
const ended = { endedOn: DayText.optional() };
/** The first day of the enrolment that was recorded wrongly and is put right. */
const corrects = { corrects: DayText.optional() };

/** The end of an enrolment: told with `POST`, put right with `PUT`. */
const end = (id: string, insurance: Insurance, method: 'POST' | 'PUT', summary: string) =>
  operation({
    id,
    service: 'registration',
    method,
    path: `/persons/{id}/enrolments/${insurance}/end`,
    roles: [bureaus[insurance]],
    status: 200,
    version: 'checked',
    summary,
    params: personPath,
    body: z.strictObject({ on: DayText, reason: removalReason }),
    reply: z.strictObject({ personId: Uuid, endedOn: DayText }),
    rejections: [
      'person-not-found',
      'not-enrolled',
      'ends-before-start',
      'death-in-future',
      'version-changed',
    ],
  });

const employerCover = <I extends Insurance>(id: string, insurance: I) =>
  operation({
    id,
    service: 'registration',
    method: 'PUT',
    path: `/persons/{id}/enrolments/${insurance}/employer-cover`,
    roles: [bureaus[insurance]],
    status: 200,
    version: 'checked',
    summary:
      `Tell of ${insurance} cover through an employer: its months are not payable. \`corrects\` names the ` +
      'first month of one that was told wrongly, in whose place this one comes.',
    params: personPath,
    body: cover.extend({ corrects: MonthText.optional() }),
    reply: cover.extend({ personId: Uuid, insurance: z.literal(insurance) }),
    rejections: [
      'person-not-found',
      'ends-before-start',
      'nothing-to-correct',
      'person-deceased',
      'version-changed',
    ],
  });

const withdrawEmployerCover = <I extends Insurance>(id: string, insurance: I) =>
  operation({
    id,
    service: 'registration',
    method: 'DELETE',
    path: `/persons/{id}/enrolments/${insurance}/employer-cover/{from}`,
    roles: [bureaus[insurance]],
    status: 200,
    version: 'checked',
    summary: `Withdraw the ${insurance} cover told of as from a month: its months are payable again.`,
    params: coverPath,
    reply: z.strictObject({ personId: Uuid, insurance: z.literal(insurance), from: MonthText }),
    rejections: ['person-not-found', 'nothing-to-withdraw', 'version-changed'],
  });

/** The calls about enrolments and employer cover. */
export const enrolmentsApi = {
  enrolPension: operation({
    id: 'enrolPension',
    service: 'registration',
    method: 'PUT',
    path: '/persons/{id}/enrolments/pension',
    roles: ['hrss'],
    status: 200,
    version: 'checked',
    summary:
      'Enrol for pension insurance, or move to another district, from a day on; or put the first day right.',
    params: personPath,
    body: pension.extend(corrects),
    reply: z.strictObject({
      personId: Uuid,
      insurance: z.literal('pension'),
      ...pension.shape,
      ...corrects,
    }),
    rejections: [
      'person-not-found',
      'person-deceased',
      'nothing-to-correct',
      'ends-before-start',
      'version-changed',
    ],
  }),
  enrolMedical: operation({
    id: 'enrolMedical',
    service: 'registration',
    method: 'PUT',
    path: '/persons/{id}/enrolments/medical',
    roles: ['medical-bureau'],
    status: 200,
    version: 'checked',
    summary:
      'Enrol for medical insurance, move to another district, or change the scheme, from a day on; ' +
      'or put the first day right.',
    params: personPath,
    body: medical.extend({ ...corrects, ...paidThrough }),
    reply: z.strictObject({
      personId: Uuid,
      insurance: z.literal('medical'),
      ...medical.shape,
      ...corrects,
      ...paidThrough,
    }),
    rejections: [
      'person-not-found',
      'person-deceased',
      'nothing-to-correct',
      'ends-before-start',
      'version-changed',
    ],
  }),
  endPension: end('endPension', 'pension', 'POST', 'End the pension enrolment (停缴, 转单位).'),
  endMedical: end('endMedical', 'medical', 'POST', 'End the medical enrolment.'),
  correctPensionEnd: end(
    'correctPensionEnd',
    'pension',
    'PUT',
    'Put the end of the pension enrolment right: its last day or its reason.',
  ),
  correctMedicalEnd: end(
    'correctMedicalEnd',
    'medical',
    'PUT',
    'Put the end of the medical enrolment right: its last day or its reason.',
  ),
  pensionEmployerCover: employerCover('pensionEmployerCover', 'pension'),
  medicalEmployerCover: employerCover('medicalEmployerCover', 'medical'),
  withdrawPensionEmployerCover: withdrawEmployerCover('withdrawPensionEmployerCover', 'pension'),
  withdrawMedicalEmployerCover: withdrawEmployerCover('withdrawMedicalEmployerCover', 'medical'),
  enrolments: operation({
    id: 'enrolments',
    service: 'registration',
    method: 'GET',
    path: '/persons/{id}/enrolments',
    roles: ['hrss', 'medical-bureau', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    version: 'given',
    summary:
      'The enrolments of a person: those in force today, and all of them with their days; and the cover ' +
      'through employers. A bureau is shown those of its own insurance.',
    params: personPath,
    reply: z.strictObject({
      personId: Uuid,
      pension: pension.extend(ended).optional(),
      medical: medical.extend(ended).optional(),
      diedOn: DayText.optional(),
      employerCovers: z
        .strictObject({ pension: z.array(cover).optional(), medical: z.array(cover).optional() })
        .optional(),
      periods: z.strictObject({
        pension: z.array(pension.extend(ended)).optional(),
        medical: z.array(medical.extend(ended)).optional(),
      }),
    }),
    rejections: ['person-not-found'],
  }),
} as const satisfies Record<string, Operation>;
