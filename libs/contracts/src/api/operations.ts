import { z } from 'zod';
import { InstantText } from '../primitives';
import type { RejectionTable } from '../rejections';
import { operation, type Operation, type Role } from './operation';

const services: readonly Operation['service'][] = ['registration', 'assessment', 'payment', 'ledger-sync'];
const readers: readonly Role[] = ['operator', 'auditor'];
const position = z.string().regex(/^\d{1,18}$/);
/**
 * A ticket or a few words without names; it goes to the log, and whatever looks like a long number does not.
 */
const purpose = z.string().regex(/^(?!.*\d{15})[\w.:#/ -]{1,80}$/);

const state = z.strictObject({
  relay: z.strictObject({
    leading: z.boolean().describe('Whether an instance publishes.'),
    leadingSince: InstantText.optional(),
    epoch: z.string().optional(),
    lag: z.int().describe('Stored events that are not yet published.'),
    cursor: position,
  }),
  consumer: z
    .strictObject({
      joined: z.boolean(),
      halted: z.boolean(),
      busyMs: z.int(),
      sinceCommitMs: z.int().optional(),
    })
    .optional(),
  parked: z.strictObject({ keys: z.int(), records: z.int(), oldestSince: InstantText.optional() }),
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

const camel = (text: string): string =>
  text.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The calls by which an operator looks after a service. Each is harmless when repeated, so none takes an
 * idempotency key.
 */
export const operationsApi = (of: Operation['service']) =>
  ({
    state: operation({
      id: `${camel(of)}State`,
      service: of,
      method: 'GET',
      path: `/operations/${of}/state`,
      roles: readers,
      status: 200,
      summary:
        'How far relay and consumer are, what is parked, and the oldest open transaction of the database server.',
      reply: state,
    }),
    parkedKeys: operation({
      id: `${camel(of)}ParkedKeys`,
      service: of,
      method: 'GET',
      path: `/operations/${of}/parked-keys`,
      roles: readers,
      status: 200,
      summary:
        'Persons whose events wait because one of them could not be handled; the oldest first, at most 1,000.',
      reply: z.strictObject({ items: z.array(parkedKey) }),
    }),
    releaseKey: operation({
      id: `${camel(of)}ReleaseKey`,
      service: of,
      method: 'POST',
      path: `/operations/${of}/parked-keys/{key}/release`,
      roles: ['operator'],
      status: 200,
      idempotencyKey: 'none',
      summary: 'Handle what is parked of a key, in order; refused with what is still in the way.',
      params: z.strictObject({ key: z.string().min(1).max(200) }),
      body: z.strictObject({ purpose: purpose.optional() }).optional(),
      reply: z.strictObject({ released: z.literal(true) }),
      rejections: ['key-not-parked', 'event-missing', 'record-undecodable', 'handler-refuses'],
    }),
    republish: operation({
      id: `${camel(of)}Republish`,
      service: of,
      method: 'POST',
      path: `/operations/${of}/republish`,
      roles: ['operator'],
      status: 200,
      idempotencyKey: 'none',
      summary:
        'Publish everything after a position again, whichever instance leads; inboxes make the repeats harmless.',
      body: z.strictObject({ after: position, purpose: purpose.optional() }),
      reply: z.strictObject({ after: position, lag: z.int() }),
      rejections: ['position-not-published'],
    }),
  }) as const satisfies Record<string, Operation>;

/** The operations calls of every service. */
export const operationsApis: readonly Operation[] = services.flatMap((of) =>
  Object.values(operationsApi(of)),
);

export type OperationsRejection =
  'key-not-parked' | 'event-missing' | 'record-undecodable' | 'handler-refuses' | 'position-not-published';

export const operationsRejections: RejectionTable<OperationsRejection> = {
  'key-not-parked': {
    status: 404,
    detail: 'No event of this key is parked here; it flows, or was released before.',
    userMessage: '该人员没有搁置的事件，无需处理。',
    retryable: false,
  },
  'event-missing': {
    status: 409,
    detail:
      'An event of the source is missing before the first parked one. Publish it again from its source, then release.',
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
  'handler-refuses': {
    status: 409,
    detail: 'The handler still fails on the first parked event, for a reason that does not pass by itself.',
    userMessage: '事件仍无法处理，请先排除原因，再恢复处理。',
    retryable: true,
  },
  'position-not-published': {
    status: 422,
    detail:
      'Events up to this position are not yet published, so there is nothing to publish again after it.',
    userMessage: '该位置之前的事件尚未发布完毕，无法从此处重新发布。',
    retryable: false,
  },
};
