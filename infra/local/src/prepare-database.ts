import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createLogins, LoginFault, urlFor, type LoginPasswords } from '@canbao/postgres';
import { StartFault } from './settings';

const root = join(__dirname, '../../..');
const services = ['registration', 'assessment', 'payment', 'ledger-sync'] as const;

/** Everyone who has a login of their own at the database. */
export const holders = ['owner', 'auditor', 'sandbox', ...services] as const;

/**
 * Makes the logins of all processes and brings every service's schema up to date: the step between a database
 * and the services. Each service's own program migrates, because only it knows its tables.
 * @throws StartFault in one sentence.
 */
export const prepareDatabase = async (adminUrl: string, passwords: LoginPasswords): Promise<void> => {
  try {
    await createLogins(adminUrl, passwords);
  } catch (error) {
    throw error instanceof LoginFault ? new StartFault(error.message) : error;
  }
  const owner = urlFor(adminUrl, 'owner', passwords['owner'] ?? '');
  await Promise.all(services.map((service) => migrate(service, owner)));
};

const migrate = (service: string, ownerUrl: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'apps', service, 'dist/main.js'), 'migrate'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', MIGRATION_DATABASE_URL: ownerUrl },
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new StartFault(`${service} could not migrate: ${said.trim()}`)),
    );
  });
