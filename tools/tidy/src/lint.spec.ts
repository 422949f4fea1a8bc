import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './workspace';

/**
 * What the real linter says of a file with this text at this path, under the configuration of the repository.
 */
const lint = (files: Readonly<Record<string, string>>): Readonly<Record<string, string[]>> => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-lint-'));
  try {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    return Object.fromEntries(
      Object.keys(files).map((path) => [
        path,
        diagnostics.flatMap(({ filename, code }) => (filename === path ? [code] : [])),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const pureFolders = [
  'libs/core/money',
  'libs/core/calendar',
  'libs/core/vocabulary',
  'libs/core/event-sourcing',
  'libs/rules',
  'libs/contracts',
  'libs/domain/payment',
];
const banned: Readonly<Record<string, string>> = {
  date: 'export const a = new Date();',
  'date-now': 'export const a = Date.now();',
  process: "export const a = process.env['A'];",
  'set-timeout': 'export const a = () => setTimeout(() => undefined, 1);',
  'set-interval': 'export const a = () => setInterval(() => undefined, 1);',
  'set-immediate': 'export const a = () => setImmediate(() => undefined);',
  'queue-microtask': 'export const a = () => queueMicrotask(() => undefined);',
  fetch: "export const a = () => fetch('http://localhost');",
  crypto: 'export const a = crypto.randomUUID();',
  performance: 'export const a = performance.now();',
  'math-random': 'export const a = Math.random();',
  'parse-float': "export const a = parseFloat('1');",
  buffer: "export const a = Buffer.from('1');",
  'global-this': 'export const a = globalThis.name;',
};

describe('the linter', () => {
  const files = Object.entries(banned).flatMap(([name, text]) => [
    ...pureFolders.map((folder) => [`${folder}/src/${name}.ts`, `${text}\n`]),
    [`apps/payment/src/${name}.ts`, `${text}\n`],
    [`libs/rules/src/${name}.spec.ts`, `${text}\n`],
  ]);
  const codes = lint(Object.fromEntries(files));

  it.each(Object.keys(banned))('bans %s in every pure project', (name) => {
    for (const folder of pureFolders)
      expect({ folder, codes: codes[`${folder}/src/${name}.ts`] }).toEqual({
        folder,
        codes: [expect.stringMatching(/no-restricted-(globals|properties)/)],
      });
  });

  it.each(Object.keys(banned))('allows %s in apps and in specs', (name) => {
    expect(codes[`apps/payment/src/${name}.ts`]).toEqual([]);
    expect(codes[`libs/rules/src/${name}.spec.ts`]).toEqual([]);
  });
});
