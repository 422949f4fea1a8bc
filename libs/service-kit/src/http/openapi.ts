import { z } from 'zod';
import type { Operation } from '@canbao/contracts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // Our transforms only name what a text is; it is written as it is read.
    override: ({ zodSchema, jsonSchema }) => {
      if (io === 'output' && zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodTransform)
        Object.assign(jsonSchema, schemaOf(zodSchema.in as z.ZodType, 'input'));
    },
  }) as Record<string, unknown>;
  return rest;
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
    retryable: { type: 'boolean' },
    traceId: { type: 'string' },
    details: { type: 'object' },
    conditions: { type: 'array', items: { type: 'object' } },
  },
};

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

const describe = (op: Operation): object => {
  const problem = (description: string): object => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  const content =
    op.lines !== undefined
      ? { 'application/x-ndjson': { schema: schemaOf(op.lines, 'input') } }
      : op.body instanceof z.ZodUndefined
        ? undefined
        : { 'application/json': { schema: schemaOf(op.body, 'input') } };
  const header = (description: string): object => ({ description, schema: { type: 'string' } });
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Same key and body: the same answer. Printable ASCII.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]([ -~]*[!-~])?$' },
  };
  const match = {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The version the change is meant for, as ETag gave it.',
    schema: { type: 'string', pattern: '^("[0-9]{1,9}"|\\*)$' },
  };
  const headers = {
    ...(op.idempotencyKey === 'required'
      ? { 'Idempotent-Replayed': header('`true` when this answer was given before.') }
      : {}),
    ...(op.version === undefined ? {} : { ETag: header('The version that the answer shows.') }),
  };
  const retry = { headers: { 'Retry-After': header('Seconds after which the same request can succeed.') } };
  return {
    operationId: op.id,
    summary: op.summary,
    tags: [op.service],
    ...(op.roles.length === 0 ? { security: [] } : { description: `Roles: ${op.roles.join(', ')}.` }),
    parameters: [
      ...parametersOf(op.params, 'path'),
      ...parametersOf(op.query, 'query'),
      ...(op.idempotencyKey === 'required' ? [key] : []),
      ...(op.version === 'checked' ? [match] : []),
    ],
    ...(content === undefined
      ? {}
      : {
          requestBody: { required: op.lines !== undefined || !op.body.safeParse(undefined).success, content },
        }),
    responses: {
      [op.status]: {
        description: 'Done.',
        ...(Object.keys(headers).length === 0 ? {} : { headers }),
        ...(op.status === 204
          ? {}
          : { content: { 'application/json': { schema: schemaOf(op.reply, 'output') } } }),
      },
      400: problem('The request is malformed.'),
      401: problem('Not signed in.'),
      403: problem('Not allowed.'),
      404: problem('Not found.'),
      409: { ...problem('In conflict with what is stored.'), ...retry },
      ...(op.version === 'checked' ? { 412: problem('Not the version of If-Match.') } : {}),
      413: problem('Too large.'),
      415: problem('Not JSON.'),
      422: problem(`Refused${op.rejections.length === 0 ? '' : `: ${op.rejections.join(', ')}`}.`),
      503: { ...problem('Busy; retry.'), ...retry },
    },
  };
};

/** The OpenAPI 3.1 description of a set of calls: a pure function of the tables in `libs/contracts`. */
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
  paths: Object.fromEntries(
    [...new Set(operations.map(({ path }) => path))].map((path) => [
      path,
      Object.fromEntries(
        operations.filter((op) => op.path === path).map((op) => [op.method.toLowerCase(), describe(op)]),
      ),
    ]),
  ),
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    schemas: { Problem: problemSchema },
  },
});
