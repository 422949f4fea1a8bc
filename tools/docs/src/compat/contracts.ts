import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOperations, topicsOf } from '@canbao/contracts';
import { subscribedTopics } from '@canbao/domain-assessment';
import { subscriptions as ledgerSync } from '@canbao/domain-ledger-sync';
import { subscriptions as payment } from '@canbao/domain-payment';
import { subscriptions as registration } from '@canbao/domain-registration';
import { asyncApi, openApiOf } from '@canbao/service-kit';
import { apiBroken, type ApiDocument } from './api-changes';
import { eventsBroken, type EventDocument } from './event-changes';

/** What other programs build on. */
export interface Contracts {
  readonly events: EventDocument;
  readonly api: ApiDocument;
}

/** A break that is meant, in the very words of the check, and why. */
export interface IntendedBreak {
  readonly broken: string;
  readonly because: string;
}

/** The contracts as the code has them. */
export const presentContracts = (): Contracts => ({
  events: asyncApi() as EventDocument,
  api: openApiOf('Canbao', allOperations) as ApiDocument,
});

const listeners: Readonly<Record<string, readonly string[]>> = {
  assessment: subscribedTopics,
  'ledger-sync': topicsOf(ledgerSync),
  payment: topicsOf(payment),
  registration: topicsOf(registration),
};
const consumersOf = (topic: string): string[] =>
  Object.keys(listeners).filter((service) => listeners[service]?.includes(topic));

/** What the present contracts break for those who know the released ones; a sentence each. */
export const broken = (released: Contracts, present: Contracts): string[] => [
  ...eventsBroken(released.events, present.events, consumersOf),
  ...apiBroken(released.api, present.api),
];

/**
 * What keeps the check from passing: breaks that nobody has meant, and meant ones that are none (any more) or
 * give no reason.
 */
export const findings = (breaks: readonly string[], intended: readonly IntendedBreak[]): string[] => [
  ...breaks.filter((found) => !intended.some((meant) => meant.broken === found)),
  ...intended.flatMap(({ broken: meant, because }) => [
    ...(breaks.includes(meant) ? [] : [`listed as intended, but nothing breaks: ${meant}`]),
    ...(because.trim() === '' ? [`listed as intended without a reason: ${meant}`] : []),
  ]),
];

const folder = join(__dirname, '../../../../libs/contracts/released');
const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(folder, ...path), 'utf8')) as T;
const json = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`;

/** Releases that are kept, the last one last. */
const versions = (): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));

/** The contracts of the last release. */
export const releasedContracts = (): Contracts => {
  const last = versions().at(-1);
  if (last === undefined) throw new Error('no release is kept: libs/contracts/released is empty');
  return { events: read(last, 'asyncapi.json'), api: read(last, 'openapi.json') };
};

/** The breaks that the next release means. */
export const intendedBreaks = (): IntendedBreak[] => read('intended-breaks.json');

/**
 * Keeps the present contracts as those of a release. The breaks that it means are then of the past.
 * @throws when that version is released already.
 */
export const release = (version: string): void => {
  const target = join(folder, version);
  if (existsSync(target)) throw new Error(`${version} is released: raise the version in package.json first`);
  const { events, api } = presentContracts();
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'asyncapi.json'), json(events));
  writeFileSync(join(target, 'openapi.json'), json(api));
  writeFileSync(join(folder, 'intended-breaks.json'), '[]\n');
};
