import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findingsFor, importsOf, sourcesOf, type Project } from './fences';

const root = join(__dirname, '../../..');
const projects: Project[] = [
  'apps',
  'libs',
  'libs/core',
  'libs/domain',
  'libs/adapters',
  'tools',
  'infra',
].flatMap((parent) =>
  readdirSync(join(root, parent))
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const { name, nx } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
        name: string;
        nx?: { tags?: string[] };
      };
      return { name, folder, tags: nx?.tags ?? [] };
    }),
);

describe('the fences', () => {
  it.each(projects.map((project) => [project.name, project] as const))(
    '%s imports only what its tags allow',
    (_, project) => {
      expect(findingsFor(project, sourcesOf(root, project).flatMap(importsOf), projects)).toEqual([]);
    },
  );

  const made = (name: string, ...tags: string[]): Project => ({ name, folder: name, tags });
  const some = [
    made('@canbao/money', 'type:core', 'scope:shared'),
    made('@canbao/domain-a', 'type:domain', 'scope:a'),
    made('@canbao/domain-b', 'type:domain', 'scope:b'),
    made('@canbao/a', 'type:app', 'scope:a'),
  ];
  it.each([
    ['a domain that imports a package', '@canbao/domain-a', 'zod'],
    ['a domain that imports Node', '@canbao/domain-a', 'node:crypto'],
    ['core that imports a domain', '@canbao/money', '@canbao/domain-a'],
    ['an app that imports another context', '@canbao/a', '@canbao/domain-b'],
    ['a deep import', '@canbao/a', '../../domain-b/src/x'],
  ])('catch %s', (_, name, wrong) =>
    expect(findingsFor(some.find((one) => one.name === name) as Project, [wrong], some)).toHaveLength(1),
  );
  it('catch a project without tags', () =>
    expect(findingsFor(made('@canbao/new'), [], some)).toHaveLength(1));
});

describe('every source file', () => {
  const files = projects.flatMap((project) => sourcesOf(root, project));
  it('is short enough to read', () =>
    expect(files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 300)).toEqual([]));
  it('has a name that says what it is', () =>
    expect(
      files.filter((file) => /\.(service|util|helper|manager|dto|mapper|entity)\.ts$/.test(basename(file))),
    ).toEqual([]));
  it('raises only alarms that have a runbook', () => {
    const pages = readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8');
    const alarms = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\balarm: '([\w-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(alarms)].filter((alarm) => !pages.includes(`\`${alarm}\``))).toEqual([]);
    expect(alarms.length).toBeGreaterThan(10);
  });
  it("names no identity number that could be somebody's", () =>
    expect(
      files.filter((file) => /['"`][1-9]\d{5}(19|20)\d{9}[\dXx]['"`]/.test(readFileSync(file, 'utf8'))),
    ).toEqual([]));
});
