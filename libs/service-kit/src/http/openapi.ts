import { z } from 'zod';
import type { Operation } from '@canbao/contracts';

/** The OpenAPI 3.1 description of operations: a pure function of the tables in `libs/contracts`. */
export const openApiOf = (title: string, operations: readonly Operation[]): object => ({
  openapi: '3.1.0',
  info: {
    title,
    version: '1',
    description:
      'Money is text with two decimals; months YYYY-MM; instants RFC 3339 at +08:00; errors RFC 9457.',
  },
  servers: [{ url: '/v1' }],
  security: [{ bearer: [] }],
  paths: pathsOf(operations),
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    schemas: { Problem: problemSchema },
  },
});

const pathsOf = (operations: readonly Operation[]): object => {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {});
    methods[operation.method.toLowerCase()] = describe(operation);
  }
  return paths;
};

const describe = (operation: Operation): object => ({
  operationId: operation.id,
  summary: operation.summary,
  tags: [operation.service],
  ...(operation.roles.length === 0
    ? { security: [] }
    : { description: `Roles: ${operation.roles.join(', ')}.` }),
  parameters: [
    ...parametersOf(operation.params, 'path'),
    ...parametersOf(operation.query, 'query'),
    ...(operation.idempotencyKey === 'required' ? [idempotencyKey] : []),
    ...(operation.version === 'checked' ? [ifMatch] : []),
  ],
  ...requestBodyOf(operation),
  responses: responsesOf(operation),
});

const parametersOf = (schema: z.ZodType, where: 'path' | 'query'): object[] => {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Same key and body: the same answer, also while the first request is still running. A refusal with ' +
    '`retryable: true` or status 412 does not use the key up: the next request with it is decided again, ' +
    'and counts as the first. Printable ASCII.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]([ -~]*[!-~])?$' },
};

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The version the change is meant for, as ETag gave it.',
  schema: { type: 'string', pattern: '^("[0-9]{1,9}"|\\*)$' },
};

const requestBodyOf = ({ lines, fileTypes = ['application/x-ndjson'], raw, body }: Operation): object => {
  if (raw !== undefined) return { requestBody: { required: true, content: anything } };
  if (lines !== undefined) {
    const schema = schemaOf(lines, 'input');
    const content = Object.fromEntries(fileTypes.map((type) => [type, { schema }]));
    return { requestBody: { required: true, content } };
  }
  if (body instanceof z.ZodUndefined) return {};
  const content = { 'application/json': { schema: schemaOf(body, 'input') } };
  return { requestBody: { required: !body.safeParse(undefined).success, content } };
};

/** A message of somebody else's form. */
const anything = { '*/*': { schema: { type: 'string' } } };

const responsesOf = (operation: Operation): object => {
  const { rejections } = operation;
  return {
    [operation.status]: successOf(operation),
    400: problem('The request is malformed.'),
    401: problem('Not signed in.'),
    403: problem('Not allowed.'),
    404: problem('Not found.'),
    409: { ...problem('In conflict with what is stored.'), ...retryAfter },
    ...(operation.version === 'checked' ? { 412: problem('Not the version of If-Match.') } : {}),
    413: problem('Too large.'),
    415: problem('Not JSON.'),
    422: problem(`Refused${rejections.length === 0 ? '' : `: ${rejections.join(', ')}`}.`),
    429: { ...problem('Too many calls.'), ...tooMany },
    503: { ...problem('Busy; retry.'), ...retryAfter },
  };
};

const successOf = ({ idempotencyKey: key, version, status, reply, raw, media }: Operation): object => {
  if (raw !== undefined) return { description: 'Taken.', content: anything };
  const headers = {
    ...(key === 'required'
      ? { 'Idempotent-Replayed': header('`true` when this answer was given before.') }
      : {}),
    ...(version === undefined ? {} : { ETag: header('The version that the answer shows.') }),
  };
  return {
    description: 'Done.',
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(status === 204
      ? {}
      : { content: { [media ?? 'application/json']: { schema: schemaOf(reply, 'output') } } }),
  };
};

const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const header = (description: string): object => ({ description, schema: { type: 'string' } });

const retryAfter = {
  headers: { 'Retry-After': header('Seconds after which the same request can succeed.') },
};

const tooMany = {
  headers: {
    ...retryAfter.headers,
    RateLimit: header('The limits on this call, what remains, and seconds until each begins anew.'),
    'RateLimit-Policy': header('The limits on this call: how many in how many seconds.'),
  },
};

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'userMessage', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    userMessage: { type: 'string', description: 'One Chinese sentence for the person at the screen.' },
    retryable: {
      type: 'boolean',
      description: 'Whether time or another fact can let the same request succeed, under the same key too.',
    },
    traceId: { type: 'string' },
    details: { type: 'object' },
    conditions: { type: 'array', items: { type: 'object' } },
  },
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // Our transforms only give a text its type, so an answer is written as it is read.
    override: ({ zodSchema, jsonSchema }) => {
      if (io === 'output' && zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodTransform)
        Object.assign(jsonSchema, schemaOf(zodSchema.in as z.ZodType, 'input'));
    },
  }) as Record<string, unknown>;
  return json;
};
