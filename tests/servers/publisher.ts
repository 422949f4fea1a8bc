import { randomUUID } from 'node:crypto';
import { instant } from '@canbao/calendar';
import { contractEvents, type ContractEvent } from '@canbao/contracts';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { Relay } from '@canbao/kafka';
import { PostgresEventStore, PostgresOutbox } from '@canbao/postgres';
import { uuidOf } from '@canbao/service-kit';
import { openDatabase } from './database';
import { testKafka, testMacs } from './kafka';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Takes the place of another service: an event store whose events are the contract's. */
export interface Publisher {
  publish(event: ContractEvent): Promise<void>;
  stop(): Promise<void>;
}

export const publisher = async (
  service: 'registration' | 'payment' | 'assessment' | 'ledger-sync',
  url: string,
): Promise<Publisher> => {
  const database = await openDatabase({ url, service, migrations: [] });
  const published = (event: object): ContractEvent => event as ContractEvent;
  const store = new PostgresEventStore(database, {
    views: [],
    topicOf: (event) => contractEvents[published(event).type].topic,
    eventTypes: anyEvents,
  });
  const relay = new Relay({
    service: database.service,
    outbox: new PostgresOutbox(database, anyEvents),
    servers: testKafka,
    macs: testMacs,
    published,
    log: quiet,
  });
  store.onAppended(() => relay.wake());
  relay.start();
  return {
    publish: async ({ type, data }) => {
      await store.append({
        subject: subjectOf(data),
        recordedAt: instant('2022-05-18T10:00:00.000+08:00'),
        metadata: { actor: 'spec' },
        writes: [
          {
            stream: `${type}-${randomUUID()}`,
            expectedVersion: 0,
            previousHash: genesisHash,
            events: [{ type, data }],
          },
        ],
      });
    },
    stop: async () => {
      await relay.stop();
      await store.close();
      await database.close();
    },
  };
};

/** The person; of a bureau's day, the day. */
const subjectOf = (data: object): string => {
  const { personId, insurance, day } = data as Readonly<Record<string, string | undefined>>;
  return personId ?? uuidOf(`bureau-day|${insurance}|${day}`);
};
