import { z } from 'zod';
import { InstantText } from '../primitives';
import type { RejectionTable } from '../rejections';
import { call, serviceNames, type Call, type Operation, type Role, type ServiceName } from './operation';
import { ProposalReply, proposalsApi } from './proposals';

const readers: readonly Role[] = ['operator', 'auditor'];
const position = z.string().regex(/^\d{1,18}$/);
/**
 * A ticket or a few words without names. It is logged, so nothing that looks like a long number is accepted.
 */
const purpose = z.string().regex(/^(?!.*\d{15})[\w.:#/ -]{1,80}$/);

const state = z.strictObject({
  relay: z.strictObject({
    leading: z.boolean().describe('Whether any instance is publishing.'),
    leadingSince: InstantText.optional(),
    epoch: z.string().optional(),
    lag: z.int().describe('Stored events that are not yet published.'),
    cursor: position,
  }),
  consumer: z
    .strictObject({
      joined: z.boolean(),
      busyMs: z.int(),
      sinceCommitMs: z.int().optional(),
    })
    .optional(),
  parked: z.strictObject({
    keys: z.int(),
    records: z.int(),
    oldestSince: InstantText.optional(),
    forged: z.int().describe('Records on topics that their owner did not write; set aside.'),
  }),
  oldestTransaction: z
    .strictObject({
      seconds: z.int(),
      xidAge: z.int().optional(),
      database: z.string(),
      application: z.string(),
    })
    .optional(),
});
const parkedKey = z.strictObject({
  key: z.string(),
  since: InstantText,
  error: z.string(),
  records: z.int(),
});

/** An entry of the security log, in the words of the Elastic Common Schema. Names nobody but by id. */
export const SecurityEntry = z.strictObject({
  '@timestamp': InstantText,
  event: z.strictObject({
    id: z.string(),
    sequence: position,
    dataset: z.string(),
    kind: z.string().describe('The type of the stored event.'),
    action: z.string(),
  }),
  user: z.strictObject({ id: z.string() }),
  source: z.strictObject({ address: z.string() }).optional(),
  canbao: z.record(z.string(), z.unknown()).describe('The data of the stored event.'),
});
/** An entry as it is written. */
export type SecurityEntry = z.input<typeof SecurityEntry>;

const ofService = z.strictObject({ service: z.enum(serviceNames) });

/**
 * The calls by which an operator manages any service; `{service}` in the path is its name. Each is harmless
 * when repeated, so none takes an idempotency key.
 */
export const operationsApi = {
  state: call({
    id: 'State',
    method: 'GET',
    path: '/operations/{service}/state',
    roles: readers,
    status: 200,
    summary:
      'The progress of relay and consumer, parked events, ' +
      'and the oldest open transaction of the database server.',
    params: ofService,
    reply: state,
  }),
  parkedKeys: call({
    id: 'ParkedKeys',
    method: 'GET',
    path: '/operations/{service}/parked-keys',
    roles: readers,
    status: 200,
    summary:
      'Persons whose events wait because one of them could not be handled; the oldest first, at most 1,000.',
    params: ofService,
    reply: z.strictObject({ items: z.array(parkedKey) }),
  }),
  releaseKey: call({
    id: 'ReleaseKey',
    method: 'POST',
    path: '/operations/{service}/parked-keys/{key}/release',
    roles: ['operator'],
    status: 202,
    idempotencyKey: 'none',
    summary:
      'Propose to handle the parked events of a key, in order. Done once another operator approves it; ' +
      'the approval is refused with the obstacle that remains.',
    params: ofService.extend({ key: z.string().min(1).max(200) }),
    body: z.strictObject({ purpose: purpose.optional() }).optional(),
    reply: ProposalReply,
    rejections: ['key-not-parked', 'proposal-open'],
  }),
  republish: call({
    id: 'Republish',
    method: 'POST',
    path: '/operations/{service}/republish',
    roles: ['operator'],
    status: 202,
    idempotencyKey: 'none',
    summary:
      'Propose to publish everything after a position again, whichever instance leads; ' +
      'inboxes make the repeats harmless. Done once another operator approves it.',
    params: ofService,
    body: z.strictObject({ after: position, purpose: purpose.optional() }),
    reply: ProposalReply,
    rejections: ['position-not-published', 'proposal-open'],
  }),
  ...proposalsApi,
  securityLog: call({
    id: 'SecurityLog',
    method: 'GET',
    path: '/operations/{service}/security-log',
    roles: readers,
    status: 200,
    summary:
      'Refused sign-ins and requests, readings of personal data and what operators did, ' +
      'in the order in which they were stored; 200 a page.',
    params: ofService,
    query: z.strictObject({
      from: InstantText.optional().describe('Leaves out what was stored before.'),
      cursor: position.optional().describe('nextCursor of the page before.'),
    }),
    reply: z.strictObject({ items: z.array(SecurityEntry), nextCursor: position.optional() }),
  }),
} as const satisfies Record<string, Call<z.ZodObject>>;

const camel = (text: string): string =>
  text.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The operations calls of one service, with its name in their paths and ids. */
export const operationsOf = (service: ServiceName): readonly Operation[] =>
  Object.values(operationsApi).map((template) => ({
    ...template,
    service,
    id: camel(service) + template.id,
    path: template.path.replace('{service}', service),
    params: (template.params as z.ZodObject).omit({ service: true }),
  }));

/** The operations calls of every service. */
export const operationsApis: readonly Operation[] = serviceNames.flatMap(operationsOf);

/** Why an operations call is refused. */
export type OperationsRejection =
  'key-not-parked' | 'event-missing' | 'record-undecodable' | 'handler-failed' | 'position-not-published';

/** The texts of these refusals. */
export const operationsRejections: RejectionTable<OperationsRejection> = {
  'key-not-parked': {
    status: 404,
    detail: 'No event of this key is parked here: its events are handled as they arrive.',
    userMessage: '该人员没有搁置的事件，无需处理。',
    retryable: false,
  },
  'event-missing': {
    status: 409,
    detail:
      'An event of the source is missing before the first parked one. ' +
      'Publish it again from its source, then release.',
    userMessage: '缺少前序事件，请先从来源服务重新发布，再恢复处理。',
    retryable: true,
  },
  'record-undecodable': {
    status: 422,
    detail:
      'The first parked record does not match its contract; this version of the service cannot read it.',
    userMessage: '搁置的记录无法识别，请升级服务或核查来源后再恢复处理。',
    retryable: false,
  },
  'handler-failed': {
    status: 409,
    detail:
      'The handler still fails on the first parked event, for a reason that will not go away by itself.',
    userMessage: '事件仍无法处理，请先排除原因，再恢复处理。',
    retryable: true,
  },
  'position-not-published': {
    status: 422,
    detail:
      'Events up to this position are not yet published, so there is nothing to publish again after it.',
    userMessage: '该位置之前的事件尚未发布完毕，无法从此处重新发布。',
    retryable: true,
  },
};
