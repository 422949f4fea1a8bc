import pg, { type Client } from 'pg';
import { connectAsOwner, schemaOf } from '../database/connection';
import { loginOf, type Holder } from './login';
import { scramOf } from './scram';

/** Why the logins cannot be made, in a sentence for whoever set the URL. */
export class LoginFault extends Error {}

/** The passwords of the logins, by holder; `owner` is among them. */
export type LoginPasswords = Readonly<Record<Holder, string>>;

const { escapeIdentifier: name, escapeLiteral: text } = pg;

/**
 * Makes the logins of an installation, or gives them these passwords, as a user who may create roles. The
 * owner may create schemas and nothing else; the others get what each migration grants. Repeating it changes
 * nothing.
 * @throws LoginFault when the user may not do that.
 */
export const createLogins = async (adminUrl: string, passwords: LoginPasswords): Promise<void> => {
  const admin = await connectAsOwner(adminUrl, 'canbao-logins', 'pg_catalog');
  try {
    await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', ['canbao-logins']);
    const { database, user, mayCreateRoles } = await whoAmI(admin);
    if (!mayCreateRoles)
      throw new LoginFault(
        `The database user ${user} may not create logins. Name one who may (CREATEROLE) and who owns ` +
          `the database ${database}, or create the logins as docs/runbooks/database-logins.md says.`,
      );
    const logins = Object.keys(passwords).map((holder) => [holder, loginOf(database, holder)] as const);
    for (const [holder, login] of logins) await createLogin(admin, login, passwords[holder] ?? '');
    const owner = loginOf(database, 'owner');
    await admin.query(`
      grant ${name(owner)} to current_user;
      revoke create on schema public from public;
      revoke temporary on database ${name(database)} from public;
      grant connect on database ${name(database)} to ${logins.map(([, login]) => name(login)).join(', ')};
      grant create, temporary on database ${name(database)} to ${name(owner)};`);
    await letOwnerSeeSessions(admin, owner);
    for (const [holder, login] of logins)
      for (const schema of [schemaOf(holder), `${schemaOf(holder)}_rebuild`])
        await handOver(admin, schema, holder === 'sandbox' ? login : owner);
    if ('sandbox' in passwords) await createOwnSchema(admin, loginOf(database, 'sandbox'));
    if ('auditor' in passwords)
      await admin.query(
        `grant temporary on database ${name(database)} to ${name(loginOf(database, 'auditor'))}`,
      );
  } catch (error) {
    throw (error as { code?: string }).code === insufficientPrivilege
      ? new LoginFault(`The logins could not be made: ${(error as Error).message}.`)
      : error;
  } finally {
    await admin.end();
  }
};

/** SQLSTATE of what a user may not do. */
const insufficientPrivilege = '42501';

const whoAmI = async (
  admin: Client,
): Promise<{ database: string; user: string; mayCreateRoles: boolean }> => {
  const { rows } = await admin.query<{ database: string; user: string; mayCreateRoles: boolean }>(
    `select current_database() as database, current_user as user,
        rolsuper or rolcreaterole as "mayCreateRoles"
      from pg_roles where rolname = current_user`,
  );
  return rows[0] as { database: string; user: string; mayCreateRoles: boolean };
};

const createLogin = async (admin: Client, login: string, password: string): Promise<void> => {
  const { rows } = await admin.query('select from pg_roles where rolname = $1', [login]);
  const verb = rows.length === 0 ? 'create' : 'alter';
  await admin.query(`${verb} role ${name(login)} login password ${text(scramOf(password))}`);
};

/**
 * The owner's function `oldest_transaction` shows operators a transaction of any user. Where that may not be
 * granted, it shows the owner's only.
 */
const letOwnerSeeSessions = (admin: Client, owner: string): Promise<unknown> =>
  admin.query(`do $$ begin
    grant pg_read_all_stats to ${name(owner)};
  exception when insufficient_privilege then null;
  end $$`);

/** Gives a schema that another user has made, and everything in it, to its owner. */
const handOver = async (admin: Client, schema: string, owner: string): Promise<void> => {
  const { rows } = await admin.query<{ sql: string }>(
    `select format('alter schema %I owner to %I', nspname, $2::text) as sql
        from pg_namespace where nspname = $1 and pg_get_userbyid(nspowner) <> $2
      union all
      select format('alter %s %I.%I owner to %I',
          case relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end,
          $1::text, relname, $2::text)
        from pg_class
        where relnamespace = to_regnamespace($1) and relkind in ('r', 'p', 'v', 'S')
          and pg_get_userbyid(relowner) <> $2
          and not exists (
            select from pg_depend
            where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')
          )
      union all
      select format('alter function %s owner to %I', oid::regprocedure, $2::text)
        from pg_proc where pronamespace = to_regnamespace($1) and pg_get_userbyid(proowner) <> $2`,
    [schema, owner],
  );
  for (const { sql } of rows) await admin.query(sql);
};

const createOwnSchema = async (admin: Client, login: string): Promise<void> => {
  await admin.query(`
    grant ${name(login)} to current_user;
    create schema if not exists sandbox authorization ${name(login)}`);
};
