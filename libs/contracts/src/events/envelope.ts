import { z } from 'zod';

/**
 * CloudEvents 1.0 in structured JSON mode. `subject` is the person id and the Kafka key. `stream` and
 * `version` name the fact; `previousversion` is the version of the stream's preceding event on the same topic
 * (0 for the first), so that a consumer sees a gap even though not every stored event is published.
 * `position` is the order of commit in the source.
 */
export const Envelope = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  stream: z.string(),
  version: z.int().positive(),
  previousversion: z.int().nonnegative(),
  position: z.string().regex(/^\d+$/),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
