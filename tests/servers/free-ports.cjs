const { createServer } = require('node:net');

const one = () => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
});

/** Ports that are free now, all different. */
exports.freePorts = async (count) => {
  const servers = await Promise.all(Array.from({ length: count }, one));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
};
