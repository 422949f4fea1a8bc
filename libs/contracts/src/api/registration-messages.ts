import { z } from 'zod';
import { DayText, DistrictCode, InstantText, Scheme, Uuid } from '../primitives';
import { operation, type Operation } from './operation';

const bureau = z.enum(['hrss', 'medical-bureau']);
const registrars = ['hrss', 'medical-bureau'] as const;

/** The bureau's own number of a message. */
const MessageNo = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/);
const byId = z.strictObject({ personId: Uuid });
const byIdentity = z.strictObject({ idNumber: z.string().min(1).max(40), name: z.string().min(1).max(200) });

const kinds = {
  begins: z.enum(['enrolled', 'from-employer', 'transferred-in', 'resumed']),
  ends: z.enum([
    'to-employer',
    'death',
    'left-country',
    'transferred-out',
    'stopped',
    'retired',
    'withdrawn',
  ]),
};
/** What has changed: 增员 with all that holds from then on, a move, another scheme, or 减员. */
const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: kinds.begins, district: DistrictCode, scheme: Scheme.optional() }),
  z.strictObject({ kind: z.literal('moved'), district: DistrictCode }),
  z.strictObject({ kind: z.literal('scheme-changed'), scheme: Scheme }),
  z.strictObject({ kind: kinds.ends }),
]);
const told = {
  messageNo: MessageNo,
  /** The day as of which it holds: a first day, or the last day covered. */
  businessDate: DayText,
  /** The bureau's own order of what it tells of a person. */
  sequence: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  change,
  /** The number of the message that this one replaces. */
  corrects: MessageNo.optional(),
};

/** A message of a bureau's feed: a body, or a line of a file. */
export const RegistrationMessage = z.strictObject({
  person: z.union([byId, byIdentity]),
  ...told,
});
/** A message of a bureau's feed. */
export type RegistrationMessage = z.infer<typeof RegistrationMessage>;
/** What a bureau writes to its topic; the record's key is the person. It names nobody. */
export const RegistrationRecord = z.strictObject({ person: byId, ...told });
/** A message of a bureau's topic. */
export type RegistrationRecord = z.infer<typeof RegistrationRecord>;

const fact = z.strictObject({
  bureau,
  messageNo: z.string().optional(),
  businessDate: DayText,
  kind: z.enum([...kinds.begins.options, 'moved', 'scheme-changed', ...kinds.ends.options]),
});
const registrationCase = z.strictObject({
  caseId: z.string(),
  because: z.enum([
    'number-reused',
    'sequence-reused',
    'corrects-unknown',
    'corrects-later',
    'corrected-twice',
    'overtaken-by-call',
    'not-enrolled',
    'deaths-differ',
    'after-death',
  ]),
  /** Who puts it right; the case closes by itself when the facts go together. */
  owners: z.array(bureau),
  wayOut: z.enum([
    'correct-or-withdraw-one',
    'send-what-is-missing',
    'send-under-another-number',
    'use-the-call',
  ]),
  facts: z.array(fact),
});
const fault = z.strictObject({ line: z.int(), messageNo: z.string().optional(), code: z.string() });

const cursor = z
  .string()
  .regex(/^\d{1,19}$/)
  .optional();

/** The HTTP calls about the bureaus' feeds (登记变更推送). */
export const registrationMessagesApi = {
  takeMessage: operation({
    id: 'takeMessage',
    service: 'registration',
    method: 'POST',
    path: '/registration-messages',
    roles: registrars,
    status: 200,
    summary:
      'A bureau tells of an enrolment, a move, another scheme, an end, a death or a correction. The same ' +
      'message again has no effect; one that comes late takes its place in the past; what contradicts ' +
      'another fact opens a case.',
    body: RegistrationMessage,
    reply: z.strictObject({
      personId: Uuid,
      messageNo: MessageNo,
      outcome: z.enum(['taken', 'repeated', 'conflicting']),
      /** Open cases that the message is a fact of. */
      cases: z.array(registrationCase),
    }),
    rejections: [
      'person-not-found',
      'identity-number-invalid',
      'name-invalid',
      'name-mismatch',
      'identity-number-corrected',
      'no-matching-person',
      'date-before-records',
      'date-in-future',
      'death-in-future',
      'scheme-required',
      'not-of-this-insurance',
      'names-no-message',
    ],
  }),
  takeMessageFile: {
    lines: RegistrationMessage,
    ...operation({
      id: 'takeMessageFile',
      service: 'registration',
      method: 'POST',
      path: '/registration-message-files',
      roles: registrars,
      status: 200,
      idempotencyKey: 'none',
      summary:
        'Messages in a file of JSON lines, one a line. It is refused whole, and every wrong line is named; ' +
        'the same file again has no effect.',
      /** Control totals of the file: refused where it is another. */
      query: z.strictObject({
        count: z
          .string()
          .regex(/^\d{1,6}$/)
          .optional(),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
      reply: z.strictObject({
        fileId: Uuid,
        messages: z.int(),
        repeated: z.int(),
        conflicting: z.int(),
        /** Lines that another fact overtook while the file was taken; the others stand. */
        overtaken: z.array(fault),
      }),
      rejections: ['message-file-refused'],
    }),
  },
  registrationMessages: operation({
    id: 'registrationMessages',
    service: 'registration',
    method: 'GET',
    path: '/registration-messages',
    roles: [...registrars, 'operator', 'auditor'],
    status: 200,
    summary:
      'What became of messages and files, the latest first, in pages of 50. A bureau is shown its own.',
    query: z.strictObject({
      messageNo: MessageNo.optional(),
      id: Uuid.optional(),
      outcome: z.enum(['taken', 'conflicting', 'refused', 'parked', 'accepted']).optional(),
      before: cursor,
    }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          bureau,
          way: z.enum(['message', 'file']),
          outcome: z.enum(['taken', 'conflicting', 'refused', 'parked', 'accepted']),
          at: InstantText,
          /** Of a file, or of a record that was refused or parked. */
          id: Uuid.optional(),
          messageNo: z.string().optional(),
          personId: Uuid.optional(),
          businessDate: DayText.optional(),
          sequence: z.int().optional(),
          change: change.optional(),
          corrects: z.string().optional(),
          because: z.string().optional(),
          messages: z.int().optional(),
          repeated: z.int().optional(),
          faults: z.array(fault).optional(),
          faultsLeftOut: z.int().optional(),
        }),
      ),
      nextCursor: z.string().optional(),
    }),
  }),
  registrationCases: operation({
    id: 'registrationCases',
    service: 'registration',
    method: 'GET',
    path: '/registration-cases',
    roles: [...registrars, 'operator', 'auditor'],
    status: 200,
    summary:
      'Facts of the feeds that contradict each other, with their owner and the way out, the oldest first. ' +
      'A bureau is shown those that it owns.',
    query: z.strictObject({ personId: Uuid.optional(), after: cursor }),
    reply: z.strictObject({
      items: z.array(registrationCase.extend({ personId: Uuid, openedAt: InstantText })),
      nextCursor: z.string().optional(),
    }),
  }),
} as const satisfies Record<string, Operation>;
