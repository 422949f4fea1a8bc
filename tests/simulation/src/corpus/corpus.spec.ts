import { contractEvents, strict } from '@canbao/contracts';
import type { Event, StoredEvent } from '@canbao/event-sourcing';
import { storage as assessment } from '@canbao/assessment/service';
import { storage as ledgerSync } from '@canbao/ledger-sync/service';
import { storage as payment } from '@canbao/payment/service';
import { storage as registration } from '@canbao/registration/service';
import { instant } from '@canbao/calendar';
import { serviceNames, type ServiceName } from '../services';
import { contexts } from './contexts';
import { storedForms, type Example } from './corpus';

const storages = { registration, assessment, payment, 'ledger-sync': ledgerSync };
const forms = new Map(serviceNames.map((service) => [service, storedForms(service)]));

const files = [...forms].flatMap(([service, ofService]) =>
  [...ofService].map(([type, examples]) => [service, type, examples] as const),
);

const read = (service: ServiceName, type: string, { revision, data }: Example): Event =>
  contexts[service].eventTypes.upcast({ type, revision, data });

/** What was stored before it was published; its first examples say that it is not. */
const publishedSince = ({ type, data }: Event): boolean =>
  type === 'PostingRequestedAgain' || (type === 'PostingReversed' && Object.hasOwn(data as object, 'item'));

const inStore = (event: Event, { revision }: Example): StoredEvent => ({
  ...event,
  revision,
  position: 0n,
  stream: 'a-stream',
  version: 1,
  eventId: '00000000-0000-4000-8000-000000000001',
  subject: 'a-person',
  recordedAt: instant('2022-05-18T09:00:00+08:00'),
  metadata: { actor: 'a-counter' },
});

describe('every form that events were ever stored in', () => {
  it.each(files)('is what its declaration says today: %s %s', (service, type, examples) => {
    const { declarations } = contexts[service].eventTypes;
    const schema = declarations.find((declared) => declared.type === type)?.schema;
    for (const example of examples)
      expect(schema?.safeParse(read(service, type, example).data)).toMatchObject({ success: true });
  });

  it.each(files)('folds: %s %s', (service, type, examples) => {
    for (const example of examples) {
      const event = read(service, type, example);
      expect(contexts[service].folds.filter((fold) => fold(event))).toHaveLength(1);
    }
  });

  it.each(files)('goes through every view of its service: %s %s', (service, type, examples) => {
    for (const example of examples) {
      const event = inStore(read(service, type, example), example);
      for (const { statements } of storages[service].views) expect(() => statements([event])).not.toThrow();
    }
  });

  it.each(files)('is published with all that it was published with: %s %s', (service, type, examples) => {
    for (const example of examples) {
      const event = read(service, type, example);
      const published = contexts[service].published(event);
      if (example.published === undefined && !publishedSince(event)) expect(published).toBeUndefined();
      else expect(published).toMatchObject(example.published ?? {});
      if (published !== undefined)
        expect(strict(contractEvents[published.type].data).safeParse(published.data)).toMatchObject({
          success: true,
        });
    }
  });
});

describe('the corpus', () => {
  it.each(serviceNames)('has every type and revision that %s declares', (service) => {
    const { declarations, revisionOf } = contexts[service].eventTypes;
    const declared = declarations.flatMap(({ type }) =>
      Array.from({ length: revisionOf(type) }, (_, index) => `${type} ${index + 1}`),
    );
    const shown = [...(forms.get(service) ?? [])].flatMap(([type, examples]) =>
      examples.map(({ revision }) => `${type} ${revision}`),
    );
    expect(declared.filter((form) => !shown.includes(form))).toEqual([]);
  });

  it.each(serviceNames)(
    'has no type that %s does not declare: stored types stay, under their names',
    (service) => {
      const declared = contexts[service].eventTypes.declarations.map(({ type }) => type);
      expect(
        [...(forms.get(service) ?? new Map()).keys()].filter((type) => !declared.includes(type)),
      ).toEqual([]);
    },
  );

  it.each(files)(
    'shows no field in the present revision that is not declared: %s %s',
    (service, type, examples) => {
      const { declarations, revisionOf } = contexts[service].eventTypes;
      const schema = declarations.find((declared) => declared.type === type)?.schema;
      for (const { data } of examples.filter(({ revision }) => revision === revisionOf(type)))
        expect(schema?.parse(data)).toEqual(data);
    },
  );
});
