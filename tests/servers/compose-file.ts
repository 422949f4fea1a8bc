import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A service of docker-compose.yml, as far as the specs look at it. */
export interface Container {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const root = join(__dirname, '../..');

/** The services of docker-compose.yml. */
export const containers = (): Readonly<Record<string, Container>> =>
  (
    parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: Record<string, Container>;
    }
  ).services;

/** A file of settings as Compose reads it: what stands between single quotes is taken as it is. */
export const settingsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, name, value] = /^(\w+)='([^']*)'$/.exec(line) ?? [];
        if (name === undefined || value === undefined) throw new Error(`Compose would not read: ${line}`);
        return [name, value];
      }),
  );

/** The environment of a container: its files, then what stands there, with the defaults of `${NAME:-…}`. */
export const environmentIn = (
  container: Container,
  readEnvFile: (name: string) => string,
): Record<string, string> => ({
  ...Object.assign({}, ...(container.env_file ?? []).map((file) => settingsIn(readEnvFile(file)))),
  ...Object.fromEntries(
    Object.entries(container.environment ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  ),
});
