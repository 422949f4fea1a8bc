import type pg from 'pg';

/** What one table caused in the write-ahead log; a share of a payment once it is divided. */
export interface TableWork {
  readonly records: number;
  /** Without images of full pages and splits of index pages, which depend on what was stored before. */
  readonly bytes: number;
  readonly inserted: number;
  /** Updates that wrote index entries. */
  readonly updated: number;
  /** Updates within the page (HOT), which write none. */
  readonly updatedHot: number;
  readonly deleted: number;
  readonly indexEntries: number;
}

export interface WalWork {
  readonly records: number;
  readonly bytes: number;
  readonly commits: number;
  /** Records that carried a full-page image. Their bytes are not counted. */
  readonly fullPages: number;
  readonly tables: Readonly<Record<string, TableWork>>;
}

interface Row {
  readonly relation: string;
  readonly manager: string;
  readonly type: string;
  readonly records: number;
  readonly bytes: number;
  readonly full_pages: number;
}

// `Standby`, `XLOG` and records of the catalogue come by the clock (snapshots, checkpoints, pruning), not
// from a payment. A split of an index page weighs half a page, and pages of random keys fill up at about the
// same time: it counts as a record, without its bytes.
const sql = `
  with record as (
    select start_lsn, resource_manager, record_type, fpi_length,
      case when record_type like 'SPLIT_%' then 0 else record_length - fpi_length end as bytes
    from pg_get_wal_records_info($1, $2) where resource_manager not in ('Standby', 'XLOG')
  ), block as (
    select start_lsn, reltablespace, relfilenode from pg_get_wal_block_info($1, $2, false)
    where block_id = 0
  )
  select coalesce(namespace.nspname || '.' || owner.relname, '-') as relation,
    resource_manager as manager, record_type as type, count(*)::int as records,
    sum(bytes)::float8 as bytes, count(*) filter (where fpi_length > 0)::int as full_pages
  from record left join block using (start_lsn)
  left join pg_class relation on relation.oid = 
    pg_filenode_relation(block.reltablespace, block.relfilenode)
  left join pg_index index on index.indexrelid = relation.oid
  left join pg_class owner on owner.oid = coalesce(index.indrelid, relation.oid)
  left join pg_namespace namespace on namespace.oid = owner.relnamespace
  where coalesce(namespace.nspname, '') <> 'pg_catalog' group by 1, 2, 3`;

const sumOf = <T>(rows: readonly T[], amount: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + amount(row), 0);

const recordsOf = (rows: readonly Row[], kind: RegExp): number =>
  sumOf(
    rows.filter(({ manager, type }) => kind.test(`${manager}/${type}`)),
    ({ records }) => records,
  );

/** A row or an index entry written is one record, so the log itself says how many there were. */
const tableWork = (rows: readonly Row[]): TableWork => ({
  records: sumOf(rows, ({ records }) => records),
  bytes: sumOf(rows, ({ bytes }) => bytes),
  inserted: recordsOf(rows, /^Heap\/INSERT/),
  updated: recordsOf(rows, /^Heap\/UPDATE/),
  updatedHot: recordsOf(rows, /^Heap\/HOT_UPDATE/),
  deleted: recordsOf(rows, /^Heap\/DELETE/),
  indexEntries: recordsOf(rows, /^Btree\/(INSERT_LEAF|INSERT_POST|SPLIT_)/),
});

/** Where the log ends now. */
export const walEnd = async (database: pg.ClientBase): Promise<string> =>
  (await database.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn')).rows[0]?.lsn ??
  '';

/** Reads what was written to the log between two ends, by table; needs the extension `pg_walinspect`. */
export const walBetween = async (database: pg.ClientBase, from: string, to: string): Promise<WalWork> => {
  const rows = from === to ? [] : (await database.query<Row>(sql, [from, to])).rows;
  const byTable = Map.groupBy(rows, ({ relation, manager }) =>
    manager === 'Transaction' ? 'commit' : relation,
  );
  return {
    records: sumOf(rows, ({ records }) => records),
    bytes: sumOf(rows, ({ bytes }) => bytes),
    commits: recordsOf(rows, /^Transaction\/COMMIT/),
    fullPages: sumOf(rows, ({ full_pages }) => full_pages),
    tables: Object.fromEntries([...byTable].map(([table, own]) => [table, tableWork(own)])),
  };
};
