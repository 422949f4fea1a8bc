import { availableParallelism } from 'node:os';

/**
 * The project to mutate; its own specs have to notice. `npm run mutation` sets it for one project after
 * another.
 */
const project = process.env.MUTATED_PROJECT ?? 'libs/{rules,domain/*}';

/**
 * Mutates the rules and the deciders and runs their specs: a surviving mutant is a change that no spec
 * notices.
 */
export default {
  mutate: [
    `${project}/src/**/*.ts`,
    '!**/{*.spec,configured-values,index,rejections,source-document,sources}.ts',
    '!**/{dist,node_modules}/**',
  ],
  plugins: ['@stryker-mutator/jest-runner', './tools/mutation/ignore-words.mjs'],
  ignorers: ['words'],
  // The sandbox needs no tsconfig.json rewritten, and TypeScript 7 has no API by which Stryker could.
  tsconfigFile: 'none',
  testRunner: 'jest',
  jest: { configFile: 'tools/mutation/jest.config.cjs' },
  coverageAnalysis: 'perTest',

  concurrency: availableParallelism(),
  timeoutMS: 20_000,
  ignorePatterns: [
    'dist',
    '/.local',
    '/.nx',
    '/apps',
    '/bench',
    '/docs',
    '/infra',
    '/reports',
    '/test-results',
    '/tests',
  ],
  tempDirName: '.local/mutation',
  thresholds: { high: 95, low: 90 },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
};
