import { Agent, setGlobalDispatcher } from 'undici';
import { readSettings } from '@canbao/service-kit';
import { portal } from './portal';
import { servicesTls, settings as shape } from './settings';

const main = async (): Promise<void> => {
  const settings = readSettings(shape);
  // Whatever this process asks, it asks of the services.
  setGlobalDispatcher(new Agent({ connect: servicesTls(settings) }));
  const app = await portal(settings);
  await app.listen({ port: settings.PORT, host: settings.SERVICE_HOST });
  const stop = (): void => void app.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

void main().catch((error: unknown) => {
  process.stderr.write(`The portal could not start: ${String(error)}\n`);
  process.exit(1);
});
