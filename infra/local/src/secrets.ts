import { resolve } from 'node:path';
import { writeSecrets } from './docker-secrets';
import { StartFault } from './settings';

process.umask(0o077);
const folder = resolve('.docker');

void writeSecrets(folder, process.env['POSTGRES_PASSWORD'] || undefined).then(
  () =>
    process.stdout.write(
      `The settings and secrets of the containers are in ${folder}, for you alone. Now: docker compose up\n` +
        `Sign-in tokens: ${folder}/credentials.json\n`,
    ),
  (error: unknown) => {
    process.stderr.write(`${error instanceof StartFault ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
