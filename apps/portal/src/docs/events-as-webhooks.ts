import { asyncApi } from '@canbao/service-kit';

interface Described {
  readonly channels: Readonly<Record<string, { readonly messages: Readonly<Record<string, unknown>> }>>;
  readonly components: { readonly messages: Readonly<Record<string, { readonly payload: unknown }>> };
}

/**
 * The events for a viewer of OpenAPI: a topic is a tag, an event a webhook (OpenAPI 3.1). Viewers of AsyncAPI
 * would evaluate texts as code, which no page of ours may (ADR 70).
 */
export const eventsAsWebhooks = (): object => {
  const { channels, components } = asyncApi() as Described;
  const webhooks = Object.entries(channels).flatMap(([topic, { messages }]) =>
    Object.keys(messages).map((type) => [type, webhook(topic, type, components.messages[type]?.payload)]),
  );
  return {
    openapi: '3.1.0',
    info: { title: 'Canbao events', version: '1' },
    tags: Object.keys(channels).map((name) => ({ name, description: 'A topic' })),
    webhooks: Object.fromEntries(webhooks) as object,
  };
};

const webhook = (topic: string, type: string, payload: unknown): object => ({
  post: {
    operationId: type,
    tags: [topic],
    summary: `A record on ${topic}`,
    requestBody: { content: { 'application/cloudevents+json': { schema: payload } } },
    responses: {},
  },
});
