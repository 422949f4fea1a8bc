import 'reflect-metadata';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ConsumerLoopOptions, Received } from '@canbao/kafka';
import { connectKafka, KafkaStrategy, type KafkaStrategyOptions } from './kafka-strategy';

let made: ConsumerLoopOptions | undefined;
jest.mock('@canbao/kafka', () => ({
  ConsumerLoop: class {
    constructor(options: ConsumerLoopOptions) {
      made = options;
    }
    async start(): Promise<void> {
      /* nothing to join */
    }
    async stop(): Promise<void> {
      /* nothing to leave */
    }
  },
}));

class DatabaseDown extends Error {
  readonly code = '57P01';
}

@Controller()
class SomeConsumer {
  @EventPattern('registration.events')
  async handle(@Payload() received: Received): Promise<'ignored' | void> {
    if (received.subject === 'ignored') return 'ignored';
    if (received.subject === 'faulty') throw new DatabaseDown('terminating connection');
  }
}

@Module({ controllers: [SomeConsumer] })
class SomeModule {}

describe('the Kafka strategy', () => {
  let app: INestApplication;
  const handle = (subject: string): Promise<'ignored' | void> =>
    made?.handle({ subject } as Received, 'registration.events') ?? Promise.reject(new Error('not started'));

  beforeAll(async () => {
    app = await NestFactory.create(SomeModule, new FastifyAdapter(), { logger: false });
    connectKafka(app, new KafkaStrategy({ consumer: 'spec' } as KafkaStrategyOptions));
    await app.startAllMicroservices();
  });
  afterAll(() => app.close());

  it('subscribes to the topics of the handlers', () => expect(made?.topics).toEqual(['registration.events']));
  it('hands the event to the handler and its answer to the loop', async () => {
    expect(await handle('ignored')).toBe('ignored');
    expect(await handle('other')).toBeUndefined();
  });
  it('passes the error itself to the loop, so that a transient fault is not parked', () =>
    expect(handle('faulty')).rejects.toBeInstanceOf(DatabaseDown));
});
