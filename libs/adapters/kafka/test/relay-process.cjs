// A relay in a process of its own, so that a spec can stop it; runs this repository's TypeScript as it is.
// Needs `node --conditions=source`.
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { configFile: join(__dirname, '../../../../.swcrc') };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
require('./relay-process.ts');
