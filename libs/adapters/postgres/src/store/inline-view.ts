import type { ClientBase, QueryConfig } from 'pg';
import type { Event, StoredEvent } from '@canbao/event-sourcing';

/** A table that an inline view fills. */
export interface ProjectionTable {
  readonly name: string;
  /**
   * Columns that the events alone determine, the key first; a `json` one as `name::jsonb`, so that it can be
   * compared. All other columns belong to the running service (attempts, leases): they are outside the proof,
   * and a swap carries them over.
   */
  readonly derived: readonly string[];
  /** SQL condition for the rows whose other columns are in use; all rows when left out. */
  readonly inUse?: string;
}

/** An SQL statement with its values; one with a name is prepared once for each connection. */
export type Statement = QueryConfig;

/**
 * A read model written in the transaction of its events. It receives all events of a batch at once and writes
 * them set-based. A replay from the first event must give the same rows, whatever the size of the batches.
 */
export interface InlineView<E extends Event = Event> {
  readonly name: string;
  /** The tables it writes, in this transaction and nowhere else. */
  readonly tables: readonly ProjectionTable[];
  /**
   * What the events write: pure, and sent together with the commit. Positions are not known yet at a commit;
   * SQL stores `committed_position(<position>)`.
   */
  statements(events: readonly StoredEvent<E>[]): readonly Statement[];
}

/** Writes the rows that the events make in a view. */
export const applyView = async (
  view: InlineView,
  client: ClientBase,
  events: readonly StoredEvent[],
): Promise<void> => {
  for (const statement of view.statements(events)) await client.query(statement);
};
