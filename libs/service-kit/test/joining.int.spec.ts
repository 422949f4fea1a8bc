import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Consumer } from 'kafkajs';
import { kafkaClient } from '@canbao/kafka';
import { pause } from '@canbao/runtime';
import { sendAsOwner, testKafka } from '@canbao/test-servers/kafka';
import {
  bareService,
  eventually,
  startUnjoined,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

@Controller()
class SomeConsumer {
  @EventPattern('registration.delegations')
  on(): 'ignored' {
    return 'ignored';
  }
}
@Module({ controllers: [SomeConsumer] })
class SomeModule {}
const some = bareService('ledger-sync', { module: SomeModule });

describe('a service whose group still holds a place for a killed member', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let killed: Consumer;
  let service: TestService;

  /** A member that falls silent, as after SIGKILL: its handler hangs, and nobody sends a heartbeat. */
  const memberThatFallsSilent = async (): Promise<Consumer> => {
    const consumer = kafkaClient(testKafka, 'killed', quiet).consumer({
      groupId: 'canbao-ledger-sync',
      sessionTimeout: 8_000,
    });
    await consumer.connect();
    await consumer.subscribe({ topic: 'registration.delegations', fromBeginning: true });
    const working = new Promise<void>((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: () => {
          resolve();
          return pause(12_000);
        },
      });
    });
    await working;
    return consumer;
  };

  beforeAll(async () => {
    database = await testDatabase();
    await sendAsOwner(testKafka, 'registration.delegations', { key: randomUUID(), value: 'anything' });
    killed = await memberThatFallsSilent();
    service = await startUnjoined(some, database.url);
  });
  afterAll(async () => {
    await service.stop();
    await killed.disconnect();
    await database.drop();
  });

  it('answers calls at once, says that it is not ready, and is ready once it has joined', async () => {
    const ready = (): Promise<number> => fetch(`${service.url}/health/ready`).then(({ status }) => status);
    const state = await service.call('auditor', 'GET', '/v1/operations/ledger-sync/state');
    expect(state).toMatchObject({ status: 200, body: { consumer: { joined: false } } });
    const notReady = await fetch(`${service.url}/health/ready`);
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({ code: 'busy', details: { waitingFor: ['consumer'] } });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await service.joined;
    expect(await eventually(ready, (status) => status === 200)).toBe(200);
  }, 60_000);
});

describe('a service that is told to stop before it has joined', () => {
  it('stops without waiting for the group, and that is no failure', async () => {
    const database = await testDatabase();
    const service = await startUnjoined(some, database.url);
    const beganMs = performance.now();
    await service.stop();
    expect(performance.now() - beganMs).toBeLessThan(5_000);
    await service.joined;
    await database.drop();
  }, 30_000);
});
