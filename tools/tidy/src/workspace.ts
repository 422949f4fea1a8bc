import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A workspace project: `folder` is relative to the root of the repository. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly tags: readonly string[];
  /**
   * What other projects may import, and the source behind it: `.` the package itself, `./*` each of its
   * files.
   */
  readonly exports: Readonly<Record<string, string>>;
}

export const root = join(__dirname, '../../..');

const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly workspaces?: readonly string[];
    readonly exports?: Readonly<Record<string, { readonly source?: string }>>;
    readonly nx?: { readonly tags?: readonly string[] };
  };

const foldersOf = (pattern: string): string[] => {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = dirname(pattern);
  return existsSync(join(root, parent))
    ? readdirSync(join(root, parent)).map((name) => join(parent, name))
    : [];
};

/** Every project of the workspace, as the root `package.json` lists them. */
export const projects: readonly Project[] = (manifest('.').workspaces ?? [])
  .flatMap(foldersOf)
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .map((folder) => {
    const { name, nx, exports } = manifest(folder);
    const sources = Object.entries(exports ?? {}).map(([path, { source }]) => [path, source ?? '']);
    return { name, folder, tags: nx?.tags ?? [], exports: Object.fromEntries(sources) };
  });

const notOurs: readonly string[] = ['node_modules', 'dist', 'target', 'golden'];
const generated: readonly string[] = ['libs/api-client/src/schema.ts'];

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.includes(entry.name) ? [] : walk(path);
    return /\.(ts|tsx|mjs|cjs)$/.test(entry.name) && !generated.includes(shown(path)) ? [path] : [];
  });

export const isSpec = (file: string): boolean => /\.spec\.tsx?$/.test(file);

/** Whether a file runs only in specs: specs themselves, and what stands in a `test` folder of a project. */
export const isTestOnly = (file: string): boolean =>
  isSpec(file) || /\/(apps|libs|tools)\/.*\/test\//.test(file);

/** The files of a project, as absolute paths. */
export const filesOf = ({ folder }: Project): string[] => walk(join(root, folder));

export const read = (file: string): string => readFileSync(file, 'utf8');

/** A path as a finding names it. */
export const shown = (file: string): string => relative(root, file);
