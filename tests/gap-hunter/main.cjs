// Runs the TypeScript of this folder without a build of its own: `npm run gap-hunter -- --events 1000000`.
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { configFile: join(__dirname, '../../.swcrc'), sourceMaps: 'inline' };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
process.setSourceMapsEnabled(true);
require('./run.ts');
