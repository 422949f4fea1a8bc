const { rmSync } = require('node:fs');

module.exports = async () => {
  const { child, data } = globalThis.canbaoStack;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const code = await ended;
  rmSync(data, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the stack was stopped by SIGINT and exited with ${code}`);
};
