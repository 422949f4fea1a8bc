import { z } from 'zod';
import { contractEvents, operationsRejections, topics, type RejectionTable } from '@canbao/contracts';
import { assessmentRejections } from '@canbao/domain-assessment';
import { paymentRejections } from '@canbao/domain-payment';
import { registrationRejections } from '@canbao/domain-registration';
import { cite, pack, packNames, tablesOf } from '@canbao/rules';

const schemaOf = (data: z.ZodType): unknown => z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' });
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
const cell = (text: string): string => text.replaceAll('|', '\\|');

const rules = (): string =>
  [
    '# Rules',
    '',
    'Every dated row of every pack, with its source. Rows marked configuration have no source for the value yet.',
    '',
    ...packNames.flatMap((name) => [
      `## Pack \`${name}\``,
      '',
      ...tablesOf(pack(name)).flatMap(({ rule, zh, by, rows }) => [
        `### ${rule} ${zh}`,
        '',
        `Chosen by ${by === 'payment-day' ? 'the day of payment' : 'the contribution month'}.`,
        '',
        '| from | until | value | source |',
        '|---|---|---|---|',
        ...rows.map(
          (row) =>
            `| ${row.from} | ${row.until ?? ''} | ${cell(row.value)} | ${cell(cite(row.source))}${row.configuration === true ? ' (configuration)' : ''} |`,
        ),
        '',
      ]),
    ]),
  ].join('\n');

const rejections = (): string =>
  [
    '# Rejections',
    '',
    'Why a call can be refused: a stable code, the HTTP status, the cause, and the sentence for the person at the screen.',
    '',
    ...Object.entries({
      registration: registrationRejections,
      assessment: assessmentRejections,
      payment: paymentRejections,
      operations: operationsRejections,
    } as Record<string, RejectionTable<string>>).flatMap(([context, table]) => [
      `## ${context}`,
      '',
      '| code | status | cause | 提示 | retry |',
      '|---|---|---|---|---|',
      ...Object.entries(table).map(
        ([code, { status, detail, userMessage, retryable }]) =>
          `| \`${code}\` | ${status} | ${cell(detail)} | ${userMessage} | ${retryable ? 'can help' : ''} |`,
      ),
      '',
    ]),
  ].join('\n');

const events = (): string =>
  [
    '# Events',
    '',
    'CloudEvents 1.0, structured JSON; the Kafka key is the person id. Schemas: `schemas/`; AsyncAPI: `asyncapi.json`.',
    '',
    '| topic | type | written by |',
    '|---|---|---|',
    ...Object.entries(contractEvents).map(
      ([type, { topic }]) => `| ${topic} | [\`${type}\`](schemas/${type}.json) | ${topics[topic]} |`,
    ),
    '',
  ].join('\n');

const envelope = {
  type: 'object',
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'stream',
    'version',
    'previousversion',
    'position',
    'data',
  ],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', format: 'uuid' },
    source: { type: 'string' },
    type: { type: 'string' },
    subject: { type: 'string', description: 'Person id; also the Kafka key.' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    stream: { type: 'string' },
    version: { type: 'integer' },
    previousversion: {
      type: 'integer',
      description: 'Version of the preceding event of the stream on this topic; 0 for the first.',
    },
    position: { type: 'string' },
  },
};

const asyncApi = (): unknown => ({
  asyncapi: '3.0.0',
  info: { title: 'Canbao events', version: '1' },
  defaultContentType: 'application/cloudevents+json',
  channels: Object.fromEntries(
    Object.keys(topics).map((topic) => [
      topic,
      {
        address: topic,
        messages: Object.fromEntries(
          Object.entries(contractEvents)
            .filter(([, event]) => event.topic === topic)
            .map(([type]) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    ]),
  ),
  operations: Object.fromEntries(
    Object.keys(topics).map((topic) => [
      `receive-${topic}`,
      { action: 'receive', channel: { $ref: `#/channels/${topic}` } },
    ]),
  ),
  components: {
    messages: Object.fromEntries(
      Object.entries(contractEvents).map(([type, { data }]) => [
        type,
        {
          name: type,
          payload: {
            allOf: [
              envelope,
              { type: 'object', properties: { type: { const: type }, data: schemaOf(data) } },
            ],
          },
        },
      ]),
    ),
  },
});

/** Every generated page by its path below docs/generated. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map([
    ['rules.md', rules()],
    ['rejections.md', rejections()],
    ['events.md', events()],
    ['asyncapi.json', json(asyncApi())],
    ...Object.entries(contractEvents).map(
      ([type, { data }]) => [`schemas/${type}.json`, json(schemaOf(data))] as const,
    ),
  ]);
