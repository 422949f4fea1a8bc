import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractEvent } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import { serviceNames, type ServiceName } from '../services';
import { contexts } from './contexts';
import { codesIn, formOf } from './form';

/** An event as it was once stored, and what it was published as. */
export interface Example {
  readonly revision: number;
  readonly data: unknown;
  readonly published?: ContractEvent;
}

/** One example of every form that events of a service were ever stored in, by type. */
export type Forms = Map<string, Example[]>;

const folderOf = (service: ServiceName): string => join(__dirname, '../../../../docs/corpus', service);

/** The forms of a service as the repository keeps them. */
export const storedForms = (service: ServiceName): Forms => {
  const folder = folderOf(service);
  const files = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example[],
    ]),
  );
};

/** Whether an event of a service has a form, or a word in it, that no example shows. */
export const isNew = (service: ServiceName, forms: Forms, { type, data }: Event): boolean => {
  const revision = contexts[service].eventTypes.revisionOf(type);
  const alike = (forms.get(type) ?? []).filter((example) => example.revision === revision);
  const codes = new Set(alike.flatMap((example) => codesIn(example.data)));
  return (
    alike.every((example) => formOf(example.data) !== formOf(data)) ||
    codesIn(data).some((code) => !codes.has(code))
  );
};

/** Adds the event where it is new: forms are only ever added. */
export const addForm = (service: ServiceName, forms: Forms, event: Event): void => {
  if (!isNew(service, forms, event)) return;
  const { eventTypes, published } = contexts[service];
  const example = {
    revision: eventTypes.revisionOf(event.type),
    data: event.data,
    published: published(event),
  };
  // As the database and the broker have it.
  forms.set(event.type, [...(forms.get(event.type) ?? []), JSON.parse(JSON.stringify(example)) as Example]);
};

/** Keeps the forms of every service in the repository. */
export const keepForms = (forms: ReadonlyMap<ServiceName, Forms>): void => {
  for (const service of serviceNames) {
    mkdirSync(folderOf(service), { recursive: true });
    for (const [type, examples] of forms.get(service) ?? [])
      writeFileSync(join(folderOf(service), `${type}.json`), `${JSON.stringify(examples, undefined, 2)}\n`);
  }
};
