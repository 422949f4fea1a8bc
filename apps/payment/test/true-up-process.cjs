// The job of true-ups in a process of its own, so that a spec can kill it; runs this repository's TypeScript
// as it is. Needs `node --conditions=source`.
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { configFile: join(__dirname, '../../../.swcrc') };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
require('./true-up-process.ts');
