import { contractEvents, topics } from '@canbao/contracts';
import { page, table } from './markdown';

/** Every published event with its topic and its writer. */
export const eventsPage = (): string =>
  page(
    '# Events',
    '',
    'CloudEvents 1.0 as structured JSON; the Kafka key is the person id.',
    'Schemas: `schemas/`; AsyncAPI: `asyncapi.json`. Ignore types and fields that you do not know.',
    '',
    ...table(
      ['topic', 'type', 'written by'],
      Object.entries(contractEvents).map(([type, { topic }]) => [
        topic,
        `[\`${type}\`](schemas/${type}.json)`,
        topics[topic],
      ]),
    ),
  );
