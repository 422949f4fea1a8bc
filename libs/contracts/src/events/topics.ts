import type { z } from 'zod';

/** Topics and the service that alone may write each. */
export const topics = {
  'registration.events': 'registration',
  'registration.delegations': 'registration',
  'assessment.events': 'assessment',
  'assessment.cases': 'assessment',
  'payment.events': 'payment',
  'ledger.events': 'payment',
  'ledger-sync.events': 'ledger-sync',
  'registration.seals': 'registration',
  'assessment.seals': 'assessment',
  'payment.seals': 'payment',
  'ledger-sync.seals': 'ledger-sync',
} as const;
export type Topic = keyof typeof topics;

/** An event of a topic: the schema of its data. */
export interface TopicEvent {
  readonly topic: Topic;
  readonly data: z.ZodType;
}
