import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory, APP_GUARD, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Clock } from '@canbao/calendar';
import { contractEvents, operationsApi, type ContractEvent, type Operation } from '@canbao/contracts';
import { EventStore, type Event } from '@canbao/event-sourcing';
import { createTopics } from '@canbao/kafka';
import {
  Database,
  PostgresEventStore,
  PostgresInbox,
  type InlineView,
  type Migration,
} from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import { SandboxClock, SystemClock } from './clocks';
import { CATCH_UP_MS, Commands } from '../commands';
import { parseJsonBody } from '../http/json-body';
import { connectKafka, type KafkaStrategy } from '../messages/kafka-strategy';
import { logOf } from './log';
import { openApiOf } from '../http/openapi';
import { OperationGuard } from '../http/operation-guard';
import { operationsModule } from '../operations/operations.controller';
import { Problem } from '../http/problem';
import { ProblemFilter } from '../http/problem.filter';
import { rebuildCommand } from './rebuild-command';
import { Reactor } from '../messages/reactor';
import { relayHere, relayInThread, type RelayNeeds, type RunningRelay } from '../messages/relay-thread';
import { ServiceLog } from './service-log';
import { commonSettings, readSettings, type Settings } from './settings';
import { SignIn } from '../http/sign-in';

/** What a service keeps: its tables, and how events fill them. No key is needed to know it. */
export interface Kept {
  readonly name: Operation['service'];
  readonly migrations: readonly Migration[];
  readonly views: readonly InlineView[];
}

export interface Service extends Kept {
  readonly published: (event: never) => ContractEvent | undefined;
  readonly operations: readonly Operation[];
  /** Controllers, consumers and jobs. */
  readonly module: Type;
  /** Further providers: adapters that need settings of their own. */
  readonly providers?: (database: Database) => Provider[];
}

/** A service that runs in this process. */
export interface Running {
  readonly url: string;
  /** Stops what was started, in the reverse order; a second call waits for the first. */
  readonly stop: () => Promise<void>;
}

/** A service's own program: serves, or with `rebuild` as its first argument makes its projections anew. */
export const runProgram = (kept: Kept, service: () => Service): void =>
  void (process.argv[2] === 'rebuild'
    ? rebuildCommand(kept, process.argv.slice(3))
    : startService(service()));

/**
 * Starts a service as a process of its own: settings from the environment, log on standard output, orderly
 * stop on SIGTERM.
 */
export const startService = async (service: Service): Promise<void> => {
  const settings = readSettings(commonSettings);
  const log = logOf(service.name, settings.LOG_LEVEL);
  let running: Running | undefined;
  const end = (code: number): void =>
    void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(code));
  try {
    running = await runService(service, settings, log, () => end(1), relayInThread);
  } catch (error) {
    log.fatal(
      { fault: error instanceof Error ? error.stack : String(error) },
      `${service.name} could not start`,
    );
    process.exit(1);
  }
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
};

/**
 * Starts database, clock, relay, consumer and HTTP. `onFatal` is told when consumer or relay have ended for
 * good.
 */
export const runService = async (
  service: Service,
  settings: Settings,
  log: Logger,
  onFatal: () => void,
  startRelay: (needs: RelayNeeds) => RunningRelay = relayHere,
): Promise<Running> => {
  const database = await untilReachable(
    'PostgreSQL',
    () =>
      Database.open({
        url: settings.DATABASE_URL,
        service: service.name,
        migrations: service.migrations,
        views: service.views,
      }),
    log,
  );
  const published = service.published as RelayNeeds['published'];
  const topicOf = (event: Event): string | undefined => {
    const type = published(event)?.type;
    return type === undefined ? undefined : contractEvents[type].topic;
  };
  const store = new PostgresEventStore(database, { views: service.views, topicOf });
  const clock =
    settings.CLOCK_URL === undefined ? new SystemClock() : new SandboxClock(settings.CLOCK_URL, service.name);
  if (clock instanceof SandboxClock) await clock.start();
  const own = service.providers?.(database) ?? [];
  let strategy: KafkaStrategy | undefined;
  let consuming = (): boolean => false;

  @Controller()
  class HealthController {
    @Get('health/live') @HttpCode(200) live(): object {
      return { status: 'ok' };
    }
    @Get('health/ready') async ready(): Promise<object> {
      const problems = [
        await database.query('select 1').then(
          () => undefined,
          () => 'database',
        ),
        consuming() ? undefined : 'consumer',
      ].filter((name) => name !== undefined);
      if (problems.length > 0) throw Problem.general('busy', { waitingFor: problems });
      return { status: 'ok', service: service.name, now: clock.now() };
    }
    @Get('openapi.json') openapi(): object {
      return openApiOf(`Canbao ${service.name}`, [
        ...service.operations,
        ...Object.values(operationsApi(service.name)),
      ]);
    }
  }

  @Module({
    imports: [
      {
        module: class Kit {},
        global: true,
        providers: [
          { provide: Database, useValue: database },
          { provide: EventStore, useValue: store },
          { provide: Clock, useValue: clock },
          { provide: SignIn, useValue: new SignIn(settings.SIGN_IN_PUBLIC_JWK) },
          { provide: CATCH_UP_MS, useValue: settings.CATCH_UP_MS },
          { provide: ServiceLog, useValue: log },
          Commands,
          Reactor,
          ...own,
        ],
        exports: [
          Database,
          EventStore,
          Clock,
          SignIn,
          ServiceLog,
          Commands,
          Reactor,
          ...own.map((provider) => (provider as { provide: Type }).provide),
        ],
      },
      service.module,
      operationsModule({ service: service.name, database, consumer: () => strategy?.consumer, log }),
    ],
    controllers: [HealthController],
    providers: [
      {
        provide: APP_GUARD,
        useFactory: (reflector: Reflector, signIn: SignIn) => new OperationGuard(reflector, signIn, clock),
        inject: [Reflector, SignIn],
      },
    ],
  })
  class Root {}

  const app = await httpApplication(Root, log);
  strategy = connectKafka(app, {
    inbox: new PostgresInbox(database, service.name),
    brokers: settings.KAFKA_BROKERS,
    consumer: service.name,
    log,
    onFatal,
  });
  consuming = () => {
    const progress = strategy?.consumer?.progress();
    return progress === undefined || (progress.joined && !progress.halted && progress.busyMs < 60_000);
  };
  // Before the consumer, which cannot subscribe to a topic that is not there.
  await untilReachable(
    'Kafka',
    () => createTopics(settings.KAFKA_BROKERS, { profile: settings.CANBAO_PROFILE, log }),
    log,
  );
  const relay = startRelay({ database, settings, published, log, onFatal });
  store.onAppended(() => relay.wake());
  // Nothing is stored before the relay has seen that the database was not set back.
  await relay.ready;
  await app.startAllMicroservices();
  await app.listen(settings.SERVICE_PORT, settings.SERVICE_HOST);
  log.info({ port: settings.SERVICE_PORT }, `${service.name} is up`);

  const stopAll = async (): Promise<void> => {
    if (clock instanceof SandboxClock) clock.stop();
    for (const step of [() => app.close(), () => relay.stop(), () => store.close(), () => database.close()])
      await step().catch((error: unknown) => log.error({ fault: String(error) }, 'while stopping'));
  };
  let stopped: Promise<void> | undefined;
  return { url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), stop: () => (stopped ??= stopAll()) };
};

/** Nest on Fastify with the strict body parser and problem documents, also for faults before any route. */
export const httpApplication = async (root: Type, log: Logger): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: 256 * 1024,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    trustProxy: '127.0.0.1',
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (request.headers['content-encoding'] !== undefined) throw Problem.general('unsupported-media-type');
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // A file is read as it comes, by whoever handles it.
  fastify.addContentTypeParser('application/x-ndjson', (_request, file, done) => done(null, file));
  fastify.addHook('onSend', async (_request, reply, payload) => {
    void reply.header('x-content-type-options', 'nosniff');
    void reply.header('cache-control', 'no-store');
    return payload;
  });
  app.useGlobalFilters(new ProblemFilter(log));
  return app;
};
