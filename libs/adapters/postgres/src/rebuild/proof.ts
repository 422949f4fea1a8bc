import type { Client } from 'pg';
import type { ProjectionTable } from '../store/inline-view';
import { digestQuery } from './digest';

/** Number of rows of a table and a digest of their derived columns. */
export interface TableDigest {
  readonly rows: bigint;
  readonly digest: bigint;
}

/** Whether a table is what its events make, with the figures that prove it. */
export interface TableProof {
  readonly name: string;
  /** Of the rows that the events make. */
  readonly rebuilt: TableDigest;
  /** Of the rows in the service's table at the same position. */
  readonly stored: TableDigest;
  /** What the triggers have maintained for the service's table. */
  readonly maintained: TableDigest;
  readonly equal: boolean;
  /** Up to ten rows that are on one side only, as JSON. */
  readonly differing: readonly DifferingRow[];
}

/** A row that only one of two tables has. */
export interface DifferingRow {
  readonly side: 'stored' | 'rebuilt';
  /** As JSON. */
  readonly row: string;
}

/** Compares a table with its shadow, within one snapshot in which both are at the same position. */
export const proofOf = async (
  snapshot: Client,
  schema: string,
  shadowSchema: string,
  table: ProjectionTable,
): Promise<TableProof> => {
  const { name } = table;
  const [ownTable, rebuiltTable] = [`${schema}.${name}`, `${shadowSchema}.${name}`];
  const maintained = await digestFrom(
    snapshot,
    `select rows, digest from ${schema}.projection_digest where name = '${name}'`,
  );
  const stored = await digestFrom(snapshot, digestQuery(table, ownTable));
  const rebuilt = await digestFrom(snapshot, digestQuery(table, rebuiltTable));
  const equal = sameDigest(stored, rebuilt) && sameDigest(stored, maintained);
  const differing = equal ? [] : await differingRows(snapshot, table, ownTable, rebuiltTable);
  return { name, rebuilt, stored, maintained, equal, differing };
};

const differingRows = async (
  snapshot: Client,
  { derived }: ProjectionTable,
  ownTable: string,
  rebuiltTable: string,
): Promise<DifferingRow[]> => {
  const columns = derived.join(', ');
  const onlyIn = (side: DifferingRow['side'], here: string, there: string): string =>
    `select '${side}' as side, row_to_json(differing)::text as row
      from (select ${columns} from ${here} except all select ${columns} from ${there}) as differing`;
  const { rows } = await snapshot.query<DifferingRow>(
    `select * from (
        ${onlyIn('stored', ownTable, rebuiltTable)}
        union all
        ${onlyIn('rebuilt', rebuiltTable, ownTable)}
      ) as both_sides order by row, side limit 10`,
  );
  return rows;
};

const digestFrom = async (client: Client, sql: string): Promise<TableDigest> => {
  const { rows } = await client.query<{ rows: string; digest: string }>(sql);
  return { rows: BigInt(rows[0]?.rows ?? 0), digest: BigInt(rows[0]?.digest ?? 0) };
};

const sameDigest = (a: TableDigest, b: TableDigest): boolean => a.rows === b.rows && a.digest === b.digest;
