import { mkdtempSync } from 'node:fs';
import { Cluster } from './cluster';
void (async () => {
  const t = Date.now();
  const c = await Cluster.start(mkdtempSync('/tmp/canbao-faults-'));
  console.log('up', Date.now() - t, c.addresses);
  await c.broker(1).kill();
  await c.broker(1).start();
  const u = Date.now();
  await c.ready();
  console.log('back', Date.now() - u);
  await c.close();
})();
