import 'reflect-metadata';
import { instant } from '@canbao/calendar';
import type { ConsumerProgress } from '@canbao/kafka';
import type { Database } from '@canbao/postgres';
import type { KafkaStrategy } from '../messages/kafka-strategy';
import type { SignIn } from '../http/sign-in';
import { HealthController } from './health.controller';
import type { Service } from './service';

const now = instant('2025-03-01T08:00:00.000+08:00');
const joined: ConsumerProgress = { joined: true, busyMs: 0, sinceCommitMs: 5 };
const health = (
  progress?: ConsumerProgress,
  query: () => Promise<unknown> = async () => [],
  isReady = true,
): HealthController =>
  new HealthController(
    { name: 'payment', operations: [] } as unknown as Service,
    { query } as unknown as Database,
    { consumer: progress && { progress: () => progress } } as unknown as KafkaStrategy,
    { now: () => now },
    { isReady: () => isReady } as unknown as SignIn,
  );
const down = (): Promise<never> => Promise.reject(new Error('connection refused'));

describe('a service', () => {
  it('is alive whatever its servers do', () =>
    expect(health(undefined, down).live()).toEqual({ status: 'ok' }));

  it.each([
    ['its consumer has joined', joined],
    ['its consumer has been busy for just under a minute', { ...joined, busyMs: 59_999 }],
    ['it has no consumer', undefined],
  ])('is ready when %s', async (_, progress) =>
    expect(await health(progress).ready()).toEqual({ status: 'ok', service: 'payment', now }),
  );

  it.each([
    ['its consumer has left the group', { ...joined, joined: false }],
    ['its consumer has been busy for a minute', { ...joined, busyMs: 60_000 }],
  ])('is not ready when %s', (_, progress) =>
    expect(health(progress).ready()).rejects.toMatchObject({
      code: 'busy',
      extra: { details: { waitingFor: ['consumer'] } },
    }),
  );

  it('is not ready without its database, and names all that it waits for', async () => {
    await expect(health(joined, down).ready()).rejects.toMatchObject({
      extra: { details: { waitingFor: ['database'] } },
    });
    await expect(health({ ...joined, joined: false }, down).ready()).rejects.toMatchObject({
      extra: { details: { waitingFor: ['database', 'consumer'] } },
    });
  });

  it('describes its own operations and those for operators', () =>
    expect(health().openApi()).toMatchObject({
      info: { title: 'Canbao payment' },
      paths: { '/operations/payment/republish': { post: { operationId: 'paymentRepublish' } } },
    }));

  it('is not ready while it cannot judge a token', () =>
    expect(health(undefined, undefined, false).ready()).rejects.toMatchObject({
      extra: { details: { waitingFor: ['sign-in'] } },
    }));
});
