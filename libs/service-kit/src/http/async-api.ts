import { z } from 'zod';
import { contractEvents, topics } from '@canbao/contracts';

/** The JSON schema of what an event carries. */
export const schemaOf = (data: z.ZodType): unknown =>
  z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' });

const text = { type: 'string' };
const envelopeProperties = {
  specversion: { const: '1.0' },
  id: { type: 'string', format: 'uuid' },
  source: text,
  type: text,
  subject: { type: 'string', description: 'Person id; also the Kafka key.' },
  time: { type: 'string', format: 'date-time' },
  datacontenttype: { const: 'application/json' },
  stream: text,
  version: { type: 'integer' },
  previousversion: {
    type: 'integer',
    description: 'Version of the preceding event of the stream on this topic; 0 for the first.',
  },
  position: text,
};
const envelope = {
  type: 'object',
  required: [...Object.keys(envelopeProperties), 'data'],
  properties: envelopeProperties,
};

const messagesOf = (topic: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(contractEvents)
      .filter(([, event]) => event.topic === topic)
      .map(([type]) => [type, { $ref: `#/components/messages/${type}` }]),
  );

const message = (type: string, data: z.ZodType): unknown => ({
  name: type,
  payload: {
    allOf: [envelope, { type: 'object', properties: { type: { const: type }, data: schemaOf(data) } }],
  },
});

/** The topics and their messages as AsyncAPI 3. */
export const asyncApi = (): unknown => ({
  asyncapi: '3.0.0',
  info: { title: 'Canbao events', version: '1' },
  defaultContentType: 'application/cloudevents+json',
  channels: Object.fromEntries(
    Object.keys(topics).map((topic) => [topic, { address: topic, messages: messagesOf(topic) }]),
  ),
  operations: Object.fromEntries(
    Object.keys(topics).map((topic) => [
      `receive-${topic}`,
      { action: 'receive', channel: { $ref: `#/channels/${topic}` } },
    ]),
  ),
  components: {
    messages: Object.fromEntries(
      Object.entries(contractEvents).map(([type, { data }]) => [type, message(type, data)]),
    ),
  },
});
