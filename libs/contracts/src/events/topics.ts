import type { z } from 'zod';
import type { ServiceName } from '../api/operation';

/** Topics and who alone may write each: a service, agencies that push bills, or a bureau. */
export const topics = {
  'registration.events': 'registration',
  'registration.delegations': 'registration',
  'registration.answers': 'registration',
  'hrss.registrations': 'hrss',
  'medical-bureau.registrations': 'medical-bureau',
  'assessment.events': 'assessment',
  'assessment.cases': 'assessment',
  'assessment.debits': 'assessment',
  'assessment.bills': 'assessment',
  'agency.bills': 'agency',
  'payment.events': 'payment',
  'payment.debits': 'payment',
  'payment.erasures': 'payment',
  'ledger.events': 'payment',
  'hrss.postings': 'hrss',
  'medical-bureau.postings': 'medical-bureau',
  'ledger-sync.events': 'ledger-sync',
  'ledger-sync.requests': 'ledger-sync',
  'registration.seals': 'registration',
  'assessment.seals': 'assessment',
  'payment.seals': 'payment',
  'ledger-sync.seals': 'ledger-sync',
} as const;
export type Topic = keyof typeof topics;
/** Who writes a topic without being a service of ours. */
export const outsideWriters = ['agency', 'hrss', 'medical-bureau'] as const;
/** Who writes a topic. */
export type Publisher = (typeof topics)[Topic];

/**
 * The topics of others that each service reads: what brokers must let it read, and whose secrets it needs.
 * What it does with them is in its context's subscriptions.
 */
export const topicsRead: Readonly<Record<ServiceName, readonly Topic[]>> = {
  registration: ['payment.erasures', 'hrss.registrations', 'medical-bureau.registrations'],
  assessment: [
    'registration.delegations',
    'registration.events',
    'ledger.events',
    'ledger-sync.events',
    'payment.debits',
    'agency.bills',
  ],
  payment: [
    'registration.delegations',
    'registration.events',
    'assessment.cases',
    'assessment.debits',
    'assessment.bills',
    'ledger-sync.events',
  ],
  'ledger-sync': [
    'registration.delegations',
    'ledger.events',
    'assessment.cases',
    'hrss.postings',
    'medical-bureau.postings',
  ],
};

/** Whose records a service signs or checks: its own, and those of the owners of what it reads. */
export const publishersFor = (service: ServiceName): readonly Publisher[] => [
  ...new Set<Publisher>([service, ...topicsRead[service].map((topic) => topics[topic])]),
];

/** An event of a topic: the schema of its data. */
export interface TopicEvent {
  readonly topic: Topic;
  readonly data: z.ZodType;
}
