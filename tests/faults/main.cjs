// Runs this folder's TypeScript without a build step: `npm run faults -- --schedules 3 --seed 7`.
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { configFile: join(__dirname, '../../.swcrc'), sourceMaps: 'inline' };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
process.setSourceMapsEnabled(true);
require('./run.ts');
