import { createLogins, Database, migrate, urlFor, type DatabaseOptions } from '@canbao/postgres';

/** A service's schema on the measured server, used by a login of its own as in production. */
export const openDatabase = async ({ url, ...options }: DatabaseOptions): Promise<Database> => {
  const { service } = options;
  await createLogins(url, { owner: 'bench', [service]: 'bench' });
  await migrate({ ...options, url: urlFor(url, 'owner', 'bench') });
  return Database.open({ ...options, url: urlFor(url, service, 'bench') });
};
