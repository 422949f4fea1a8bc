import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pause, waitFor } from '@canbao/runtime';
import { withPaymentService } from './payment-service';
import { memoryOfServices } from './processes';
import type { Bench } from './settings';
import { beside, round } from './stats';

const peopleMax = 1_000_000;
/** People for each second of a round, so that the usual ten make twenty thousand. */
const peoplePerSecond = 2_000;
const patienceMs = 3_600_000;
const hash = 'ab'.repeat(32);

/** What the calls of a run answer, as far as it matters here. */
interface Run {
  readonly runId: string;
  readonly proposalId: string;
  readonly status: string;
  readonly progress: { readonly phase: string; readonly done: number; readonly of: number };
  readonly rehearsed: object;
  readonly carriedOut?: { readonly people: number };
}

/** Everybody has paid January to August 2022 on the provisional lower limit, as the service stores it. */
const storeSql = `
  with made as materialized (
    select gen_random_uuid() as person, gen_random_uuid() as orderid from generate_series(1, $1::int)
  ), months as materialized (
    select *, '2022-0' || m as month from made cross join generate_series(1, 8) m
  )
  insert into events (position, stream, version, revision, type, data, topic, recorded_at, actor, hash)
  select nextval('event_position'), stream, 1, 1, type, data, topic, now(), 'bank-ccb', '\\x${hash}'
  from (
    select 'order-' || orderid as stream, 'PensionMonthsSettled' as type, 'ledger.events' as topic,
      json_build_object('personId', person, 'orderId', orderid, 'district', '370102', 'total', '5993.60',
        'paidAt', '2022-08-18T10:00:00.000+08:00', 'months', json_agg(json_build_object(
          'month', month, 'base', '3746.00', 'rate', '0.2', 'amount', '749.20',
          'parts', json_build_object('pooledFund', '449.52', 'personalAccount', '299.68')))) as data
    from months group by person, orderid
    union all
    select 'obligation-' || person || '-pension-' || month, 'PensionMonthPaid', null,
      json_build_object('personId', person, 'insurance', 'pension', 'month', month, 'orderId', orderid)
    from months
  ) as stored`;

const storePeople = async (url: string, people: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=payment' });
  await client.connect();
  try {
    for (let left = people; left > 0; left -= 20_000) await client.query(storeSql, [Math.min(20_000, left)]);
    // What is stored by hand is not for the relay.
    await client.query(`
      insert into relay (name, cursor, epoch) values ('payment', (select max(position) from events), 1)
      on conflict (name) do update set cursor = excluded.cursor, epoch = relay.epoch + 1`);
    await client.query('vacuum (analyze) events');
  } finally {
    await client.end();
  }
};

/** The floor of a rehearsal: one statement sums the same months, and writes nothing. */
const sumSql = `
  select count(*) from (
    select data ->> 'personId', sum(round((3980 - (line ->> 'base')::numeric) * 0.2, 2))
    from events cross join lateral json_array_elements(data -> 'months') as line
    where type = 'PensionMonthsSettled' and (line ->> 'base')::numeric < 3980
    group by 1
  ) as people`;

/** The floor of an activation: the same rows, as many a commit, into a copy of the table; nothing is read. */
const copySql = `
  insert into bare_events
  select * from events where position > $1 and type = 'TrueUpsAssessed' order by position limit 200
  returning position`;

interface Floors {
  readonly rehearsed: number;
  readonly activated: number;
}

const floorsOf = async (url: string, people: number): Promise<Floors> => {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=payment' });
  await client.connect();
  try {
    const rateOf = async (work: () => Promise<unknown>): Promise<number> => {
      const began = performance.now();
      await work();
      return round((people / (performance.now() - began)) * 1000, 0);
    };
    await client.query('create table bare_events (like events including all)');
    await client.query('analyze events');
    return {
      rehearsed: await rateOf(() => client.query(sumSql)),
      activated: await rateOf(async () => {
        for (let after: string | undefined = '0'; after !== undefined;) {
          const { rows }: { rows: { position: string }[] } = await client.query(copySql, [after]);
          after = rows.at(-1)?.position;
        }
      }),
    };
  } finally {
    await client.end();
  }
};

/** The payment service's resident MiB while something goes on: at its beginning, and at most. */
const watchMemory = (): (() => { readonly before: number; readonly most: number }) => {
  const seen = [memoryOfServices()['payment'] ?? Number.NaN];
  const timer = setInterval(() => seen.push(memoryOfServices()['payment'] ?? Number.NaN), 250);
  return () => {
    clearInterval(timer);
    return { before: seen[0] ?? Number.NaN, most: Math.max(...seen) };
  };
};

/** A true-up of eight months of everybody: found and summed, and then assessed person by person. */
export const trueUpBench: Bench = {
  names: ['true-up', 'true-up-rehearsal'],
  run: (settings) =>
    withPaymentService(undefined, async (url, _generator, _sketch, { port, tokens }) => {
      const people = Math.min(peopleMax, settings.seconds * peoplePerSecond);
      await storePeople(url, people);
      const call = async (token: string, method: string, path: string, body?: object): Promise<Run> => {
        const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'idempotency-key': randomUUID(),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as Run;
        if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
        return answer;
      };
      const { operator, secondOperator } = tokens;
      const memory = watchMemory();
      const began = performance.now();
      const { runId } = await call(operator, 'POST', '/true-ups/rehearsals', {
        insurance: 'pension',
        year: 2022,
      });
      const path = `/true-ups/rehearsals/${runId}`;
      const when = async (isIt: (run: Run) => boolean): Promise<Run> => {
        const run = await waitFor(
          async () => {
            const seen = await call(operator, 'GET', path);
            return isIt(seen) ? seen : undefined;
          },
          { timeoutMs: patienceMs, everyMs: 250 },
        );
        if (run === undefined) throw new Error('the run does not go on');
        return run;
      };
      /** Stops the run in the middle, has a look, and lets it go on; the milliseconds that it stood still. */
      const stopped = async (phase: string): Promise<{ ms: number; at: Run['progress'] }> => {
        await when(({ progress }) => progress.phase === phase && progress.done * 3 > progress.of);
        await call(operator, 'POST', `${path}/stop`);
        const since = performance.now();
        // The step that was under way is finished.
        await pause(1_000);
        const { progress: at } = await call(operator, 'GET', path);
        await pause(2_000);
        const { progress: later } = await call(operator, 'GET', path);
        if (later.done !== at.done || at.done >= at.of) throw new Error(JSON.stringify({ at, later }));
        await call(operator, 'POST', `${path}/resumption`);
        return { ms: performance.now() - since, at };
      };
      const inRehearsal = await stopped('people');
      const rehearsed = await when(({ status }) => status === 'rehearsed');
      const rehearsedAt = performance.now();
      const proposal = await call(operator, 'POST', `${path}/activation`, { reason: 'bench' });
      await call(secondOperator, 'POST', `/operations/payment/proposals/${proposal.proposalId}/approval`);
      const inActivation = await stopped('activation');
      const completed = await when(({ status }) => status === 'completed');
      const completedAt = performance.now();
      const { before, most } = memory();
      if (completed.carriedOut?.people !== people) throw new Error(JSON.stringify(completed));
      const floors = await floorsOf(url, people);
      const rate = (ms: number): number => round((people / ms) * 1000, 0);
      const detail = {
        people,
        months: people * 8,
        ...rehearsed.rehearsed,
        residentMiB: { before, most },
        stoppedAt: [inRehearsal.at, inActivation.at],
      };
      const activated = rate(completedAt - rehearsedAt - inActivation.ms);
      const found = rate(rehearsedAt - began - inRehearsal.ms);
      return [
        {
          name: 'true-up',
          value: activated,
          unit: 'people/s',
          ...beside(activated, floors.activated, undefined),
          target: '≥ 300 people/s: a million in an hour',
          detail,
        },
        {
          name: 'true-up-rehearsal',
          value: found,
          unit: 'people/s',
          ...beside(found, floors.rehearsed, undefined),
          target: '≥ 1,000 people/s: a million in a quarter of an hour',
          detail,
        },
      ];
    }),
};
