const common = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  transform: { '^.+\\.(ts|m?js)$': ['@swc/jest'] },
  // Their condition `source` is of another kind than ours.
  moduleNameMapper: {
    '^(alipay-sdk|urllib|utility|ylru)$': '<rootDir>/node_modules/$1/dist/commonjs/index.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!(jose|fast-check|pure-rand)/)'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.local/'],
};
module.exports = {
  // Jest reads this at the top only; a project's own is ignored. Only a spec that hangs needs so long.
  testTimeout: 180_000,
  projects: [
    {
      ...common,
      displayName: 'spec',
      testMatch: ['<rootDir>/{apps,libs,tools,infra,bench,tests}/**/*.spec.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '/dist/',
        '<rootDir>/tools/tidy/',
        '\\.(slow|simulation|int|journey|browser|faults)\\.spec\\.ts$',
      ],
    },
    {
      ...common,
      // Specs that make keys, run programs or wait for a silence: `npm test` runs them, `npm run check` does not.
      displayName: 'slow',
      testMatch: ['<rootDir>/{apps,libs,tools,infra,tests}/**/*.slow.spec.ts'],
    },
    {
      ...common,
      displayName: 'tidy',
      testMatch: ['<rootDir>/tools/tidy/src/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'simulation',
      testMatch: ['<rootDir>/tests/simulation/**/*.simulation.spec.ts'],
    },
    {
      ...common,
      displayName: 'int',
      testMatch: [
        '<rootDir>/{apps,libs,tools,infra}/**/*.int.spec.ts',
        '<rootDir>/tests/{gap-hunter,servers}/*.int.spec.ts',
      ],
      globalSetup: '<rootDir>/tests/servers/global-setup.cjs',
      globalTeardown: '<rootDir>/tests/servers/global-teardown.cjs',
    },
    {
      ...common,
      displayName: 'journey',
      testMatch: ['<rootDir>/tests/journeys/**/*.journey.spec.ts'],
      globalSetup: '<rootDir>/tests/journeys/global-setup.cjs',
      globalTeardown: '<rootDir>/tests/journeys/global-teardown.cjs',
    },
    {
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/tests/browser/**/*.browser.spec.ts'],
      globalSetup: '<rootDir>/tests/browser/global-setup.cjs',
      globalTeardown: '<rootDir>/tests/journeys/global-teardown.cjs',
    },
    {
      ...common,
      displayName: 'faults',
      testMatch: ['<rootDir>/tests/faults/**/*.faults.spec.ts'],
      globalSetup: '<rootDir>/tests/faults/global-setup.cjs',
      globalTeardown: '<rootDir>/tests/servers/global-teardown.cjs',
    },
  ],
};
