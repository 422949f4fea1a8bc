import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const pages = ['apps/console/src/desk/postings.tsx', 'apps/payer/src/pages/cover/index.tsx'];
const parts = ['calls', 'client', 'index', 'refusals', 'schema', 'transport'];

/** What the compiler says of two pages when the description of the API has lost two fields that they show. */
const complaints = (folder: string): string => {
  for (const part of parts) {
    const text = readFileSync(join(__dirname, `${part}.ts`), 'utf8');
    writeFileSync(
      join(folder, `${part}.ts`),
      text.replaceAll(/readonly (bureauReceiptNo|coveredFrom)\b/g, 'readonly former$1'),
    );
  }
  const config = {
    extends: join(root, 'apps/console/tsconfig.json'),
    compilerOptions: {
      noImplicitAny: false,
      types: ['react'],
      typeRoots: [join(root, 'node_modules/@types')],
      paths: { '@canbao/api-client': [join(folder, 'index.ts')] },
    },
    include: [],
    files: ['apps/payer/src/globals.d.ts', 'apps/payer/taro.stub.d.ts', ...pages].map((file) =>
      join(root, file),
    ),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return spawnSync('tsc', ['--noEmit', '--pretty', 'false', '-p', folder], { cwd: root, encoding: 'utf8' })
    .stdout;
};

describe('a change of the API that breaks a page', () => {
  it('fails the types of the console and of the payer', () => {
    const folder = mkdtempSync(join(tmpdir(), 'canbao-breaks-'));
    try {
      const said = complaints(folder).split('\n');
      for (const page of pages) expect(said.filter((line) => line.startsWith(page))).not.toEqual([]);
      expect(said.filter((line) => /bureauReceiptNo|coveredFrom/.test(line)).length).toBeGreaterThan(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
