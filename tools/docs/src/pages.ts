import { contractEvents } from '@canbao/contracts';
import { asyncApi, eventSchemaOf } from '@canbao/service-kit';
import { clientTypes } from './client-types';
import { storedExamples } from './examples';
import { eventsPage } from './events-page';
import { faultMenuPage } from './fault-menu-page';
import { kafkaAclsPage } from './kafka-acls';
import { postmanCollection } from './postman';
import { rejectionsPage } from './rejections-page';
import { rulesPage } from './rules-page';
import { sourcesPage } from './sources-page';
import { statesPage } from './states-page';

const json = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`;

/** Every generated page by its path below `docs`. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map([
    ['sources.md', sourcesPage()],
    ['generated/rules.md', rulesPage()],
    ['generated/states.md', statesPage()],
    ['generated/rejections.md', rejectionsPage()],
    ['generated/events.md', eventsPage()],
    ['generated/kafka-acls.md', kafkaAclsPage()],
    ['generated/fault-menu.md', faultMenuPage()],
    ['generated/asyncapi.json', json(asyncApi())],
    ['../libs/api-client/src/schema.ts', clientTypes()],
    ['../apps/portal/assets/canbao.postman_collection.json', json(postmanCollection(storedExamples()))],
    ...Object.entries(contractEvents).map(
      ([type, { data }]) => [`generated/schemas/${type}.json`, json(eventSchemaOf(data))] as const,
    ),
  ]);
