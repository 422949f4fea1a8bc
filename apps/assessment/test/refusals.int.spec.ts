import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { pause } from '@canbao/runtime';
import { publisher, type Publisher } from '@canbao/test-servers/publisher';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { assessment } from '../src/assessment';
import { movableClock, type MovableClock } from './movable-clock';

const now = '2022-05-18T10:00:00.000+08:00';
/** Long, so that a busy machine is not taken for one that waits. */
const catchUpMs = 10_000;
const payer = { payer: 'payer-1', channel: 'wechat' } as const;
const guesser = { payer: 'payer-2', channel: 'wechat' } as const;

describe('a refusal for want of a fact', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  let instances: [TestService, TestService];
  let registration: Publisher;

  beforeAll(async () => {
    database = await testDatabase();
    clock = await movableClock(now);
    const keys = quoteKeys();
    // The instances share the partitions of the topics: half of the facts are handled by the other.
    const settings = { CLOCK_URL: clock.url, CATCH_UP_MS: catchUpMs };
    instances = [
      await startForTest(assessment(keys, 'jinan'), database.url, settings),
      await startForTest(assessment(keys, 'jinan'), database.url, settings),
    ];
    registration = await publisher('registration', database.url);
    for (const { url } of instances)
      await eventually(
        () => fetch(`${url}/health/ready`).then(({ ok }) => ok),
        (ok) => ok,
      );
    await registered();
  });
  afterAll(async () => {
    await registration.stop();
    for (const instance of instances) await instance.stop();
    await clock.stop();
    await database.drop();
  });

  const publish = (type: ContractEventType, data: object): Promise<void> =>
    registration.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
  const told = async (personId: string, payerId: string): Promise<void> => {
    await publish('canbao.registration.PensionEnrolled.v1', {
      personId,
      district: '370102',
      from: '2020-01-01',
    });
    await publish('canbao.registration.BeneficiaryAdded.v1', { personId, payerId });
  };
  /** Someone whom the first payer may pay for, known to assessment. */
  const registered = async (): Promise<string> => {
    const personId = randomUUID();
    await told(personId, payer.payer);
    await eventually(
      () => quote(instances[0], payer, personId),
      ({ status }) => status === 201,
    );
    return personId;
  };
  const quote = (
    instance: TestService,
    as: typeof payer | typeof guesser,
    personId: string,
  ): Promise<Reply> =>
    instance.call(as, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: ['2022-05'],
      base: '5000.00',
    });
  const payables = (instance: TestService, personId: string): Promise<Reply> =>
    instance.call(guesser, 'GET', `/v1/persons/${personId}/payables?insurance=pension`);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  const medianOf = (times: readonly number[]): number =>
    times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  const quiet = (): Promise<void> => pause(1_100);

  it.each([
    ['nobody has ever registered', () => randomUUID()],
    ['another payer may pay for', () => registered()],
  ])('of someone whom %s comes at once and costs a handful of statements', async (_, personOf) => {
    const [personId, known] = [await personOf(), await registered()];
    const answered: number[] = [];
    for (let round = 0; round < 5; round += 1)
      answered.push(await timed(() => quote(instances[0], payer, known)));
    await payables(instances[0], randomUUID());
    await quiet();
    const query = jest.spyOn(pg.Pool.prototype, 'query');
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1)
      times.push(await timed(() => payables(instances[0], personId)));
    const asked = query.mock.calls.filter(([text]) => String(text).includes('delegations')).length;
    query.mockRestore();
    expect((await payables(instances[0], personId)).body).toMatchObject({
      code: 'person-not-found',
      retryable: true,
    });
    // A quarter of a second, and more only where every answer takes longer.
    expect(medianOf(times)).toBeLessThan(300 + 15 * medianOf(answered));
    expect(asked).toBeLessThanOrEqual(5 * 6);
  });

  it('does not come when the fact arrives meanwhile, at whichever instance', async () => {
    for (let round = 0; round < 10; round += 1)
      for (const instance of instances) {
        const personId = randomUUID();
        await told(personId, payer.payer);
        expect((await quote(instance, payer, personId)).status).toBe(201);
      }
  });

  it('comes to two hundred guesses at once with few looks, and keeps no payer waiting', async () => {
    const personId = await registered();
    await quiet();
    const query = jest.spyOn(pg.Pool.prototype, 'query');
    const guesses = Promise.all(Array.from({ length: 200 }, () => payables(instances[0], randomUUID())));
    const paying = await timed(async () =>
      expect((await quote(instances[1], payer, personId)).status).toBe(201),
    );
    for (const { status } of await guesses) expect(status).toBe(404);
    const looks = query.mock.calls.filter(([text]) => String(text).includes('delegations')).length;
    query.mockRestore();
    expect(looks).toBeLessThanOrEqual(200 * 6);
    expect(paying).toBeLessThan(catchUpMs / 2);
  });
});
