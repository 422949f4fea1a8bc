import { lastPublishedPosition, type KafkaServers, type RecordMacs } from '@canbao/kafka';
import type { Database } from '@canbao/postgres';
import type { Log } from '@canbao/runtime';

/** Kafka holds events that the event table no longer has; whatever is stored now would take their place. */
export class RolledBack extends Error {}

/**
 * Compares the event table with the last published event. Positions are assigned in commit order and
 * published after the commit, so the table is never behind Kafka unless it was restored to an earlier state.
 * @throws RolledBack when it is behind; an operator decides what becomes of the missing events
 * (`docs/runbooks/database-restored.md`).
 */
export const assertNotRolledBack = async (
  database: Database,
  servers: KafkaServers,
  macs: RecordMacs,
  log: Log,
): Promise<void> => {
  const published = await lastPublishedPosition(database.service, servers, macs, log);
  const stored = await database.lastPosition();
  if (published <= stored) return;
  throw new RolledBack(
    `Kafka holds events of ${database.service} up to position ${published}, ` +
      `the database only up to ${stored}: it was rolled back. ` +
      'docs/runbooks/database-restored.md says what to do.',
  );
};
