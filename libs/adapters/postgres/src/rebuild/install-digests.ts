import type { Client } from 'pg';
import type { ProjectionTable } from '../store/inline-view';
import { definitionOf, digestDefinition } from './digest';

/**
 * Installs the digest of each table whose definition is new or has changed; the others are left as they are,
 * because a new digest could no longer show that somebody wrote past the triggers. The caller keeps other
 * migrators out.
 */
export const installDigests = async (owner: Client, tables: readonly ProjectionTable[]): Promise<void> => {
  const { rows } = await owner.query<{ name: string; definition: string | null }>(
    'select name, definition from projection_digest',
  );
  const installed = new Map(rows.map(({ name, definition }) => [name, definition]));
  for (const table of tables) {
    const definition = definitionOf(table);
    if (installed.get(table.name) === definition) continue;
    await owner.query(`begin; ${digestDefinition(table)}
      update projection_digest set definition = '${definition}' where name = '${table.name}';
      commit`);
  }
};
