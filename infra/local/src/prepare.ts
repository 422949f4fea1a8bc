import { prepareDatabase } from './prepare-database';
import { StartFault } from './settings';

/** Where no `npm start` prepares the database: once before the services, and after each new version. */
const { ADMIN_DATABASE_URL: url, DATABASE_LOGINS: logins } = process.env;
const main = async (): Promise<void> => {
  if (url === undefined || logins === undefined)
    throw new StartFault(
      'Set ADMIN_DATABASE_URL, whose user may create logins, and DATABASE_LOGINS, a JSON object of their ' +
        'passwords by holder (docs/runbooks/database-logins.md).',
    );
  await prepareDatabase(url, JSON.parse(logins) as Record<string, string>);
};

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof StartFault ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
