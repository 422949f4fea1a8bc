import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { allOperations, type Operation } from '@canbao/contracts';
import { openApiOf } from '@canbao/service-kit';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/** Every refusal is a problem document, which the client knows by itself: here are answers of success. */
const withoutRefusals = (operations: readonly Operation[]): object => {
  const document = structuredClone(openApiOf('Canbao', operations)) as Described;
  for (const methods of Object.values(document.paths))
    for (const described of Object.values(methods))
      described.responses = Object.fromEntries(
        Object.entries(described.responses).filter(([status]) => status.startsWith('2')),
      );
  return document;
};

const generator = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js');

/** The types of the API client, of every operation: TypeScript made from OpenAPI. */
export const clientTypes = (): string =>
  execFileSync(process.execPath, [generator, '--immutable', '--alphabetize'], {
    input: JSON.stringify(withoutRefusals(allOperations)),
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
    .replaceAll('    ', '  ')
    .replaceAll(/^ +readonly \w+\?: never;\n/gm, '')
    .replaceAll(/^ +readonly parameters: \{\n +\};\n/gm, '');
