import type { Client } from 'pg';
import type { ProjectionTable } from '../store/inline-view';
import { createDigestTriggers, digestDefinition, dropDigestTriggers } from './digest';

/** `state::jsonb` → `state`. */
const columnOf = (expression: string): string => expression.replace(/::.*$/, '');

/** Kinds of constraint, as `pg_constraint.contype` names them. */
type ConstraintKind = 'p' | 'u' | 'x';

/** A schema with the same tables as the service's, for the rows that a replay makes. */
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
   * Removes what a killed rebuild has left, and creates empty tables with nothing but their primary keys:
   * views look rows up by no other key while they replay.
   */
  async create(): Promise<void> {
    await this.drop();
    await this.owner.query(
      `create schema ${this.name};
      create table ${this.name}.projection_digest (like ${this.schema}.projection_digest including all)`,
    );
    for (const { name } of this.tables) {
      await this.owner.query(
        `create table ${this.name}.${name} (like ${this.schema}.${name} including all excluding indexes)`,
      );
      await this.addConstraints(name, ['p']);
    }
  }

  /**
   * Adds what is faster to build once the rows are there: other keys, indexes, statistics. From now on the
   * digests are maintained, too.
   */
  async complete(): Promise<void> {
    for (const table of this.tables) {
      await this.addConstraints(table.name, ['u', 'x']);
      const { rows } = await this.owner.query<{ sql: string }>(
        `select pg_get_indexdef(indexrelid) as sql from pg_index
          where indrelid = $1::regclass
            and not exists (select from pg_constraint where conindid = indexrelid)`,
        [`${this.schema}.${table.name}`],
      );
      for (const { sql } of rows)
        await this.owner.query(sql.replace(` ON ${this.schema}.`, ` ON ${this.name}.`));
      await this.owner.query(`analyze ${this.name}.${table.name}`);
      await this.owner.query(digestDefinition(table));
    }
  }

  /** Puts the shadow's tables in the place of the service's, in the caller's transaction. */
  async swap(): Promise<void> {
    const inUse = this.tables.map(({ name }) => `${this.schema}.${name}`);
    await this.owner.query(`lock table ${inUse.join(', ')} in access exclusive mode`);
    for (const table of this.tables) {
      await this.carryOver(table);
      await this.copyGrants(table.name);
      await this.replace(table.name);
    }
    await this.owner.query(
      `update ${this.schema}.projection_digest as own set rows = rebuilt.rows, digest = rebuilt.digest
        from ${this.name}.projection_digest as rebuilt where rebuilt.name = own.name`,
    );
  }

  /** Removes the schema with everything in it. */
  async drop(): Promise<void> {
    await this.owner.query(`drop schema if exists ${this.name} cascade`);
  }

  /**
   * Copies the columns that belong to the running service (leases), for rows that are equal in both tables.
   */
  private async carryOver({ name, derived, inUse }: ProjectionTable): Promise<void> {
    const { rows } = await this.owner.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> all($2)`,
      [`${this.schema}.${name}`, derived.map(columnOf)],
    );
    if (rows.length === 0) return;
    const rowOf = (alias: string): string =>
      `row(${derived.map((column) => `${alias}.${column}`).join(', ')})`;
    const key = columnOf(derived[0] ?? '');
    await this.owner.query(
      `update ${this.name}.${name} as rebuilt
        set ${rows.map((column) => `${column.name} = own.${column.name}`).join(', ')}
        from (select * from ${this.schema}.${name} where ${inUse ?? 'true'}) as own
        where rebuilt.${key} = own.${key} and ${rowOf('rebuilt')} is not distinct from ${rowOf('own')}`,
    );
  }

  private async copyGrants(name: string): Promise<void> {
    const { rows } = await this.owner.query<{ sql: string }>(
      `select format('grant %s on ${this.name}.${name} to %s', privilege_type,
          case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end) as sql
        from pg_class, aclexplode(relacl) where oid = $1::regclass and grantee <> relowner`,
      [`${this.schema}.${name}`],
    );
    for (const { sql } of rows) await this.owner.query(sql);
  }

  private async replace(name: string): Promise<void> {
    await this.owner.query(`
      ${dropDigestTriggers(`${this.name}.${name}`)}
      drop table ${this.schema}.${name};
      alter table ${this.name}.${name} set schema ${this.schema};
      ${createDigestTriggers(`${this.schema}.${name}`, `${this.schema}.digest_${name}`)}`);
  }

  private async addConstraints(name: string, kinds: readonly ConstraintKind[]): Promise<void> {
    const { rows } = await this.owner.query<{ sql: string }>(
      `select format('alter table ${this.name}.${name} add constraint %I %s', conname,
          pg_get_constraintdef(oid)) as sql
        from pg_constraint where conrelid = $1::regclass and contype = any($2)`,
      [`${this.schema}.${name}`, kinds],
    );
    for (const { sql } of rows) await this.owner.query(sql);
  }
}
