import { dirname, join } from 'node:path';
import { exportedSource, projectNamed } from './imports';
import { isTestOnly, root, type Project } from './workspace';

interface Fence {
  /** The types of project it may import. */
  readonly types: readonly string[];
  /** The packages it may import, Node's own (`node:`) included. */
  readonly packages: RegExp;
}

const none = /^$/;
const any = /^/;
const core = ['type:core'];
const pure = [...core, 'type:rules', 'type:contracts', 'type:domain'];
const product = [...pure, 'type:runtime', 'type:adapter', 'type:gateway', 'type:kit'];

/** What each type of project may import: the table of `ARCHITECTURE.md`. */
const fences: Readonly<Record<string, Fence>> = {
  'type:core': { types: core, packages: /^(decimal\.js|zod|node:crypto)$/ },
  'type:runtime': { types: core, packages: none },
  'type:rules': { types: core, packages: none },
  'type:contracts': { types: core, packages: /^zod$/ },
  'type:domain': { types: pure, packages: /^zod$/ },
  'type:adapter': {
    types: [...core, 'type:runtime', 'type:contracts'],
    packages: /^(pg|typeorm|kafkajs|kafkajs-snappy|lz4-napi|node:.+)$/,
  },
  'type:gateway': {
    types: [...core, 'type:runtime', 'type:contracts', 'type:domain'],
    packages: /^(undici|fast-xml-parser|yauzl|csv-parse|iconv-lite|sm-crypto-v2|zod|node:.+)$/,
  },
  'type:kit': {
    types: [...core, 'type:runtime', 'type:contracts', 'type:domain', 'type:adapter'],
    packages: new RegExp(
      '^(@nestjs/.+|fastify|jose|jsonc-parser|pino|rate-limiter-.+|sm-crypto-v2|typeorm|zod|' +
        'reflect-.+|rxjs|node:.+)$',
    ),
  },
  'type:app': { types: [...product, 'type:client'], packages: any },
  // Runs at other people's: in browsers, in mini-programs.
  'type:client': { types: ['type:client'], packages: none },
  'type:screen': { types: [...core, 'type:rules', 'type:client'], packages: any },
  'type:test': {
    types: [...product, 'type:app', 'type:client', 'type:screen', 'type:test'],
    packages: any,
  },
};
/** Tools, servers on this machine and tests read every context. */
const seesEveryScope = ['scope:tools', 'scope:infra', 'scope:tests'];

const tagOf = (project: Project, kind: 'type' | 'scope'): string =>
  project.tags.find((tag) => tag.startsWith(`${kind}:`)) ?? '';

/** Specs may use any package, real servers and the harness of the tests, but no other context. */
const forSpecs = (fence: Fence): Fence => ({
  types: [...new Set([...fence.types, ...core, 'type:runtime', 'type:adapter', 'type:test'])],
  packages: any,
});

const owner = (path: string, projects: readonly Project[]): Project | undefined =>
  projects.find(({ folder }) => path.startsWith(`${join(root, folder)}/`));

const relativeFinding = (
  project: Project,
  file: string,
  name: string,
  projects: readonly Project[],
): string[] => {
  const target = owner(join(dirname(file), name), projects);
  return target === undefined || target === project
    ? []
    : [`${project.name} reaches into ${target.name} by ${name}: import the package`];
};

const packageFinding = (
  project: Project,
  fence: Fence,
  name: string,
  projects: readonly Project[],
): string[] => {
  const target = projectNamed(name, projects);
  const [type, scope] = [tagOf(project, 'type'), tagOf(project, 'scope')];
  if (target === undefined)
    return fence.packages.test(name) ? [] : [`${project.name} (${type}) may not import ${name}`];
  if (exportedSource(target, name) === undefined)
    return [`${project.name} imports ${name}, which ${target.name} does not export`];
  const [targetType, targetScope] = [tagOf(target, 'type'), tagOf(target, 'scope')];
  if (!fence.types.includes(targetType) && target !== project)
    return [`${project.name} (${type}) may not import ${name} (${targetType})`];
  const inScope =
    [scope, 'scope:shared', 'scope:tests'].includes(targetScope) || seesEveryScope.includes(scope);
  return inScope ? [] : [`${project.name} (${scope}) may not import ${name} (${targetScope})`];
};

/** The imports of one file of a project, against the fences; one sentence for each that is not allowed. */
export const fenceFindings = (
  project: Project,
  file: string,
  imports: readonly string[],
  projects: readonly Project[],
): string[] => {
  const fence = fences[tagOf(project, 'type')];
  if (fence === undefined) return [`${project.name} has no type: tag that the fences know`];
  if (tagOf(project, 'scope') === '') return [`${project.name} has no scope: tag`];
  const own = isTestOnly(file) ? forSpecs(fence) : fence;
  return imports.flatMap((name) =>
    name.startsWith('.')
      ? relativeFinding(project, file, name, projects)
      : packageFinding(project, own, name, projects),
  );
};
