import { createLogins, Database, migrate, urlFor, type DatabaseOptions } from '@canbao/postgres';

const password = 'test';

/**
 * The URL of the service's own login on a database whose URL is the superuser's: logins made and schema
 * migrated as `npm start` does it.
 */
export const prepared = async ({ url, ...schema }: DatabaseOptions): Promise<string> => {
  await createLogins(url, { owner: password, auditor: password, [schema.service]: password });
  await migrate({ ...schema, url: urlFor(url, 'owner', password) });
  return urlFor(url, schema.service, password);
};

/** The service's database, prepared and opened with its own login. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> =>
  Database.open({ ...options, url: await prepared(options) });

/** A pool of the superuser on the schema of a service, for what no login of ours may do. */
export const asSuperuser = (url: string, service: string): Database => Database.attach({ url, service });
