import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { day, instant } from '@canbao/calendar';
import { trueUpRun, type TrueUpRunCommand } from '@canbao/domain-payment';
import { execute } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { prepared } from '@canbao/test-servers/database';
import { eventually, testDatabase } from '@canbao/test-servers/service';
import { storage } from '../src/payment';

const people = 500;
const patienceMs = 60_000;
const runId = randomUUID();
const [by, at] = ['operator:op-1', instant('2022-09-20T10:00:00.000+08:00')];

/** Each has paid January 2022 on the provisional lower limit. */
const stored = `
  with made as materialized (
    select gen_random_uuid() as person, gen_random_uuid() as orderid from generate_series(1, ${people})
  )
  insert into payment.events (position, stream, version, revision, type, data, recorded_at, actor, hash)
  select nextval('payment.event_position'), stream, 1, 1, type, data, now(), 'bank-ccb',
    decode(repeat('ab', 32), 'hex')
  from (
    select 'order-' || orderid as stream, 'PensionMonthsSettled' as type, json_build_object(
      'personId', person, 'orderId', orderid, 'district', '370102', 'total', '749.20',
      'paidAt', '2022-05-18T10:00:00.000+08:00', 'months', json_build_array(json_build_object(
        'month', '2022-01', 'base', '3746.00', 'rate', '0.2', 'amount', '749.20'))) as data
    from made
    union all
    select 'obligation-' || person || '-pension-2022-01', 'PensionMonthPaid', json_build_object(
      'personId', person, 'insurance', 'pension', 'month', '2022-01', 'orderId', orderid)
    from made
  ) as paid`;

describe('a true-up whose process is killed while it is carried out', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let own: Database;
  let serviceUrl: string;
  let process: ChildProcess | undefined;

  const start = (): void => {
    process = fork(join(__dirname, 'true-up-process.cjs'), {
      execArgv: ['--conditions=source'],
      env: { ...globalThis.process.env, SERVICE_URL: serviceUrl },
    });
  };
  const kill = async (): Promise<void> => {
    if (process === undefined || process.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  };
  const steer = async (command: Record<string, unknown>): Promise<void> => {
    const { views, eventTypes } = storage;
    const store = new PostgresEventStore(own, { views, eventTypes, topicOf: () => undefined });
    const executed = await execute(store, trueUpRun, { runId, by, at, ...command } as TrueUpRunCommand, {
      subject: runId,
      recordedAt: at,
      metadata: { actor: by },
    });
    expect(executed.outcome).toBe('accepted');
  };
  const statusIs = (status: string): Promise<any[]> =>
    eventually(
      () => database.query('select status from payment.true_up_runs'),
      ([run]) => run?.status === status,
      patienceMs,
    );
  const count = async (): Promise<{ assessed: number; noted: number }> => {
    const [row] = await database.query(
      `select (select count(*)::int from payment.events where type = 'TrueUpsAssessed') as assessed,
         (select count(outcome)::int from payment.true_up_people) as noted`,
    );
    return row;
  };

  beforeAll(async () => {
    database = await testDatabase();
    const { migrations, views } = storage;
    serviceUrl = await prepared({ url: database.url, service: 'payment', migrations, views });
    own = Database.attach({ url: serviceUrl, service: 'payment' });
    await database.query(stored);
    const [{ position }] = await database.query('select max(position)::text as position from payment.events');
    await steer({
      type: 'OpenTrueUpRun',
      upTo: position,
      terms: {
        insurance: 'pension',
        year: 2022,
        mode: 'charge-and-refund',
        lower: yuan('3980.00'),
        upper: yuan('19899.00'),
        finalFrom: day('2022-09-01'),
      },
    });
  }, patienceMs);
  afterAll(async () => {
    await kill();
    await own.close();
    await database.drop();
  });

  it('adjusts everybody once all the same, and says so', async () => {
    start();
    await statusIs('rehearsed');

    // In the middle of a step: people are assessed, and nobody can note that they are. Then once more.
    const hold = new Client({ connectionString: database.url });
    await hold.connect();
    await hold.query('begin; lock table payment.true_up_people in share row exclusive mode');
    await steer({ type: 'ActivateRun' });
    const killed: number[] = [];
    for (let times = 0; times < 2; times += 1) {
      const [waiting] = await eventually(
        () =>
          database.query(
            `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and query like '%update true_up_people%' and pid <> all($1)`,
            [killed],
          ),
        (found) => found.length > 0,
        patienceMs,
      );
      killed.push(waiting.pid);
      expect(await count()).toEqual({ assessed: 200, noted: 0 });
      await kill();
      start();
    }
    await hold.end();
    await statusIs('completed');

    expect(await count()).toEqual({ assessed: people, noted: people });
    const [sums] = await database.query(
      `select count(distinct data ->> 'personId')::int as people,
         sum((data ->> 'charge')::numeric)::text as charge
       from payment.events where type = 'TrueUpsAssessed'`,
    );
    expect(sums).toEqual({ people, charge: '23400.00' });
    const [run] = await database.query(
      `select data -> 'sums' as sums from payment.events where type = 'TrueUpCompleted'`,
    );
    expect(run.sums).toEqual({ people, charge: '23400.00', refund: '0.00', leftOut: {} });
  }, 180_000);
});
