import { brokenBy, type Schema } from './schema-changes';

/** An AsyncAPI document, as far as it is compared. */
export interface EventDocument {
  readonly channels: Readonly<Record<string, { readonly messages: Readonly<Record<string, unknown>> }>>;
  readonly components: { readonly messages: Readonly<Record<string, { readonly payload: Schema }>> };
}

/**
 * What the present events break for consumers that know the released ones, a sentence each. New events and
 * new fields break nobody.
 */
export const eventsBroken = (
  released: EventDocument,
  present: EventDocument,
  consumersOf: (topic: string) => readonly string[],
): string[] =>
  Object.entries(released.components.messages).flatMap(([type, { payload }]) => {
    const topic = topicOf(released, type);
    const losers = readers(consumersOf(topic));
    const now = present.components.messages[type];
    if (now === undefined) return [`${type} is gone: ${losers} no longer get it`];
    const topicNow = topicOf(present, type);
    const moved =
      topic === topicNow ? [] : [`${type} moved from ${topic} to ${topicNow}: ${losers} no longer get it`];
    const clauses = brokenBy(payload, now.payload, 'readers');
    return [...moved, ...clauses.map((clause) => `${type}: ${clause}: ${losers} misread or park it`)];
  });

const topicOf = ({ channels }: EventDocument, type: string): string =>
  Object.keys(channels).find((topic) => channels[topic]?.messages[type] !== undefined) ?? 'no topic';

const readers = (consumers: readonly string[]): string =>
  [...consumers, 'consumers outside'].join(', ').replace(/, (?=[^,]*$)/, ' and ');
