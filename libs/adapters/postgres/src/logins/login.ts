import { schemaOf } from '../database/connection';

/** PostgreSQL cuts longer names off, so that two of them could become one. */
const nameLengthMax = 63;

/**
 * Who connects to the database of one installation: a service's name, `owner` (of all tables; used only to
 * migrate and to rebuild), `auditor` (reads events), or `sandbox`.
 */
export type Holder = string;

/**
 * The login of a holder. Roles belong to all databases of a cluster, so the name says of which database it
 * is: two installations on one cluster then share no login, and a lock in the database guards it.
 * @throws Error when the name of the database is too long for that.
 */
export const loginOf = (database: string, holder: Holder): string => {
  const installation = database === 'postgres' ? 'canbao' : `canbao_${database}`;
  const login = `${installation}_${schemaOf(holder)}`;
  if (Buffer.byteLength(login) > nameLengthMax)
    throw new Error(`The name of the database ${database} is too long: use one of at most 40 bytes.`);
  return login;
};

/** The name of the database in a URL. */
export const databaseIn = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

/** The URL with a holder's login in place of the user in it. */
export const urlFor = (url: string, holder: Holder, password: string): string => {
  const own = new URL(url);
  own.username = encodeURIComponent(loginOf(databaseIn(url), holder));
  own.password = encodeURIComponent(password);
  return own.href;
};
