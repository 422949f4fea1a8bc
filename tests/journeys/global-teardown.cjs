const { rmSync } = require('node:fs');

module.exports = async () => {
  const { child, data } = globalThis.canbaoStack;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true, force: true });
};
