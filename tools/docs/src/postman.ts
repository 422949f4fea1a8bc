import { allOperations, serviceNames, type Operation } from '@canbao/contracts';
import type { Example, Examples } from '@canbao/portal/examples';
import { z } from 'zod';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/**
 * Every call as a collection of Postman 2.1, which Bruno imports, too: a folder for each service, variables
 * `baseUrl` and `token`, bodies as they were sent in a real run.
 */
export const postmanCollection = (examples: Examples): object => ({
  info: { name: 'Canbao 参保缴费', schema },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [
    { key: 'baseUrl', value: 'http://127.0.0.1:8080/v1' },
    { key: 'token', value: '' },
  ],
  item: serviceNames.map((service) => ({
    name: service,
    item: allOperations
      .filter((operation) => operation.service === service)
      .map((operation) => itemOf(operation, examples[operation.id] ?? [])),
  })),
});

const itemOf = (operation: Operation, examples: readonly Example[]): object => {
  const request = requestOf(operation, examples[0]);
  return {
    name: operation.id,
    request,
    response: examples.map(({ status, reply }) => ({
      name: status < 300 ? 'A real run' : `Refused: ${(reply as { readonly code: string }).code}`,
      originalRequest: request,
      code: status,
      header: [],
      body: reply === undefined ? '' : JSON.stringify(reply, undefined, 2),
    })),
  };
};

const requestOf = (operation: Operation, example: Example | undefined): object => {
  const { method, path, summary, roles, idempotencyKey, body, lines, raw } = operation;
  const segments = path.slice(1).split('/');
  const hasBody = !(body instanceof z.ZodUndefined) && lines === undefined && raw === undefined;
  const headers = [
    ...(idempotencyKey === 'required' ? [{ key: 'Idempotency-Key', value: '{{$guid}}' }] : []),
    ...(hasBody ? [{ key: 'Content-Type', value: 'application/json' }] : []),
    ...(lines === undefined ? [] : [{ key: 'Content-Type', value: 'application/x-ndjson' }]),
  ];
  return {
    method,
    ...(roles.length === 0 ? { auth: { type: 'noauth' } } : {}),
    description: `${summary}\n\nBy: ${roles.length === 0 ? 'anyone' : roles.join(', ')}.`,
    header: headers,
    url: {
      raw: `{{baseUrl}}/${segments.map(placed).join('/')}`,
      host: ['{{baseUrl}}'],
      path: segments.map(placed),
      query: queryOf(operation),
      variable: segments.filter(isPlace).map((segment) => ({ key: segment.slice(1, -1), value: '' })),
    },
    ...(hasBody
      ? {
          body: {
            mode: 'raw',
            raw: JSON.stringify(example?.body ?? {}, undefined, 2),
            options: { raw: { language: 'json' } },
          },
        }
      : {}),
    ...(lines === undefined ? {} : { body: { mode: 'file', file: {} } }),
  };
};

const isPlace = (segment: string): boolean => segment.startsWith('{');
const placed = (segment: string): string => (isPlace(segment) ? `:${segment.slice(1, -1)}` : segment);

/** What may be left out is there, switched off. */
const queryOf = ({ query }: Operation): object[] => {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.keys(properties).map((key) => ({
    key,
    value: '',
    ...(required.includes(key) ? {} : { disabled: true }),
  }));
};
