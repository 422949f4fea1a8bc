import pg from 'pg';
import { sessionOptions, withoutLimits } from './session';

// Dates, timestamps, bigint and numeric stay text: a Date shifts days across time zones, a float loses fen.
const typeIdsAsText = [20, 1082, 1114, 1184, 1700];

/** How values of the database become values of JavaScript. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((typeId: number, format?: 'text' | 'binary') =>
    typeIdsAsText.includes(typeId)
      ? (text: string) => text
      : pg.types.getTypeParser(typeId, format)) as typeof pg.types.getTypeParser,
};

/** Configuration: how long to wait for a connection. */
export const connectTimeoutMs = 5_000;

/**
 * Configuration: a peer that says nothing for so long is asked whether it is still there; on most systems it
 * would be two hours.
 */
export const keepAliveMs = 10_000;

/** The schema that belongs to a service. */
export const schemaOf = (service: string): string => service.replaceAll('-', '_');

/**
 * Connects as the owner of the schemas, with the service's time zone and types but without its time limits.
 * The caller ends the connection.
 */
export const connectAsOwner = async (
  url: string,
  applicationName: string,
  searchPath: string,
): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    options: sessionOptions(searchPath, withoutLimits),
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
  });
  client.on('error', () => undefined); // The query in progress fails and reports it.
  await client.connect();
  return client;
};
