// The specs of the rules and the deciders, as Stryker runs them: imports between projects resolve to the
// mutated copy, because the links in node_modules lead back to the original.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { projects } = require('../../jest.config.cjs');

const root = join(__dirname, '../..');
const folders = ['libs', 'libs/core', 'libs/domain'].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
);
const sourceOf = (folder) => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  const { name, exports } = JSON.parse(readFileSync(file, 'utf8'));
  const source = exports?.['.']?.source;
  return source === undefined ? [] : [[`^${name}$`, join(folder, source)]];
};
const { displayName: _, ...spec } = projects.find(({ displayName }) => displayName === 'spec');

module.exports = {
  ...spec,
  rootDir: root,
  testMatch: [`<rootDir>/${process.env.MUTATED_PROJECT ?? 'libs/{rules,domain/*}'}/src/**/*.spec.ts`],
  moduleNameMapper: Object.fromEntries(folders.flatMap(sourceOf)),
};
