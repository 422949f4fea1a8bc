/**
 * What every session of ours relies on. `alter database … set` and `alter role … set` would otherwise decide
 * how values look and whether a commit is durable; what a client sends when it connects goes before both.
 */
const everySession = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'Asia/Shanghai',
  array_nulls: 'on',
  bytea_output: 'hex',
  default_transaction_deferrable: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  extra_float_digits: '1',
  idle_session_timeout: '0',
  standard_conforming_strings: 'on',
  synchronous_commit: 'on',
  // A client whose host is gone closes nothing: within half a minute its locks are free.
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '25000',
  transform_null_equals: 'off',
} as const;

/** Limits of the sessions in which migrations and rebuilds work: none. */
export const withoutLimits = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
} as const;

/**
 * The `options` of a connection: these settings and those of every session. `pg_temp` comes last, so that a
 * temporary table cannot take the place of one of ours.
 */
export const sessionOptions = (searchPath: string, settings: Readonly<Record<string, string>>): string =>
  Object.entries({ ...everySession, search_path: `${searchPath}, pg_temp`, ...settings })
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
