import { anyEvents, type Event } from '@canbao/event-sourcing';
import type { ContractEvent } from '@canbao/contracts';
import { Database, PostgresOutbox, urlFor } from '@canbao/postgres';
import { testKafka, testMacs } from '@canbao/test-servers/kafka';
import { Relay } from '../src';

const { TEST_DATABASE_URL: url = '', TEST_SERVICE: service = '' } = process.env;

/** What it has to say goes to standard output, a JSON line each. */
const say = (fields: object, message: string): void =>
  void process.stdout.write(`${JSON.stringify({ ...fields, message })}\n`);

const main = (): void => {
  const database = Database.attach({ url: urlFor(url, service, 'test'), service });
  new Relay({
    service,
    outbox: new PostgresOutbox(database, anyEvents),
    servers: testKafka,
    macs: testMacs,
    published: ({ type, data }: Event) => ({ type, data }) as ContractEvent,
    log: { info: say, warn: say, error: say },
    pollMs: 200,
  }).start();
  say({}, 'started');
};

process.once('disconnect', () => process.exit(0));
main();
