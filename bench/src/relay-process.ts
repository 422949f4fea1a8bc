import { anyEvents } from '@canbao/event-sourcing';
import { Relay } from '@canbao/kafka';
import { PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from './open-database';
import { relayed, relayMacs, relaySource } from './relay-events';
import { silent } from './servers';

// The relay in a separate process; it leads until its parent stops it.
const { DATABASE_URL = '', KAFKA_BROKERS = '' } = process.env;

const main = async (): Promise<void> => {
  const database = await openDatabase({ url: DATABASE_URL, service: relaySource, migrations: [] });
  const relay = new Relay({
    service: database.service,
    outbox: new PostgresOutbox(database, anyEvents),
    servers: { brokers: KAFKA_BROKERS.split(',') },
    published: relayed,
    macs: relayMacs,
    log: silent,
  });
  relay.start();
  process.once(
    'disconnect',
    () =>
      void relay
        .stop()
        .then(() => database.close())
        .finally(() => process.exit(0)),
  );
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
