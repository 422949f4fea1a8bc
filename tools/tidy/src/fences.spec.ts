import { join } from 'node:path';
import { fenceFindings } from './fences';
import { importsOf } from './imports';
import { filesOf, projects, read, root, type Project } from './workspace';

const made = (
  name: string,
  folder: string,
  tags: readonly string[],
  exports: Project['exports'] = { '.': './src/index.ts' },
): Project => ({
  name,
  folder,
  tags,
  exports,
});
const madeProjects = [
  made('@canbao/money', 'libs/core/money', ['type:core', 'scope:shared']),
  made('@canbao/rules', 'libs/rules', ['type:rules', 'scope:shared']),
  made('@canbao/domain-a', 'libs/domain/a', ['type:domain', 'scope:a']),
  made('@canbao/domain-b', 'libs/domain/b', ['type:domain', 'scope:b']),
  made('@canbao/postgres', 'libs/adapters/postgres', ['type:adapter', 'scope:shared']),
  made('@canbao/a', 'apps/a', ['type:app', 'scope:a']),
  made('@canbao/b', 'apps/b', ['type:app', 'scope:b']),
  made('@canbao/bench', 'bench', ['type:app', 'scope:tools']),
  made('@canbao/test-servers', 'tests/servers', ['type:test', 'scope:tests'], { './*': './*.ts' }),
];
const findings = (projectName: string, file: string, imported: string): string[] => {
  const project = madeProjects.find(({ name }) => name === projectName) as Project;
  return fenceFindings(project, join(root, project.folder, file), [imported], madeProjects);
};

describe('the fences', () => {
  it('cover the benchmarks and the tests as well', () =>
    expect(projects.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining(['bench', 'tests/simulation', 'tests/faults', 'infra/local', 'tools/tidy']),
    ));

  it.each(projects.map((project) => [project.name, project] as const))(
    '%s imports only what its tags allow',
    (_, project) =>
      expect(
        filesOf(project).flatMap((file) => fenceFindings(project, file, importsOf(read(file)), projects)),
      ).toEqual([]),
  );

  it.each([
    ['a domain that imports a package', '@canbao/domain-a', 'src/a.ts', 'pg'],
    ['a domain that imports Node', '@canbao/domain-a', 'src/a.ts', 'node:crypto'],
    ['a domain that imports another context', '@canbao/domain-a', 'src/a.ts', '@canbao/domain-b'],
    ['a spec that imports another context', '@canbao/domain-a', 'src/a.spec.ts', '@canbao/domain-b'],
    ['core that imports a domain', '@canbao/money', 'src/yuan.ts', '@canbao/domain-a'],
    ['rules that import an adapter', '@canbao/rules', 'src/a.ts', '@canbao/postgres'],
    ['an app that imports another context', '@canbao/a', 'src/main.ts', '@canbao/domain-b'],
    ['an app that imports another app', '@canbao/a', 'src/main.ts', '@canbao/b'],
    ['a page that imports another context', '@canbao/a', 'src/page.tsx', '@canbao/domain-b'],
    ['a path that is not exported', '@canbao/a', 'src/main.ts', '@canbao/domain-a/src/secret'],
    ['a relative path into a library', '@canbao/a', 'src/main.ts', '../../../libs/domain/a/src/secret'],
    ['a relative path of a benchmark', '@canbao/bench', 'src/main.ts', '../../apps/a/src/main'],
    ['a relative path of a spec', '@canbao/a', 'test/a.int.spec.ts', '../../../tests/servers/service'],
    ['product code that imports test servers', '@canbao/a', 'src/main.ts', '@canbao/test-servers/service'],
  ])('catch %s', (_, project, file, imported) => expect(findings(project, file, imported)).toHaveLength(1));

  it.each([
    ['a spec that uses the test servers', '@canbao/a', 'test/a.int.spec.ts', '@canbao/test-servers/service'],
    ['a spec that uses a package', '@canbao/domain-a', 'src/a.spec.ts', 'fast-check'],
    ['a file of the same project', '@canbao/a', 'test/a.int.spec.ts', '../src/main'],
    ['a domain that uses the rules', '@canbao/domain-a', 'src/a.ts', '@canbao/rules'],
  ])('allow %s', (_, project, file, imported) => expect(findings(project, file, imported)).toEqual([]));

  it.each([
    ['no tags', []],
    ['a type that nobody defined', ['type:misc', 'scope:a']],
    ['no scope', ['type:app']],
  ])('catch a project with %s', (_, tags) =>
    expect(fenceFindings(made('@canbao/new', 'libs/new', tags), 'x.ts', [], madeProjects)).toHaveLength(1),
  );
});

describe('the imports of a file', () => {
  it.each([
    ['a named import', `import { a } from './a';`],
    ['a type import', `import type { A } from './a';`],
    ['an import over several lines', `import {\n  a,\n  b,\n} from './a';`],
    ['an import for its effect', `import './a';`],
    ['a dynamic import', `await import('./a')`],
    ['an export from', `export * from './a';`],
    ['a require', `const a = require('./a');`],
    ['a mocked module', `jest.mock('./a', () => ({}));`],
    ['double quotes', `import { a } from "./a";`],
  ])('include %s', (_, text) => expect(importsOf(text)).toEqual(['./a']));
});
