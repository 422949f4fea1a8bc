import { z } from 'zod';
import { migrate } from '@canbao/postgres';
import type { Storage } from './service';
import { readSettings } from './settings';

/**
 * `migrate`: brings the service's schema up to date as the owner of the schemas, whose password the service
 * itself never has. Ends the process with 0, or with 1 and a sentence.
 */
export const migrateCommand = async ({ name: service, ...schema }: Storage): Promise<void> => {
  const { MIGRATION_DATABASE_URL: url } = readSettings({
    MIGRATION_DATABASE_URL: z.string().startsWith('postgres'),
  });
  try {
    await migrate({ ...schema, service, url });
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
