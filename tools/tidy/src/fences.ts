import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly tags: readonly string[];
}

const type = (project: Project): string => project.tags.find((tag) => tag.startsWith('type:')) ?? '';
const scope = (project: Project): string => project.tags.find((tag) => tag.startsWith('scope:')) ?? '';

/** What each type may import: of ours, and from npm. Apps may use any package. */
const fences: Readonly<Record<string, { readonly ours: readonly string[]; readonly npm: RegExp | 'any' }>> = {
  'type:core': { ours: ['type:core'], npm: /^decimal\.js$/ },
  'type:runtime': { ours: ['type:core'], npm: /^$/ },
  'type:rules': { ours: ['type:core'], npm: /^$/ },
  'type:contracts': { ours: ['type:core'], npm: /^zod$/ },
  'type:domain': { ours: ['type:core', 'type:rules', 'type:contracts'], npm: /^$/ },
  'type:adapter': {
    ours: ['type:core', 'type:runtime', 'type:contracts'],
    npm: /^(pg|typeorm|kafkajs|node:.+)$/,
  },
  'type:gateway': {
    ours: ['type:core', 'type:runtime', 'type:contracts', 'type:domain'],
    npm: /^(node:.+)$/,
  },
  'type:kit': {
    ours: ['type:core', 'type:runtime', 'type:contracts', 'type:domain', 'type:adapter'],
    npm: /^(@nestjs\/.+|fastify|jose|pino|reflect-metadata|rxjs|zod|node:.+)$/,
  },
  'type:app': {
    ours: [
      'type:core',
      'type:runtime',
      'type:rules',
      'type:contracts',
      'type:domain',
      'type:adapter',
      'type:gateway',
      'type:kit',
    ],
    npm: 'any',
  },
  'type:test': {
    ours: [
      'type:core',
      'type:runtime',
      'type:rules',
      'type:contracts',
      'type:domain',
      'type:adapter',
      'type:gateway',
      'type:kit',
      'type:app',
      'type:test',
    ],
    npm: 'any',
  },
};
const freeOfScope = ['scope:shared'];
/** Tools read every context. */
const seesAll = ['scope:tools', 'scope:infra', 'scope:tests'];

/** Imports of a project's source against the table of `ARCHITECTURE.md`; one sentence a finding. */
export const findingsFor = (
  project: Project,
  imports: readonly string[],
  projects: readonly Project[],
): string[] => {
  const fence = fences[type(project)];
  if (fence === undefined || scope(project) === '') return [`${project.name} has no type: or scope: tag`];
  return [...new Set(imports)].flatMap((name) => {
    if (name.startsWith('.'))
      return name.includes('/src/') ? [`${project.name} reaches into another project by ${name}`] : [];
    const target = projects.find((other) => name === other.name || name.startsWith(`${other.name}/`));
    if (target === undefined)
      return fence.npm === 'any' || fence.npm.test(name)
        ? []
        : [`${project.name} (${type(project)}) may not import ${name}`];
    if (!fence.ours.includes(type(target)))
      return [`${project.name} (${type(project)}) may not import ${name} (${type(target)})`];
    const sameScope =
      scope(target) === scope(project) ||
      freeOfScope.includes(scope(target)) ||
      seesAll.includes(scope(project));
    return sameScope ? [] : [`${project.name} (${scope(project)}) may not import ${name} (${scope(target)})`];
  });
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  );

/** Source files of a project, specs left out. */
export const sourcesOf = (root: string, project: Project): string[] =>
  sources(join(root, project.folder, 'src')).filter((file) => !file.endsWith('.spec.ts'));

export const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
