import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, type Project } from './workspace';

const importing = [
  /\bfrom\s*(['"])([^'"\n]+)\1/g,
  /^\s*import\s*(['"])([^'"\n]+)\1/gm,
  /\bimport\(\s*(['"])([^'"\n]+)\1/g,
  /\brequire(?:\.resolve)?\(\s*(['"])([^'"\n]+)\1/g,
  /\bjest\.(?:mock|doMock|requireActual|unstable_mockModule)\(\s*(['"])([^'"\n]+)\1/g,
];

/** What a file imports, types included: `from`, bare and dynamic imports, `require` and mocked modules. */
export const importsOf = (text: string): string[] => [
  ...new Set(importing.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[2] ?? ''))),
];

const candidates = (path: string): string[] => [
  path,
  `${path}.ts`,
  `${path}.tsx`,
  `${path}.cjs`,
  join(path, 'index.ts'),
];

/** The file that a relative import leads to; undefined for a package. */
export const fileOf = (importer: string, name: string): string | undefined =>
  name.startsWith('.')
    ? candidates(join(dirname(importer), name)).find((path) => existsSync(path) && statSync(path).isFile())
    : undefined;

/** The project that an import names, by its own name or one of its subpaths. */
export const projectNamed = (name: string, projects: readonly Project[]): Project | undefined =>
  projects.find((project) => name === project.name || name.startsWith(`${project.name}/`));

/**
 * The source behind the path of a package that another project imports; undefined when it is not exported.
 */
export const exportedSource = ({ name, folder, exports }: Project, imported: string): string | undefined => {
  const path = `.${imported.slice(name.length)}`;
  const file = path.slice('./'.length);
  const source = exports[path] ?? (path === '.' ? undefined : exports['./*']?.replace('*', file));
  return source === undefined ? undefined : join(root, folder, source);
};
