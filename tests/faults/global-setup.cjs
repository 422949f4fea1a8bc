// A PostgreSQL for the consumer specs. Each spec starts its own cluster, because it breaks it.
const { mkdtempSync, chmodSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { freePorts } = require('@canbao/infra-local/free-ports');
const { envelopeKeys } = require('@canbao/infra-local/keys');
const { startPostgres } = require('@canbao/infra-local/postgres');

module.exports = async () => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-faults-'));
  chmodSync(data, 0o755);
  const [port] = await freePorts(1);
  const postgres = await startPostgres(data, port, 'test');
  process.env.TEST_DATABASE_URL = postgres.url;
  // One set for all specs: they read each other's records.
  process.env.TEST_ENVELOPE_KEYS = JSON.stringify(envelopeKeys());
  globalThis.canbaoServers = { data, stop: () => postgres.stop() };
};
