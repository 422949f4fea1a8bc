import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Clock } from '@canbao/calendar';
import { EventStore } from '@canbao/event-sourcing';
import {
  Database,
  PostgresEventStore,
  PostgresInbox,
  PostgresOutbox,
  RateCounts,
  SignedNonces,
} from '@canbao/postgres';
import { Commands } from '../commands';
import { FactsInFlight } from '../messages/facts-in-flight';
import { SealingJob } from '../evidence/sealing.job';
import { Door } from '../http/door';
import { ProblemFilter } from '../http/problem.filter';
import { SignIn } from '../http/sign-in';
import { RateLimits } from '../limits/rate-limits';
import { ShareCountsJob } from '../limits/share-counts.job';
import { KafkaStrategy } from '../messages/kafka-strategy';
import { Reactor } from '../messages/reactor';
import type { RunningRelay } from '../messages/relay';
import { Exports } from '../operations/exports';
import { FourEyes } from '../operations/four-eyes';
import { OperationsModule } from '../operations/operations.module';
import { PersonalDataReads } from '../privacy/personal-data-reads';
import { HealthController } from './health.controller';
import { RelayLifecycle, START_RELAY } from './relay-lifecycle';
import { SecurityLog } from '../security/security-log.job';
import { ForgetNonces } from '../signing/forget-nonces.job';
import { RequestSignatures } from '../signing/request-signatures';
import { SERVICE, type Service } from './service';
import { ServiceLog } from './service-log';
import { SETTINGS, type Settings } from './settings';
import { TopicsJob } from './topics.job';

/** What a service is built from at start; a module class cannot hold it. */
export interface ServiceParts {
  readonly service: Service;
  readonly settings: Settings;
  readonly signIn: SignIn;
  readonly database: Database;
  readonly store: PostgresEventStore;
  readonly inbox: PostgresInbox;
  readonly clock: Clock;
  readonly kafka: KafkaStrategy;
  readonly log: ServiceLog;
  readonly startRelay: () => RunningRelay;
}

const kit = [Commands, Reactor, FourEyes, Exports, PersonalDataReads];

/** What every controller, consumer and job may inject. */
@Global()
@Module({ providers: kit, exports: kit })
class KitModule {}

/** A complete service: the kit, the operations calls, and the service's own module. */
@Module({
  imports: [OperationsModule],
  controllers: [HealthController],
  providers: [
    Door,
    RelayLifecycle,
    TopicsJob,
    SealingJob,
    SecurityLog,
    ShareCountsJob,
    RequestSignatures,
    ForgetNonces,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class ServiceModule {}

/** The root module of a service that is built from these parts. */
export const serviceModule = (parts: ServiceParts): DynamicModule => {
  const providers = [...providersOf(parts), ...(parts.service.providers?.(parts.database) ?? [])];
  const parted: DynamicModule = { module: KitModule, providers, exports: providers };
  return { module: ServiceModule, imports: [parted, parts.service.module] };
};

const providersOf = (parts: ServiceParts): Provider[] => [
  { provide: SERVICE, useValue: parts.service },
  { provide: SETTINGS, useValue: parts.settings },
  { provide: START_RELAY, useValue: parts.startRelay },
  { provide: FactsInFlight, useValue: factsInFlight(parts) },
  { provide: Database, useValue: parts.database },
  { provide: PostgresEventStore, useValue: parts.store },
  { provide: EventStore, useExisting: PostgresEventStore },
  { provide: PostgresInbox, useValue: parts.inbox },
  { provide: PostgresOutbox, useValue: new PostgresOutbox(parts.database, parts.service.eventTypes) },
  { provide: Clock, useValue: parts.clock },
  { provide: KafkaStrategy, useValue: parts.kafka },
  { provide: ServiceLog, useValue: parts.log },
  { provide: SignIn, useValue: parts.signIn },
  { provide: RateCounts, useValue: new RateCounts(parts.database) },
  { provide: SignedNonces, useValue: new SignedNonces(parts.database) },
  RateLimits,
];

/** A batch takes a moment; one that takes longer, or a consumer that has yet to join, is behind. */
const behindFromMs = 250;

const factsInFlight = ({ settings, kafka }: ServiceParts): FactsInFlight =>
  new FactsInFlight(settings.CATCH_UP_MS, () => {
    const progress = kafka.consumer?.progress();
    return progress !== undefined && (!progress.joined || progress.busyMs > behindFromMs);
  });
