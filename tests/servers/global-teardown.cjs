const { rmSync } = require('node:fs');

module.exports = async () => {
  const { data, stop } = globalThis.canbaoServers;
  await stop();
  rmSync(data, { recursive: true, force: true });
};
