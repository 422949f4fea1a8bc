import type { PoolClient } from 'pg';
import type { Database } from './database/database';
import { inTransaction } from './database/on-connection';
import { parkedState, type ParkedState } from './inbox/parked-state';
import { relayState, type RelayState } from './outbox/relay-state';

/** The transaction that has been open longest on the whole server; it blocks vacuum in every database. */
export interface OldestTransaction {
  readonly seconds: number;
  /** Transaction ids used since its snapshot; null while it has neither a snapshot nor an id. */
  readonly xidAge: number | null;
  readonly database: string;
  readonly application: string;
}

/** What operators watch of a service, for all its instances together, as the database knows it. */
export interface OperationalState {
  readonly relay: RelayState;
  readonly parked: ParkedState;
  /** Undefined while no other transaction is open. */
  readonly oldestTransaction: OldestTransaction | undefined;
}

/**
 * Reads the state of a service's relay and inbox, and the server's oldest transaction.
 * @throws what the driver throws when the database does not answer.
 */
export const operationalState = (database: Database, service: string): Promise<OperationalState> =>
  inTransaction(database.pool, async (client) => {
    const parked = await parkedState(client);
    const relay = await relayState(client, service);
    return { relay, parked, oldestTransaction: await oldestTransaction(client) };
  });

const oldestTransaction = async (client: PoolClient): Promise<OldestTransaction | undefined> => {
  const { rows } = await client.query<OldestTransaction>(
    'select seconds, xid_age as "xidAge", database, application from oldest_transaction()',
  );
  return rows[0];
};
