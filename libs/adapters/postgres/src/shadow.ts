import type { Client } from 'pg';
import { createDigestTriggers, digestSql, digestTriggers, type ProjectionTable } from './projections';

const columnOf = (expression: string): string => expression.replace(/::.*$/, '');

/** A schema with the same tables, empty, for the rows that a replay makes. */
export class Shadow {
  readonly name: string;

  constructor(
    private readonly owner: Client,
    private readonly schema: string,
    private readonly tables: readonly ProjectionTable[],
  ) {
    this.name = `${schema}_rebuild`;
  }

  /**
   * Clears what a rebuild that was killed has left, and makes the tables with their primary keys only: views
   * look rows up by nothing else.
   */
  async create(): Promise<void> {
    await this.drop();
    await this.owner.query(
      `create schema ${this.name}; create table ${this.name}.projection_digest (like ${this.schema}.projection_digest including all)`,
    );
    for (const { name } of this.tables) {
      await this.owner.query(
        `create table ${this.name}.${name} (like ${this.schema}.${name} including all excluding indexes)`,
      );
      await this.constrain(name, ['p']);
    }
  }

  /**
   * What is quicker when the rows are there: other keys, indexes, statistics; from now on the digest is kept
   * as well.
   */
  async complete(): Promise<void> {
    for (const table of this.tables) {
      await this.constrain(table.name, ['u', 'x']);
      const { rows } = await this.owner.query<{ sql: string }>(
        `select pg_get_indexdef(indexrelid) as sql from pg_index where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
        [`${this.schema}.${table.name}`],
      );
      for (const { sql } of rows)
        await this.owner.query(sql.replace(` ON ${this.schema}.`, ` ON ${this.name}.`));
      await this.owner.query(`analyze ${this.name}.${table.name}`);
      await this.owner.query(digestSql(table));
    }
  }

  /** Puts the shadow's tables in the place of the service's, in the caller's transaction. */
  async swap(): Promise<void> {
    const live = this.tables.map(({ name }) => `${this.schema}.${name}`);
    await this.owner.query(`lock table ${live.join(', ')} in access exclusive mode`);
    for (const table of this.tables) {
      await this.takeAlong(table);
      await this.grantAsBefore(table.name);
      await this.owner.query(`
        ${[...digestTriggers.map(({ on }) => on), 'truncate'].map((on) => `drop trigger digest_${on} on ${this.name}.${table.name};`).join(' ')}
        drop table ${this.schema}.${table.name};
        alter table ${this.name}.${table.name} set schema ${this.schema};
        ${createDigestTriggers(`${this.schema}.${table.name}`, `${this.schema}.digest_${table.name}`)}`);
    }
    await this.owner.query(
      `update ${this.schema}.projection_digest as own set rows = made.rows, digest = made.digest from ${this.name}.projection_digest as made where made.name = own.name`,
    );
  }

  async drop(): Promise<void> {
    await this.owner.query(`drop schema if exists ${this.name} cascade`);
  }

  /** Columns that are the running service's own work (leases), of rows that both have alike. */
  private async takeAlong({ name, derived, inUse }: ProjectionTable): Promise<void> {
    const { rows } = await this.owner.query<{ name: string }>(
      'select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> all($2)',
      [`${this.schema}.${name}`, derived.map(columnOf)],
    );
    if (rows.length === 0) return;
    const all = (alias: string): string => `row(${derived.map((column) => `${alias}.${column}`).join(', ')})`;
    const key = columnOf(derived[0] ?? '');
    await this.owner
      .query(`update ${this.name}.${name} as made set ${rows.map((column) => `${column.name} = own.${column.name}`).join(', ')}
      from (select * from ${this.schema}.${name}${inUse === undefined ? '' : ` where ${inUse}`}) as own where made.${key} = own.${key} and ${all('made')} is not distinct from ${all('own')}`);
  }

  private async grantAsBefore(name: string): Promise<void> {
    const { rows } = await this.owner.query<{ sql: string }>(
      `select format('grant %s on ${this.name}.${name} to %s', privilege_type, case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end) as sql
       from pg_class, aclexplode(relacl) where oid = $1::regclass and grantee <> relowner`,
      [`${this.schema}.${name}`],
    );
    for (const { sql } of rows) await this.owner.query(sql);
  }

  private async constrain(name: string, types: readonly string[]): Promise<void> {
    const { rows } = await this.owner.query<{ sql: string }>(
      `select format('alter table ${this.name}.${name} add constraint %I %s', conname, pg_get_constraintdef(oid)) as sql from pg_constraint where conrelid = $1::regclass and contype = any($2)`,
      [`${this.schema}.${name}`, types],
    );
    for (const { sql } of rows) await this.owner.query(sql);
  }
}
