import { Clock } from '@canbao/calendar';
import { contractEvents } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import { KafkaSettingFault, RecordMacs } from '@canbao/kafka';
import { Database, PostgresEventStore, PostgresInbox } from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import { withSeals } from '../evidence/kit-events';
import { httpApplication } from '../http/http-application';
import { connectKafka, KafkaStrategy } from '../messages/kafka-strategy';
import { startRelay, type StartRelay } from '../messages/relay';
import { openSignIn } from '../sign-in/open-sign-in';
import { noteRefusals } from '../security/note-refusals';
import { SandboxClock, SystemClock } from './clocks';
import type { Running, Service } from './service';
import type { ServiceLog } from './service-log';
import { serviceModule, type ServiceParts } from './service.module';
import { kafkaOf, type Settings } from './settings';

/**
 * Starts database, relay, jobs, HTTP and consumer, in this order. Calls are answered while the consumer still
 * waits for its group, which after a crash takes as long as the session of the killed member; until then the
 * service is not ready. `onFatal` is called when consumer or relay have ended for good. The relay runs in
 * this thread unless another way of starting it is passed.
 * @throws when a server rejects the settings or cannot be reached, or the database was rolled back.
 */
export const runService = async (
  own: Service,
  settings: Settings,
  log: ServiceLog,
  onFatal: () => void,
  start: StartRelay = startRelay,
): Promise<Running> => {
  const service = withSeals(own.name, own);
  const parts = await partsOf(service, settings, log, onFatal, start);
  const app = await httpApplication(serviceModule(parts), settings);
  noteRefusals(app);
  connectKafka(app, parts.kafka);
  await app.init();
  const joined = app.startAllMicroservices().then(() => log.info({}, `${service.name} has joined its group`));
  await app.listen(settings.SERVICE_PORT, settings.SERVICE_HOST);
  log.info({ port: settings.SERVICE_PORT }, `${service.name} is up`);

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await app.close().catch((error: unknown) => log.error({ fault: String(error) }, 'stopping failed'));
  };
  joined.catch((error: unknown) => {
    if (stopped !== undefined) return;
    log.error({ alarm: 'consumer-crash', error: String(error) }, 'the consumer could not start');
    onFatal();
  });
  return {
    joined,
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    stop: () => (stopped ??= stop()),
  };
};

const partsOf = async (
  service: Service,
  settings: Settings,
  log: ServiceLog,
  onFatal: () => void,
  start: StartRelay,
): Promise<ServiceParts> => {
  const { name, migrations, views, eventTypes } = service;
  const { DATABASE_URL: url } = settings;
  const servers = kafkaOf(settings);
  const macs = new RecordMacs(settings.ENVELOPE_KEYS);
  if (macs.missing([name]).length > 0)
    throw new KafkaSettingFault(`ENVELOPE_KEYS has no secret of ${name}, so it could publish nothing.`);
  const open = (): Promise<Database> => Database.open({ url, service: name, migrations, views });
  const signIn = await openSignIn(settings, log);
  const database = await untilReachable('PostgreSQL', open, log);
  const topicOf = (event: Event): string | undefined => {
    const type = service.published(event)?.type;
    return type === undefined ? undefined : contractEvents[type].topic;
  };
  const inbox = new PostgresInbox(database);
  return {
    service,
    settings,
    signIn,
    database,
    store: new PostgresEventStore(database, { views, topicOf, eventTypes }),
    inbox,
    clock: clockOf(service, settings, log),
    kafka: new KafkaStrategy({ inbox, servers, macs, consumer: name, log, onFatal }),
    log,
    startRelay: () => start({ database, servers, macs, publishing: service, log, onFatal }),
  };
};

const clockOf = ({ name }: Service, { CLOCK_URL: url }: Settings, log: ServiceLog): Clock =>
  url === undefined ? new SystemClock() : new SandboxClock(url, name, log);
